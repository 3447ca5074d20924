// SPDX-License-Identifier: GPL-3.0-or-later
// The two event logs: IML below the system, IEL below the manager.
#include <charconv>

#include "firmware/emulator/ilo/redfish/resource.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::redfish {
namespace {

struct Log {
    const char* path;
    const char* id;
    const char* name;
    EventLog Ilo::*entries;
};
constexpr Log kManagementLog{"Systems/1/LogServices/IML", "IML", "Integrated Management Log",
                             &Ilo::managementLog};
constexpr Log kIloLog{"Managers/1/LogServices/IEL", "IEL", "iLO Event Log", &Ilo::eventLog};

const char* healthWord(LogSeverity severity) {
    constexpr const char* words[] = {"OK", "Warning", "Critical", "OK"};
    return words[static_cast<std::size_t>(severity)];
}

Json logService(Context& context, const Log& log) {
    auto json = resource(context, log.path, "LogService", "1.0.0", log.id, log.name);
    json["MaxNumberOfRecords"] = 512;
    json["OverWritePolicy"] = "WrapsWhenFull";
    if (context.style.rest) {
        json["links"]["Entries"] = Json::array({context.link(std::string(log.path) + "/Entries")});
        json["AvailableActions"] = Json::array({{{"Action", "ClearLog"}}});
        return json;
    }
    json["Actions"]["#LogService.ClearLog"] = {
        {"target", context.style.link(std::string(log.path) + "/Actions/LogService.ClearLog")}};
    json["Entries"] = context.link(std::string(log.path) + "/Entries");
    return json;
}

Json entryJson(const Context& context, const Log& log, std::size_t number, const LogEntry& entry) {
    const auto id = std::to_string(number);
    auto json =
        resource(context, fmt::format("{}/Entries/{}", log.path, id), "LogEntry", "1.0.0", id, log.name);
    json["Created"] = isoTime(entry.first);
    json["EntryType"] = "Oem";
    json["Message"] = entry.text;
    json["OemRecordFormat"] = context.style.modern ? "HP" : "Hp-IML";
    json["Severity"] = healthWord(entry.severity);
    json["Oem"]["Hp"] = {{"ClassDescription", entry.category},
                         {"Count", entry.count},
                         {"Severity", severityWord(entry.severity)},
                         {"Updated", isoTime(entry.last)},
                         {"Type", "HpLogEntry.1.0.0"}};
    return json;
}

// The collection holds its members whole, so that one request reads the log.
Json entries(Context& context, const Log& log) {
    const auto& all = (context.ilo().*log.entries).entries();
    const auto path = std::string(log.path) + "/Entries";
    auto json = collection(context, path, "LogEntryCollection", log.name, {});
    auto items = Json::array();
    for (const auto& entry : all) {
        items.push_back(entryJson(context, log, items.size() + 1, entry));
    }
    if (context.style.older) {
        json["Total"] = items.size();
    }
    if (!context.style.rest) {
        json["Members@odata.count"] = items.size();
    }
    json[context.style.rest ? "Items" : "Members"] = std::move(items);
    return json;
}

Json entryOf(Context& context, const Log& log) {
    const auto& all = (context.ilo().*log.entries).entries();
    std::size_t number = 0;
    const auto& id = context.id;
    const auto [end, code] = std::from_chars(id.data(), id.data() + id.size(), number);
    const bool known =
        code == std::errc() && end == id.data() + id.size() && number >= 1 && number <= all.size();
    return known ? entryJson(context, log, number, all[number - 1]) : Json();
}

} // namespace

Json systemLogs(Context& context) {
    return collection(context, "Systems/1/LogServices", "LogServiceCollection", "Logs", {"IML"});
}
Json managerLogs(Context& context) {
    return collection(context, "Managers/1/LogServices", "LogServiceCollection", "Logs", {"IEL"});
}
Json managementLog(Context& context) {
    return logService(context, kManagementLog);
}
Json iloLog(Context& context) {
    return logService(context, kIloLog);
}
Json managementEntries(Context& context) {
    return entries(context, kManagementLog);
}
Json iloEntries(Context& context) {
    return entries(context, kIloLog);
}
Json managementEntry(Context& context) {
    return entryOf(context, kManagementLog);
}
Json iloEntry(Context& context) {
    return entryOf(context, kIloLog);
}

Answer clearManagementLog(Context& context) {
    context.ilo().managementLog.clear();
    context.note("IML cleared");
    return context.say(messages::success);
}

Answer clearIloLog(Context& context) {
    context.ilo().eventLog.clear();
    context.note("Event log cleared");
    return context.say(messages::success);
}

} // namespace seedbed::emulator::redfish
