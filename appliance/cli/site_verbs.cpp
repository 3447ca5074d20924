// SPDX-License-Identifier: GPL-3.0-or-later
// survey, plan, deploy: the verbs that take a site file.
#include <iostream>

#include <fmt/format.h>

#include "appliance/cli/command.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

struct SiteOptions {
    std::string site;
    bool detach = false;
};

json siteBody(const Session& session, const SiteOptions& options) {
    std::filesystem::path file = options.site.empty() ? session.siteFile() : std::filesystem::path(options.site);
    return {{"site", std::filesystem::absolute(file).string()}};
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
    for (const json& change : plan["changes"]) {
        fmt::print("~ {}\n", cell(change["object"]));
        for (const json& field : change["fields"]) {
            fmt::print("    {}\n", cell(field));
        }
        if (!change["needs_off"].empty()) {
            fmt::print("    blades that must be off: {} ({})\n", change["needs_off"].dump(), cell(change["reason"]));
        }
    }
    for (const json& blade : plan["blades"]) {
        fmt::print("{} bay{} {} {}: {}\n", blade["deploy"].get<bool>() ? "+" : " ", blade["bay"].get<int>(),
                   cell(blade["product"]), cell(blade["serial"]),
                   blade["deploy"].get<bool>() ? "its disk is written anew" : "deployed already");
        if (!blade["reason"].get<std::string>().empty()) {
            fmt::print("    {}\n", cell(blade["reason"]));
        }
    }
    fmt::print("plan {}\n", plan["hash"].get<std::string>().substr(0, 12));
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
    co_return answer->value("empty", false) ? Exit::ok : Exit::changes;
}

Task<Exit> deploy(Session& session, SiteOptions& options) {
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
    if (session.asJson()) {
        auto report = co_await session.call("GET", fmt::format("/runs/{}/report", following.run));
        if (!report) {
            co_return fail(report.error());
        }
        std::cout << report->dump(2) << std::endl;
    }
    co_return exit;
}

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
    verb->callback([&session, &exit, options] { exit = session.run(plan(session, *options)); });
}

void addDeploy(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<SiteOptions>();
    auto* verb = app.add_subcommand("deploy", "plan, and carry the plan out; shows the board until the run ends");
    addSiteOption(*verb, *options);
    verb->add_flag("--detach", options->detach, "do not wait for the run's end");
    verb->callback([&session, &exit, options] { exit = session.run(deploy(session, *options)); });
}

} // namespace seedbed::cli
