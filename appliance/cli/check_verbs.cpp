// SPDX-License-Identifier: GPL-3.0-or-later
// preflight and inventory: what was found of a chassis.
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "appliance/cli/command.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

struct CheckOptions {
    std::string site;
    bool all = false;
};

std::string cell(const json& value) {
    return log::printable(value.is_string() ? value.get<std::string>() : value.dump(), 300);
}

// Findings that differ only in their object are one line.
struct Group {
    json finding;
    std::vector<std::string> objects;
};

std::vector<Group> grouped(const json& findings) {
    std::vector<Group> groups;
    for (const json& finding : findings) {
        const auto same = [&finding](const Group& group) {
            return group.finding["id"] == finding["id"] && group.finding["status"] == finding["status"] &&
                   group.finding["evidence"] == finding["evidence"];
        };
        auto found = std::find_if(groups.begin(), groups.end(), same);
        if (found == groups.end()) {
            found = groups.insert(groups.end(), Group{finding, {}});
        }
        found->objects.push_back(cell(finding["object"]));
    }
    return groups;
}

void printGroup(const Group& group) {
    const json& finding = group.finding;
    const bool blocking = finding["status"] == "fail" && finding["severity"] == "block";
    fmt::print("{:<6} {:<14} {:<20} {}\n", cell(finding["id"]), blocking ? "BLOCKS" : cell(finding["status"]),
               fmt::format("{}", fmt::join(group.objects, ",")), cell(finding["evidence"]));
    if (finding["status"] == "fail") {
        fmt::print("{:21} do: {}\n", "", cell(finding["fix"]));
    } else if (finding["status"] == "waived") {
        fmt::print("{:21} waived by {}\n", "", cell(finding["waiver"]));
    }
}

std::string xmlText(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&quot;"; break;
        default: out += c; break;
        }
    }
    return out;
}

void printJunit(const json& findings) {
    const auto count = [&findings](std::string_view status) {
        return std::count_if(findings.begin(), findings.end(), [status](const json& each) { return each["status"] == status; });
    };
    std::cout << fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"preflight\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
                             findings.size(), count("fail"), count("skipped"));
    for (const json& finding : findings) {
        std::cout << fmt::format("  <testcase classname=\"preflight\" name=\"{} {}\">", xmlText(cell(finding["id"])), xmlText(cell(finding["object"])));
        if (finding["status"] == "fail") {
            std::cout << fmt::format("<failure message=\"{}\">{}</failure>", xmlText(cell(finding["evidence"])), xmlText(cell(finding["fix"])));
        } else if (finding["status"] == "skipped") {
            std::cout << fmt::format("<skipped message=\"{}\"/>", xmlText(cell(finding["evidence"])));
        }
        std::cout << "</testcase>\n";
    }
    std::cout << "</testsuite>" << std::endl;
}

void printAnswer(const json& answer, bool all) {
    printFindings(answer["findings"], all);
    const json& counts = answer["counts"];
    fmt::print("{} passed, {} failed, {} waived, {} skipped: {}\n", counts["pass"].get<int>(), counts["fail"].get<int>(),
               counts["waived"].get<int>(), counts["skipped"].get<int>(),
               answer["blocked"].get<bool>() ? "a deployment is blocked" : "nothing blocks a deployment");
}

Task<Exit> preflight(Session& session, CheckOptions& options) {
    const std::filesystem::path file = options.site.empty() ? session.siteFile() : std::filesystem::path(options.site);
    json body{{"site", std::filesystem::absolute(file).string()}};
    auto answer = co_await session.call("POST", "/preflight", std::move(body));
    if (!answer) {
        co_return fail(answer.error());
    }
    if (session.asJson()) {
        std::cout << answer->dump(2) << std::endl;
    } else if (session.output == "junit") {
        printJunit(answer->at("findings"));
    } else {
        printAnswer(*answer, options.all);
    }
    co_return answer->value("blocked", true) ? Exit::blocked : Exit::ok;
}

void printWitnesses(const json& inventory) {
    fmt::print("{:<7}{:<14}{:<28}{:<11}{}\n", "BAY", "VALUE OF", "VALUE", "VERDICT", "SAID BY");
    for (const json& bay : inventory["bays"]) {
        if (!bay.contains("witnesses")) {
            continue;
        }
        for (const auto& [name, value] : bay["witnesses"].items()) {
            std::string sources;
            for (const json& account : value["accounts"]) {
                sources += fmt::format("{}{} at {}", sources.empty() ? "" : ", ", cell(account["source"]), cell(account["time"]));
            }
            fmt::print("{:<7}{:<14}{:<28}{:<11}{}\n", fmt::format("bay{}", bay["bay"].get<int>()), name, cell(value["value"]), cell(value["verdict"]), sources);
        }
    }
}

Task<Exit> inventory(Session& session) {
    auto answer = co_await session.call("GET", "/inventory");
    if (!answer) {
        co_return fail(answer.error());
    }
    if (session.asJson()) {
        std::cout << answer->dump(2) << std::endl;
    } else {
        printWitnesses(*answer);
    }
    co_return Exit::ok;
}

} // namespace

void printFindings(const json& findings, bool all) {
    for (const Group& group : grouped(findings)) {
        if (all || (group.finding["status"] != "pass" && group.finding["status"] != "skipped")) {
            printGroup(group);
        }
    }
}

void addPreflight(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<CheckOptions>();
    auto* verb = app.add_subcommand("preflight", "look for everything that would keep a deployment from working; exit code 4 when something blocks it");
    verb->add_option("--site", options->site, "site file (default: site.yaml in the state directory)");
    verb->add_flag("--all", options->all, "show what passed and what could not be looked at, too");
    verb->callback([&session, &exit, options] { exit = session.run(preflight(session, *options)); });
}

void addInventory(CLI::App& app, Session& session, Exit& exit) {
    auto* verb = app.add_subcommand("inventory", "the last survey: every value with its sources and their times");
    verb->callback([&session, &exit] { exit = session.run(inventory(session)); });
}

} // namespace seedbed::cli
