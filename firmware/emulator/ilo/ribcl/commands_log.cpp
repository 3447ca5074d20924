// SPDX-License-Identifier: GPL-3.0-or-later
// The two event logs.
#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/ribcl/command.hpp"

namespace seedbed::emulator::ribcl {
namespace {

Element logElement(const EventLog& log, const char* description) {
    Element element = node("EVENT_LOG", {});
    element.attributes = {{"DESCRIPTION", description}};
    for (const auto& entry : log.entries()) {
        auto event = tag("EVENT", {{"SEVERITY", severityWord(entry.severity)},
                                   {"CLASS", entry.category},
                                   {"LAST_UPDATE", logTime(entry.last)},
                                   {"INITIAL_UPDATE", logTime(entry.first)},
                                   {"COUNT", std::to_string(entry.count)},
                                   {"DESCRIPTION", entry.text}});
        element.children.push_back(std::move(event));
    }
    return element;
}

} // namespace

Outcome getManagementLog(Call& call) {
    return Outcome::of(logElement(call.ilo().managementLog, "Integrated Management Log"));
}

Outcome clearManagementLog(Call& call) {
    call.ilo().managementLog.clear();
    call.chassis.logManagement(call.bay, LogSeverity::informational, "Maintenance",
                               "IML Cleared (iLO 4 user: " + call.user.login + ")");
    return {};
}

Outcome getIloLog(Call& call) {
    return Outcome::of(logElement(call.ilo().eventLog, "iLO 4 Event Log"));
}

Outcome clearIloLog(Call& call) {
    call.ilo().eventLog.clear();
    call.note("Event log cleared");
    return {};
}

} // namespace seedbed::emulator::ribcl
