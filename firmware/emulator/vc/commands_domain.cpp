// SPDX-License-Identifier: GPL-3.0-or-later
// The domain itself, version, help, exit, and the configuration as a script.
#include <set>

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

Output importEnclosure(const Call& call) {
    if (call.domain().imported) {
        return error(words::alreadyImported);
    }
    const auto& options = call.module.chassis().options();
    auto user = call.line.property("username");
    auto password = call.line.property("password");
    if (!user || !password) {
        return error(fmt::format(words::missing, user ? "Password" : "UserName"));
    }
    if (*user != options.user || !(Secret(*password) == options.password)) {
        return error(words::importRefused);
    }
    auto name = enclosureFacts(options).name + "_vc_domain";
    auto outcome = call.module.change([&](Domain& domain) -> Outcome {
        domain.imported = true;
        domain.name = domain.name.empty() ? name : domain.name;
        return {};
    });
    return report(outcome, "Enclosure imported : enc0");
}

Output deleteDomain(const Call& call) {
    if (!call.line.has("quiet")) {
        Output output;
        output.question = fmt::format(words::confirm, "delete the domain");
        return output;
    }
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto* profile = profileOfBay(call.domain(), bay);
        if (auto off = bladeMustBeOff(call.module, profile == nullptr ? "" : profile->name); !off) {
            return error(off.error());
        }
    }
    auto outcome = call.module.change([](Domain& domain) -> Outcome {
        domain = Domain{};
        return {};
    });
    return report(outcome, "Domain deleted");
}

Outcome changeMacs(Domain& domain, const CommandLine& line) {
    auto word = line.property("mactype");
    auto pool = wholeNumber(line, "macpool", domain.macPool);
    if (!pool) {
        return refuse(pool.error());
    }
    auto type = domain.macType;
    if (word) {
        bool known = iequals(*word, "VC-Defined") || iequals(*word, "User-Defined") ||
                     iequals(*word, "Factory-Default");
        if (!known) {
            return refuse(fmt::format(words::badValue, "MacType", *word));
        }
        type = iequals(*word, "VC-Defined")     ? MacType::vcDefined
               : iequals(*word, "User-Defined") ? MacType::userDefined
                                                : MacType::factory;
    }
    auto start = MacAddress::parse(line.property("macstart").value_or("00-00-00-00-00-00"));
    auto end = MacAddress::parse(line.property("macend").value_or("00-00-00-00-00-00"));
    if (!start || !end) {
        return refuse(fmt::format(words::badValue, start ? "MacEnd" : "MacStart", ""));
    }
    return setMacs(domain, type, *pool, *start, *end);
}

Output setDomain(const Call& call) {
    if (auto known = onlyProperties(call.line, {"name", "mactype", "macpool", "macstart", "macend"});
        !known) {
        return error(known.error());
    }
    auto outcome = call.module.change([&](Domain& domain) -> Outcome {
        if (auto name = call.line.property("name")) {
            if (auto named = checkName(*name); !named) {
                return named;
            }
            domain.name = *name;
        }
        bool macs = call.line.property("mactype") || call.line.property("macpool");
        return macs ? changeMacs(domain, call.line) : Outcome{};
    });
    return report(outcome, "Domain properties modified");
}

Output showDomain(const Call& call) {
    const auto& domain = call.domain();
    constexpr std::array macTypes{"VC-Defined", "User-Defined", "Factory-Default"};
    Record record{{"Domain Name", domain.name},
                  {"Checkpoint Status", call.module.checkpointIsPending() ? words::checkpointPending : words::checkpointValid},
                  {"Domain Status", call.module.reachesOa() ? healthWord(domainHealth(domain, call.module.chassis())) : words::noCommunication},
                  {"Stacking Domain Links", "OK"},
                  {"Stacking Links Redundant", "No"},
                  {"MAC Type", macTypes[static_cast<std::size_t>(domain.macType)]},
                  {"MAC Pool", std::to_string(domain.macPool)},
                  {"VLAN Capacity", domain.expandedVlans ? "Expanded" : "Legacy"}};
    return plain(recordsText({record}));
}

Output showVersion(const Call& call) {
    auto facts = enclosureFacts(call.module.chassis().options());
    return plain(fmt::format("{} Virtual Connect Management CLI v{}\nBuild: {}-6 (r201405) May  9 2014\n\n",
                             facts.manufacturer, facts.vcFirmware, facts.vcFirmware));
}

Output help(const Call& call) {
    std::set<std::string> lines;
    const auto& wanted = call.line.element;
    for (const auto* row : allCommands()) {
        if (wanted.empty()) {
            lines.insert(std::string(row->verb));
        } else if (row->verb == wanted || row->element == wanted) {
            lines.insert(fmt::format("{} {} {}", row->verb, row->element, row->usage));
        }
    }
    std::string text;
    for (const auto& line : lines) {
        text += line + "\n";
    }
    return text.empty() ? error(fmt::format(words::badCommand, wanted)) : plain(text + "\n");
}

Output leave(const Call&) {
    Output output;
    output.exit = true;
    return output;
}

constexpr CommandRow kRows[] = {
    {"help", "", "[<subcommand> | <managed element>]", help, false},
    {"?", "", "", help, false},
    {"exit", "", "", leave, false},
    {"import", "enclosure", "UserName=<name> Password=<password>", importEnclosure, false},
    {"delete", "domain", "[-quiet]", deleteDomain},
    {"set", "domain", "[Name=<name>] [MacType=VC-Defined MacPool=<1-64> | MacType=User-Defined MacStart= MacEnd= | "
                      "MacType=Factory-Default]", setDomain},
    {"show", "domain", "", showDomain},
    {"show", "version", "", showVersion, false},
};

} // namespace

std::span<const CommandRow> domainCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
