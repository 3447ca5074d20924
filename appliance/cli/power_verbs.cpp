// SPDX-License-Identifier: GPL-3.0-or-later
// power: switches single blades on or off, or tells what they are, by every door that can say so.
#include <iostream>

#include <fmt/format.h>

#include "appliance/api/error_json.hpp"
#include "appliance/cli/command.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

struct PowerOptions {
    std::string bays;
    std::string site;
};

struct BayOutcome {
    BayNumber bay = 0;
    Result<json> answer = fail({.kind = ErrorKind::internal, .id = "POWER-LOST", .cause = "it ended without a result"});
};

constexpr auto kLimit = std::chrono::hours(2); // the site's limits of the rungs end it much earlier

asio::awaitable<void> powerOne(Session& session, json body, BayOutcome& outcome) {
    outcome.answer = co_await session.call("POST", fmt::format("/bays/{}/power", outcome.bay), std::move(body), kLimit);
}

void printBay(const json& answer) {
    std::string said;
    for (const json& account : answer.at("accounts")) {
        said += fmt::format("{}{} says {}", said.empty() ? "" : ", ", account.value("source", ""), account.value("value", ""));
    }
    const bool known = answer.at("power").is_string();
    fmt::print("bay{:<4}{:<14}{}\n", answer.value("bay", 0), known ? answer.value("power", "") : "needs a human", said);
    for (const json& door : answer.at("silent")) {
        fmt::print("{:7} no answer: {}\n", "", door.get<std::string>());
    }
    for (const json& effect : answer.at("effects")) {
        fmt::print("{:7} {}\n", "", effect.get<std::string>());
    }
    for (const json& door : known ? answer.at("dissenters") : json::array()) {
        fmt::print("{:7} do not trust {} here\n", "", door.get<std::string>());
    }
    if (!known && !answer.at("accounts").empty()) {
        fmt::print("{:7} the doors disagree, none decides: look at the blade's power light\n", "");
    }
}

// One that needs a human says so whatever became of the others.
Exit worst(Exit before, Exit now) {
    if (before == Exit::human || now == Exit::ok) {
        return before;
    }
    return now == Exit::human || before == Exit::ok ? now : before;
}

Exit exitOf(const BayOutcome& outcome) {
    if (!outcome.answer) {
        return api::exitFor(toString(outcome.answer.error().kind));
    }
    return outcome.answer->at("power").is_string() ? Exit::ok : Exit::human;
}

json outcomeJson(const BayOutcome& outcome) {
    return outcome.answer ? *outcome.answer
                          : json{{"bay", outcome.bay}, {"error", json::parse(errorJson(outcome.answer.error()))}};
}

Exit show(const Session& session, const std::vector<BayOutcome>& outcomes) {
    Exit exit = Exit::ok;
    json bays = json::array();
    for (const BayOutcome& outcome : outcomes) {
        exit = worst(exit, exitOf(outcome));
        bays.push_back(outcomeJson(outcome));
        if (!outcome.answer) {
            std::cerr << "error: " << toSentence(outcome.answer.error()) << std::endl;
        } else if (!session.asJson()) {
            printBay(*outcome.answer);
        }
    }
    if (session.asJson()) {
        std::cout << json{{"schema", 1}, {"bays", bays}}.dump(2) << std::endl;
    }
    return exit;
}

Task<Exit> power(Session& session, std::string word, PowerOptions& options) {
    auto bays = namedBays(options.bays);
    if (!bays) {
        co_return fail(bays.error());
    }
    const std::filesystem::path file = options.site.empty() ? session.siteFile() : std::filesystem::path(options.site);
    const json body{{"site", std::filesystem::absolute(file).string()}, {"power", word}};
    std::vector<BayOutcome> outcomes;
    for (const BayNumber bay : *bays) {
        outcomes.push_back({.bay = bay});
    }
    Nursery nursery(session.io.get_executor());
    for (BayOutcome& outcome : outcomes) { // none is added any more: the references hold
        nursery.spawn(fmt::format("power bay{}", outcome.bay), powerOne(session, body, outcome));
    }
    co_await nursery.join();
    co_return show(session, outcomes);
}

struct PowerVerb {
    const char* word;
    const char* help;
};
constexpr PowerVerb kVerbs[] = {
    {"off", "off, by the recovery ladder as far as the site approves it; exit code 8 when a human is needed"},
    {"on", "on, and seen to be on"},
    {"status", "what OA and iLO say of it"},
};

} // namespace

void addPower(CLI::App& app, Session& session, Exit& exit) {
    auto* group = app.add_subcommand("power", "the power of single blades")->require_subcommand(1);
    for (const PowerVerb& kind : kVerbs) {
        auto options = std::make_shared<PowerOptions>();
        auto* verb = group->add_subcommand(kind.word, kind.help);
        verb->add_option("bays", options->bays, "as in bay3 or bay[1-4]")->required();
        verb->add_option("--site", options->site, "site file (default: site.yaml in the state directory)");
        verb->callback([&session, &exit, options, &kind] { exit = session.run(power(session, kind.word, *options)); });
    }
}

} // namespace seedbed::cli
