// SPDX-License-Identifier: GPL-3.0-or-later
// Local users, and whom SNMP answers and tells.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr std::size_t kShortestPassword = 3, kLongestPassword = 40;

// "*" or a list of the four.
Outcome readPrivileges(const CommandLine& line, std::string& privileges) {
    auto text = line.property("privileges");
    if (!text) {
        return {};
    }
    const std::vector<std::string> all{"domain", "network", "server", "storage"};
    auto given = *text == "*" ? all : split(lower(*text), ',');
    for (const auto& privilege : given) {
        if (std::find(all.begin(), all.end(), privilege) == all.end()) {
            return refuse(fmt::format(words::badValue, "Privileges", privilege));
        }
    }
    privileges = fmt::format("{}", fmt::join(given, ","));
    return {};
}

Outcome readUser(const CommandLine& line, User& user) {
    Given given(line, {"password", "fullname", "contactinfo", "enabled", "privileges"});
    given.text("fullname", user.fullName).text("contactinfo", user.contact).flag("enabled", user.enabled);
    if (!given.outcome()) {
        return given.outcome();
    }
    if (auto password = line.property("password")) {
        if (password->size() < kShortestPassword || password->size() > kLongestPassword) {
            return refuse(words::passwordLength);
        }
        user.passwordHash = sha256Hex(*password);
    }
    return readPrivileges(line, user.privileges);
}

Output addOne(const Call& call) {
    auto name = argument(call.line, 0, "UserName");
    if (!name || !call.line.property("password")) {
        return error(name ? fmt::format(words::missing, "Password") : name.error());
    }
    User user;
    user.name = *name;
    if (auto given = readUser(call.line, user); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return addUser(domain, user); });
    return report(outcome, "User added : " + *name);
}

const User* findUser(const Domain& domain, const std::string& name) {
    const auto& users = domain.settings.users;
    auto found = std::find_if(users.begin(), users.end(), [&](const auto& user) { return user.name == name; });
    return found == users.end() ? nullptr : &*found;
}

Output setOne(const Call& call) {
    auto name = argument(call.line, 0, "UserName");
    const auto* found = name ? findUser(call.domain(), *name) : nullptr;
    if (found == nullptr) {
        return error(name ? fmt::format(words::notFound, "User", *name) : name.error());
    }
    auto user = *found;
    if (auto given = readUser(call.line, user); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return changeUser(domain, user); });
    return report(outcome, "User modified : " + *name);
}

Output removeOne(const Call& call) {
    auto name = argument(call.line, 0, "UserName");
    if (!name) {
        return error(name.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return removeUser(domain, *name); });
    return report(outcome, "User removed : " + *name);
}

// The enclosure's own administrator is a user as well; it cannot be changed here.
Output showUser(const Call& call) {
    User own;
    own.name = call.module.chassis().options().user;
    own.fullName = "Administrator of the enclosure";
    std::vector<User> users{own};
    users.insert(users.end(), call.domain().settings.users.begin(), call.domain().settings.users.end());
    auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    std::vector<Record> records;
    Table table{"", {"User Name", "Privileges", "Full Name", "Enabled"}, {}};
    for (const auto& user : users) {
        if (wanted == "*" || wanted == user.name) {
            table.rows.push_back({user.name, user.privileges, user.fullName, user.enabled ? "true" : "false"});
            records.push_back({{"User Name", user.name},
                               {"Privileges", user.privileges},
                               {"Full Name", user.fullName},
                               {"Contact Info", user.contact},
                               {"Enabled", user.enabled ? "true" : "false"}});
        }
    }
    if (records.empty()) {
        return error(fmt::format(words::notFound, "User", wanted));
    }
    return plain(wantsRecords(call.line) ? recordsText(records) : tableText(table));
}

Output setSnmp(const Call& call) {
    auto snmp = call.domain().settings.snmp;
    Given given(call.line, {"readcommunity", "contact", "enabled", "smisenabled"});
    given.text("readcommunity", snmp.readCommunity).text("contact", snmp.contact);
    given.flag("enabled", snmp.enabled).flag("smisenabled", snmp.smis);
    if (!given.outcome()) {
        return error(given.outcome().error());
    }
    if (!call.line.arguments.empty() && !iequals(call.line.arguments[0], "enet")) {
        return error(fmt::format(words::notFound, "SNMP agent", call.line.arguments[0]));
    }
    auto outcome = call.module.change([&](Domain& domain) -> Outcome {
        domain.settings.snmp = snmp;
        return {};
    });
    return report(outcome, "SNMP properties modified");
}

Output showSnmp(const Call& call) {
    const auto& snmp = call.domain().settings.snmp;
    return plain(recordsText({{{"Type", "Enet"},
                               {"Enabled", snmp.enabled ? "true" : "false"},
                               {"Read Community", snmp.readCommunity},
                               {"System Contact", snmp.contact},
                               {"SMIS Enabled", snmp.smis ? "true" : "false"}}}));
}

Outcome readTrap(const CommandLine& line, TrapDestination& trap) {
    Given given(line, {"address", "community", "format", "severity", "domaincategories", "enetcategories"});
    given.text("address", trap.address).text("community", trap.community).text("severity", trap.severity);
    given.text("domaincategories", trap.categories);
    given.word("format", trap.format, {"SnmpV1", "SnmpV2"}); // users of version 3 are not emulated
    return given.outcome();
}

Output addTrap(const Call& call) {
    auto name = argument(call.line, 0, "TrapName");
    if (!name || !call.line.property("address")) {
        return error(name ? fmt::format(words::missing, "Address") : name.error());
    }
    TrapDestination trap;
    trap.name = *name;
    if (auto given = readTrap(call.line, trap); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return addTrapDestination(domain, trap); });
    return report(outcome, "SNMP trap added : " + *name);
}

Output setTrap(const Call& call) {
    auto name = argument(call.line, 0, "TrapName");
    if (!name) {
        return error(name.error());
    }
    TrapDestination trap;
    for (const auto& each : call.domain().settings.traps) {
        trap = each.name == *name ? each : trap;
    }
    trap.name = *name;
    if (auto given = readTrap(call.line, trap); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return changeTrapDestination(domain, trap); });
    return report(outcome, "SNMP trap modified : " + *name);
}

Output removeTrap(const Call& call) {
    auto name = argument(call.line, 0, "TrapName");
    if (!name) {
        return error(name.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return removeTrapDestination(domain, *name); });
    return report(outcome, "SNMP trap removed : " + *name);
}

Output showTrap(const Call& call) {
    const auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    std::vector<Record> records;
    Table table{"", {"Trap Name", "Address", "Format", "Severity"}, {}};
    for (const auto& trap : call.domain().settings.traps) {
        if (wanted == "*" || wanted == trap.name) {
            table.rows.push_back({trap.name, trap.address, trap.format, trap.severity});
            records.push_back({{"Trap Name", trap.name},
                               {"Address", trap.address},
                               {"Community", trap.community},
                               {"Format", trap.format},
                               {"Severity", trap.severity},
                               {"Domain Categories", trap.categories}});
        }
    }
    if (records.empty()) {
        return wanted == "*" ? plain("No SNMP traps exist\n\n") : error(fmt::format(words::notFound, "SNMP trap", wanted));
    }
    return plain(wantsRecords(call.line) ? recordsText(records) : tableText(table));
}

Output testTrap(const Call& call) {
    call.module.sendTestTrap();
    return success("Test trap sent");
}

constexpr CommandRow kRows[] = {
    {"add", "user", "<UserName> Password=<password> [FullName=] [ContactInfo=] [Enabled=] [Privileges=<*|domain,network,...>]",
     addOne},
    {"set", "user", "<UserName> [Password=] [FullName=] [ContactInfo=] [Enabled=] [Privileges=]", setOne},
    {"remove", "user", "<UserName>", removeOne},
    {"show", "user", "[<UserName | *>]", showUser},
    {"set", "snmp", "enet [ReadCommunity=] [Contact=] [Enabled=] [SmisEnabled=]", setSnmp},
    {"show", "snmp", "[enet | *]", showSnmp},
    {"add", "snmp-trap", "<TrapName> Address=<address> [Community=] [Format=<SnmpV1|SnmpV2>] [Severity=] [DomainCategories=]",
     addTrap},
    {"set", "snmp-trap", "<TrapName> [Address=] [Community=] [Format=] [Severity=] [DomainCategories=]", setTrap},
    {"remove", "snmp-trap", "<TrapName>", removeTrap},
    {"show", "snmp-trap", "[<TrapName | *>]", showTrap},
    {"test", "snmp-trap", "", testTrap},
};

} // namespace

std::span<const CommandRow> accountCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
