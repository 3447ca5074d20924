// SPDX-License-Identifier: GPL-3.0-or-later
// survey, plan, drift, and the goals of a run (deploy, apply, verify, rollback): the verbs that take a site file.
#include <iostream>

#include <fmt/format.h>

#include "appliance/api/plan_groups.hpp"
#include "appliance/cli/command.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

constexpr const char* toVerify = "verify"; // its failure is that of a check

struct SiteOptions {
    std::string site;
    std::string goal = "deploy";
    std::string powerOff; // bays
    bool detach = false;
    bool planOnly = false;
    bool explain = false;
};

json siteBody(const Session& session, const SiteOptions& options) {
    std::filesystem::path file = options.site.empty() ? session.siteFile() : std::filesystem::path(options.site);
    const auto bays = options.powerOff.empty() ? std::vector<BayNumber>() : namedBays(options.powerOff).value(); // looked at already
    return {{"site", std::filesystem::absolute(file).string()}, {"goal", options.goal}, {"power_off", bays}};
}

void addSiteOption(CLI::App& verb, SiteOptions& options) {
    verb.add_option("--site", options.site, "site file (default: site.yaml in the state directory)");
}

std::string cell(const json& value) {
    return log::printable(value.is_string() ? value.get<std::string>() : value.dump(), 60);
}

void printSurvey(const json& survey) {
    fmt::print("{} {} ({}), seen {} by {}\n", cell(survey["enclosure"]["product"]), cell(survey["enclosure"]["name"]),
               cell(survey["enclosure"]["serial"]), cell(survey["time"]), cell(survey["source"]));
    fmt::print("{:<5}{:<26}{:<14}{:<7}{:<16}{}\n", "BAY", "PRODUCT", "SERIAL", "POWER", "ILO", "ILO FIRMWARE");
    for (const json& bay : survey["bays"]) {
        if (!bay.value("present", false)) {
            fmt::print("{:<5}[Absent]\n", bay["bay"].get<int>());
            continue;
        }
        fmt::print("{:<5}{:<26}{:<14}{:<7}{:<16}{}\n", bay["bay"].get<int>(), cell(bay["product"]), cell(bay["serial"]),
                   cell(bay["power"]), cell(bay["ilo"]["address"]), cell(bay["ilo"]["firmware"]));
    }
    for (const json& module : survey["interconnects"]) {
        fmt::print("interconnect bay {}: {} at {}\n", module["bay"].get<int>(), cell(module["product"]), cell(module["address"]));
    }
    for (const json& finding : survey["findings"]) {
        fmt::print("{} {}: {}. Do: {}\n", cell(finding["id"]), cell(finding["object"]), log::printable(finding["evidence"].get<std::string>(), 300),
                   log::printable(finding["fix"].get<std::string>(), 200));
    }
    for (const json& bay : survey["bays"]) {
        for (const json& gap : bay.value("gaps", json::array())) {
            fmt::print(stderr, "note: bay{}: {}\n", bay["bay"].get<int>(), log::printable(gap.get<std::string>(), 600)); // with its next step
        }
    }
    for (const json& gap : survey["gaps"]) {
        fmt::print(stderr, "note: {}\n", cell(gap));
    }
}

void printPlan(const json& plan) {
    for (const PlannedGroup& group : groupOverBays(plan["changes"])) {
        fmt::print("~ {}\n", log::printable(group.object, 200));
        for (const std::string& field : group.fields) {
            fmt::print("    {}\n", log::printable(field, 200));
        }
        if (!group.needsOff.empty()) {
            fmt::print("    must be off: {} ({})\n", bayRange(group.needsOff), log::printable(group.reason, 200));
        }
    }
    const std::string goal = plan.value("goal", "deploy");
    for (const json& blade : plan["blades"]) {
        if (goal == "deploy" || goal == "verify") {
            fmt::print("{} bay{} {} {}: {}\n", blade["deploy"].get<bool>() ? "+" : " ", blade["bay"].get<int>(),
                       cell(blade["product"]), cell(blade["serial"]),
                       blade["deploy"].get<bool>() ? "its disk is written anew" : "deployed already");
        }
        if (!blade["reason"].get<std::string>().empty()) {
            fmt::print("    {}\n", cell(blade["reason"]));
        }
    }
    for (const json& note : plan["notes"]) {
        fmt::print(stderr, "note: {}\n", log::printable(note.get<std::string>(), 300));
    }
    fmt::print("plan {}\n", plan["hash"].get<std::string>().substr(0, 12));
}

void printDrift(const json& drift) {
    for (const json& each : drift["differences"]) {
        fmt::print("! {}: {} is {}, wanted {}\n", cell(each["object"]), cell(each["field"]),
                   cell(each["found"].get_ref<const std::string&>().empty() ? json("nothing") : each["found"]),
                   cell(each["wanted"].get_ref<const std::string&>().empty() ? json("nothing") : each["wanted"]));
    }
    for (const json& note : drift["notes"]) {
        fmt::print("  note: {}\n", log::printable(note.get<std::string>(), 300));
    }
    if (drift["differences"].empty()) {
        fmt::print("Virtual Connect at {} is as the site asks\n", cell(drift["virtual_connect"]));
    }
}

Task<Exit> survey(Session& session, SiteOptions& options) {
    auto answer = co_await session.call("POST", "/survey", siteBody(session, options));
    if (!answer) {
        co_return fail(answer.error());
    }
    if (session.asJson()) {
        std::cout << answer->dump(2) << std::endl;
    } else {
        printSurvey(*answer);
    }
    co_return Exit::ok;
}

Task<Exit> plan(Session& session, SiteOptions& options) {
    auto answer = co_await session.call("POST", "/plan", siteBody(session, options));
    if (!answer) {
        co_return fail(answer.error());
    }
    if (session.asJson()) {
        std::cout << answer->dump(2) << std::endl;
    } else {
        printPlan(*answer);
    }
    if (options.explain && !session.asJson()) {
        printAllotments(answer->at("allotments"));
    }
    co_return answer->value("empty", false) ? Exit::ok : Exit::changes;
}

Task<Exit> drift(Session& session, SiteOptions& options) {
    auto answer = co_await session.call("POST", "/drift", siteBody(session, options));
    if (!answer) {
        co_return fail(answer.error());
    }
    if (session.asJson()) {
        std::cout << answer->dump(2) << std::endl;
    } else {
        printDrift(*answer);
    }
    co_return answer->at("differences").empty() ? Exit::ok : Exit::changes;
}

Task<Exit> startRun(Session& session, SiteOptions& options) {
    auto started = co_await session.call("POST", "/runs", siteBody(session, options));
    if (!started) {
        co_return fail(started.error());
    }
    FollowOptions following;
    following.run = started->value("run", std::int64_t{0});
    following.quiet = session.asJson();
    if (options.detach) {
        std::cout << (session.asJson() ? started->dump() : fmt::format("run {}", following.run)) << std::endl;
        co_return Exit::ok;
    }
    auto exit = co_await follow(session, following);
    if (exit && *exit == Exit::error && options.goal == toVerify) {
        exit = Exit::checkFailed;
    }
    if (session.asJson()) {
        auto report = co_await session.call("GET", fmt::format("/runs/{}/report", following.run));
        if (!report) {
            co_return fail(report.error());
        }
        std::cout << report->dump(2) << std::endl;
    }
    co_return exit;
}

struct GoalVerb {
    const char* word;
    const char* help;
};
constexpr GoalVerb kGoals[] = {
    {"deploy", "plan, and carry the plan out; shows the board until the run ends"},
    {"apply", "OA, iLOs and Virtual Connect as the site asks; no blade is deployed"},
    {toVerify, "prove again what is deployed: each node's configuration, and the wires by frames; nothing is changed"},
    {"rollback", "Virtual Connect as it was before Seedbed first changed it"},
};

} // namespace

void addSurvey(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<SiteOptions>();
    auto* verb = app.add_subcommand("survey", "show what the chassis holds: every door asked, compared with the kit and the firmware matrix");
    addSiteOption(*verb, *options);
    verb->callback([&session, &exit, options] { exit = session.run(survey(session, *options)); });
}

void addPlan(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<SiteOptions>();
    auto* verb = app.add_subcommand("plan", "show what would be changed, field by field, and which blades must be off");
    addSiteOption(*verb, *options);
    verb->add_flag("--explain", options->explain, "also how the 10 Gb of each physical port will be shared");
    verb->callback([&session, &exit, options] { exit = session.run(plan(session, *options)); });
}

void addDrift(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<SiteOptions>();
    auto* verb = app.add_subcommand("drift", "show where Virtual Connect is not as the site asks, by name; exit code 2 when it is not");
    addSiteOption(*verb, *options);
    verb->callback([&session, &exit, options] { exit = session.run(drift(session, *options)); });
}

void addGoals(CLI::App& app, Session& session, Exit& exit) {
    for (const GoalVerb& goal : kGoals) {
        auto options = std::make_shared<SiteOptions>();
        options->goal = goal.word;
        auto* verb = app.add_subcommand(goal.word, goal.help);
        addSiteOption(*verb, *options);
        verb->add_flag("--plan", options->planOnly, "only show what would be changed; exit code 2 when something would");
        verb->add_flag("--detach", options->detach, "do not wait for the run's end");
        verb->add_option("--power-off", options->powerOff, "blades that may be switched off though they are not deployed anew, as bay[1-4,7]")
            ->check(isBayList);
        verb->callback([&session, &exit, options] {
            exit = session.run(options->planOnly ? plan(session, *options) : startRun(session, *options));
        });
    }
}

} // namespace seedbed::cli
