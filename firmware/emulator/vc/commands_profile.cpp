// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/connection_record.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

Outcome read(const CommandLine& line, Profile& profile) {
    Given given(line, {"hideunusedflexnics", "nag", "name"});
    given.flag("hideunusedflexnics", profile.hideUnused).text("nag", profile.group).text("name", profile.name);
    return given.outcome();
}

Output add(const Call& call) {
    auto name = argument(call.line, 0, "ProfileName");
    if (!name) {
        return error(name.error());
    }
    Profile profile;
    profile.name = *name;
    if (auto given = read(call.line, profile); !given) {
        return error(given.error());
    }
    bool defaults = !call.line.has("nodefaultenetconn");
    auto outcome = call.module.change([&](Domain& domain) {
        auto added = addProfile(domain, *name, defaults);
        return added ? changeProfile(domain, *name, profile) : added;
    });
    return report(outcome, "Profile added : " + *name);
}

Output change(const Call& call) {
    auto name = argument(call.line, 0, "ProfileName");
    const auto* found = name ? findProfile(call.domain(), *name) : nullptr;
    if (found == nullptr) {
        return error(name ? fmt::format(words::notFound, "Profile", *name) : name.error());
    }
    auto profile = *found;
    if (auto given = read(call.line, profile); !given) {
        return error(given.error());
    }
    auto off = bladeMustBeOff(call.module, *name);
    if (profile.hideUnused != found->hideUnused && !off) {
        return error(off.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return changeProfile(domain, *name, profile); });
    return report(outcome, "Profile modified : " + *name);
}

Output remove(const Call& call) {
    auto name = argument(call.line, 0, "ProfileName");
    if (!name) {
        return error(name.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return removeProfile(domain, *name); });
    return report(outcome, "Profile removed : " + *name);
}

Output assign(const Call& call) {
    auto name = argument(call.line, 0, "ProfileName");
    auto server = argument(call.line, 1, "ServerID");
    if (!name || !server) {
        return error(name ? server.error() : name.error());
    }
    auto bay = serverBay(*server);
    if (!bay) {
        return error(bay.error());
    }
    const auto& blade = call.module.chassis().blade(*bay);
    bool mayWait = call.module.chassis().hasFault("profile-pending", *bay);
    if (blade.present && blade.powered && !mayWait) {
        return error(fmt::format(words::poweredOn, *bay));
    }
    auto outcome = call.module.change([&](Domain& domain) { return assignProfile(domain, *name, *bay); });
    return report(outcome, fmt::format("Profile {} assigned to device bay enc0:{}", *name, *bay));
}

Output unassign(const Call& call) {
    auto name = argument(call.line, 0, "ProfileName");
    if (!name) {
        return error(name.error());
    }
    if (auto off = bladeMustBeOff(call.module, *name); !off) {
        return error(off.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return unassignProfile(domain, *name); });
    return report(outcome, "Profile unassigned : " + *name);
}

Record record(const Call& call, const Profile& profile) {
    auto blade = bladeAt(call.module.chassis(), profile.bay);
    auto bay = profile.bay == 0 ? words::unassigned : fmt::format("enc0:{}", profile.bay);
    std::string status = healthWord(profileHealth(call.domain(), call.module.chassis(), profile));
    if (profile.bay != 0 && !blade.present) {
        status = "Server Not Present";
    } else if (call.module.isPending(profile.bay)) {
        status = words::pending;
    }
    return {{"Name", profile.name},
            {"Device Bay", bay},
            {"Server", profile.bay == 0 || !blade.present ? words::unassigned : bay},
            {"Status", status},
            {"Serial Number", blade.serial},
            {"UUID", ""},
            {"NAG", profile.group}};
}

Table connectionTable(const Call& call, const Profile& profile) {
    Table table{"Ethernet Network Connections",
                {"Port", "Network Name", "Port Mapping", "Status", "PXE", "MAC Address", "Allocated Speed"},
                {}};
    for (const auto& made : connectionRecords(call.module, profile)) {
        table.rows.push_back({made[1].second, made[3].second, made[4].second, made[5].second, made[6].second,
                              made[7].second, made[9].second});
    }
    return table;
}

Output show(const Call& call) {
    const auto& profiles = call.domain().profiles;
    auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    if (wanted != "*" && findProfile(call.domain(), wanted) == nullptr) {
        return error(fmt::format(words::notFound, "Profile", wanted));
    }
    if (profiles.empty()) {
        return plain("No profiles exist\n\n");
    }
    std::string text;
    Table table{"", {"Name", "Device Bay", "Server", "Status"}, {}};
    for (const auto& profile : profiles) {
        if (wanted != "*" && profile.name != wanted) {
            continue;
        }
        auto made = record(call, profile);
        table.rows.push_back({made[0].second, made[1].second, made[2].second, made[3].second});
        text += recordText(made) + "\n" + tableText(connectionTable(call, profile)) +
                std::string(kRuleDefault, '-') + "\n";
    }
    return plain(wantsRecords(call.line) ? text : tableText(table));
}

constexpr CommandRow kRows[] = {
    {"add", "profile", "<ProfileName> [-nodefaultenetconn] [NAG=<name>] [HideUnusedFlexNICs=<true|false>]", add},
    {"set", "profile", "<ProfileName> [Name=<new name>] [NAG=<name>] [HideUnusedFlexNICs=<true|false>]", change},
    {"remove", "profile", "<ProfileName>", remove},
    {"assign", "profile", "<ProfileName> <ServerID>", assign},
    {"unassign", "profile", "<ProfileName>", unassign},
    {"show", "profile", "[<ProfileName | *>]", show},
};

} // namespace

std::span<const CommandRow> profileCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
