// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration as a script and as a file, the state of all, the log, and the manager itself.
#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/config_script.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"

namespace seedbed::emulator::vc {
namespace {

Output showConfig(const Call& call) {
    return plain("Generating configuration...\n\n" + configScript(call.domain()) +
                 "\nSUCCESS: Configuration generated\n\n");
}

// The emulated module has no TFTP or FTP client; it says so.
Output transfer(const Call& call) {
    auto address = call.line.property("address");
    if (!address) {
        return error(fmt::format(words::missing, "Address"));
    }
    bool known = address->starts_with("tftp://") || address->starts_with("ftp://") || address->starts_with("http://");
    return error(known ? fmt::format(words::noTransfer, *address) : fmt::format(words::badValue, "Address", *address));
}

Output loadFirmware(const Call& call) {
    return error(fmt::format(words::noTransfer, call.line.property("address").value_or("")));
}

Output showStatus(const Call& call) {
    const auto& chassis = call.module.chassis();
    const auto& domain = call.domain();
    auto networks = Health::ok;
    for (const auto& network : domain.networks) {
        const auto health = networkHealth(domain, chassis, network);
        networks = health == Health::disabled ? networks : worse(networks, health);
    }
    auto profiles = Health::ok;
    for (const auto& profile : domain.profiles) {
        profiles = profile.bay == 0 ? profiles : worse(profiles, profileHealth(domain, chassis, profile));
    }
    return plain(recordsText({{{"Overall Domain Status", healthWord(domainHealth(domain, chassis))},
                               {"Enclosure enc0", call.module.reachesOa() ? "OK" : words::noCommunication},
                               {"Interconnect enc0:1", "OK"},
                               {"Networks", healthWord(networks)},
                               {"Profiles", healthWord(profiles)}}}));
}

Output showLog(const Call& call) {
    std::string text;
    for (const auto& line : call.module.systemLog()) {
        text += line + "\n";
    }
    return text.empty() ? plain("No system log records exist\n\n") : plain(text + "\n");
}

Output resetManager(const Call& call) {
    if (!call.line.has("quiet")) {
        Output output;
        output.question = fmt::format(words::confirm, "reset the Virtual Connect Manager");
        return output;
    }
    call.module.restart(call.module.usualRestart(), false); // there is no second module to fail over to
    return success(words::restarting);
}

constexpr CommandRow kRows[] = {
    {"show", "config", "", showConfig},
    {"save", "configbackup", "Address=<tftp://address/file | ftp://user:password@address/file>", transfer},
    {"restore", "configbackup", "Address=<tftp://address/file | ftp://user:password@address/file>", transfer},
    {"save", "supportinfo", "Address=<tftp://address | ftp://user:password@address>", transfer},
    {"load", "firmware", "Address=<tftp://address/file>", loadFirmware},
    {"show", "status", "", showStatus},
    {"show", "systemlog", "", showLog, false},
    {"reset", "vcm", "[-failover] [-quiet]", resetManager},
};

} // namespace

std::span<const CommandRow> keepingCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
