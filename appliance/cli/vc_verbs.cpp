// SPDX-License-Identifier: GPL-3.0-or-later
// vc compile: what a site file asks of Virtual Connect, as commands. Asks nobody: neither a daemon nor a
// device.
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "appliance/cli/command.hpp"
#include "appliance/site/layout.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/compile/bandwidth.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/plan.hpp"
#include "vc-config/text/domain_json.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestDomain = 16u << 20;

struct VcOptions {
    std::string site;
    std::string actual;
    std::string packs;
    bool explain = false;
};

// What the verb has found out; printed in one of three forms.
struct Compiled {
    vc::VcDomain desired;
    vc::VcPlan plan;
    std::vector<vc::PortAllotment> allotments; // with --explain
};

std::filesystem::path packsOf(const VcOptions& options) {
    const auto installed = programDirectory() / "../share/seedbed/packs";
    if (!options.packs.empty()) {
        return options.packs;
    }
    return std::filesystem::exists(installed) ? installed : programDirectory() / "../../../installer/packs";
}

// Without a file, a module that has no domain yet. Of the file that a run keeps, what was there on arrival.
Result<vc::VcDomain> actualDomain(const VcOptions& options) {
    if (options.actual.empty()) {
        vc::VcDomain none;
        none.enclosureImported = false;
        return none;
    }
    auto text = readFile(options.actual, kLargestDomain);
    auto saved = text ? parseJson(*text, options.actual) : fail(text.error());
    if (!saved) {
        return fail(saved.error());
    }
    const bool ofARun = saved->is_object() && saved->contains("domain");
    return vc::domainFromJson(ofARun ? (*saved)["domain"].dump() : *text);
}

Result<Compiled> compileSite(const std::filesystem::path& file, const VcOptions& options) {
    const auto site = readSite(file);
    if (!site) {
        return fail(site.error());
    }
    const auto pack = readPack(packsOf(options), site->pack);
    if (!pack) {
        return fail(pack.error());
    }
    auto desired = vc::compile(connectivityIntent(*site, *pack));
    if (!desired) {
        return fail(desired.error());
    }
    const auto actual = actualDomain(options);
    if (!actual) {
        return fail(actual.error());
    }
    auto plan = vc::plan(*desired, *actual);
    if (!plan) {
        return fail(plan.error());
    }
    Compiled compiled{std::move(*desired), std::move(*plan), {}};
    if (options.explain) {
        compiled.allotments = vc::allotments(compiled.desired);
    }
    return compiled;
}

json commandJson(const vc::VcCommand& command) {
    json fields = json::array();
    for (const vc::FieldChange& change : command.changes) {
        fields.push_back({{"field", change.field}, {"before", change.before}, {"after", change.after}});
    }
    return {{"command", vc::toCommand(command.operation)},
            {"undo", command.undo ? json(vc::toCommand(*command.undo)) : json()},
            {"object", command.object},
            {"fields", fields},
            {"needs_off", command.needsOff},
            {"reason", command.reason}};
}

void printJson(const Compiled& compiled, bool explain) {
    json result{{"schema", 1},
                {"domain", json::parse(vc::domainToJson(compiled.desired))},
                {"commands", json::array()},
                {"needs_off", compiled.plan.baysThatMustBeOff()},
                {"foreign", compiled.plan.foreign},
                {"notes", compiled.plan.notes}};
    for (const vc::VcCommand& command : compiled.plan.commands) {
        result["commands"].push_back(commandJson(command));
    }
    if (explain) {
        result["allotments"] = vc::allotmentsJson(compiled.allotments);
    }
    std::cout << result.dump(2) << std::endl;
}

// As the device takes them; the password of the first is left to whoever types it.
void printCommands(const vc::VcPlan& plan) {
    for (const vc::VcCommand& command : plan.commands) {
        fmt::print("{}\n", vc::toCommand(command.operation));
    }
}

void printTable(const vc::VcPlan& plan) {
    for (const vc::VcCommand& command : plan.commands) {
        fmt::print("~ {}\n", command.object);
        for (const vc::FieldChange& change : command.changes) {
            fmt::print("    {}: {} -> {}\n", change.field, change.before.empty() ? "(none)" : change.before,
                       change.after.empty() ? "(none)" : change.after);
        }
        if (!command.needsOff.empty()) {
            fmt::print("    blades that must be off: {} ({})\n", fmt::join(command.needsOff, ", "),
                       command.reason);
        }
    }
    for (const std::string& foreign : plan.foreign) {
        fmt::print("  {} is not ours and stays\n", foreign);
    }
    fmt::print("{} commands\n", plan.commands.size());
}

Exit compileVerb(Session& session, const VcOptions& options) {
    const auto file = options.site.empty() ? session.siteFile() : std::filesystem::path(options.site);
    const auto compiled = compileSite(file, options);
    if (!compiled) {
        return session.refuse(compiled.error());
    }
    if (session.asJson()) {
        printJson(*compiled, options.explain);
    } else if (session.output == "cli") {
        printCommands(compiled->plan);
    } else {
        printTable(compiled->plan);
    }
    if (options.explain && !session.asJson() && session.output != "cli") {
        printAllotments(vc::allotmentsJson(compiled->allotments));
    }
    for (const std::string& note : compiled->plan.notes) {
        fmt::print(stderr, "note: {}\n", note);
    }
    return options.actual.empty() || compiled->plan.empty() ? Exit::ok : Exit::changes;
}

} // namespace

void printAllotments(const json& ports) {
    constexpr auto row = "{:<6}{:<9}{:<28}{:<15}{:<12}{}\n";
    auto word = [](const json& of, const char* key) { return log::printable(of.value(key, ""), 60); };
    fmt::print(row, "BAY", "FLEXNIC", "NETWORKS", "ASKED", "MINIMUM", "MAXIMUM");
    for (const json& port : ports) {
        const int bay = port.value("bay", 0);
        int sum = 0;
        for (const json& nic : port.at("flexnics")) {
            const int minimum = nic.value("minimum_mb", 0);
            sum += minimum;
            const auto networks = word(nic, "networks");
            fmt::print(row, bay, word(nic, "flexnic"), networks.empty() ? "(none)" : networks, word(nic, "asked"),
                       vc::speedText(minimum), vc::speedText(nic.value("maximum_mb", 0)));
        }
        fmt::print(row, bay, word(port, "port"), "all", "", vc::speedText(sum), "");
    }
}

void addVc(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<VcOptions>();
    auto* group = app.add_subcommand("vc", "Virtual Connect without a device")->require_subcommand(1);
    auto* verb = group->add_subcommand(
        "compile", "what a site file asks of Virtual Connect: table, json, or cli (its commands).\n"
                   "Exit code 2 when --actual differs from it");
    verb->add_option("--site", options->site, "site file (default: site.yaml in the state directory)");
    verb->add_option(
        "--actual", options->actual,
        "domain to start from: virtual-connect/arrival-SERIAL.json, as a run keeps it, or the \"domain\" "
        "that -o json prints (default: none yet)");
    verb->add_option("--packs", options->packs, "directory of the verification packs");
    verb->add_flag("--explain", options->explain, "also how the 10 Gb of each physical port are shared");
    verb->callback([&session, &exit, options] { exit = compileVerb(session, *options); });
}

} // namespace seedbed::cli
