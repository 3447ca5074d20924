// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>

#include "appliance/api/board.hpp"
#include "appliance/server/handlers.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
constexpr int kEventsAtOnce = 1000;

Error badNumber(const std::string& text) {
    return {.kind = ErrorKind::usage,
            .id = "API-NUMBER",
            .object = "\"" + text.substr(0, 40) + "\"",
            .attempted = "read a number",
            .cause = "it is not one",
            .action = "give a whole number"};
}

Result<std::filesystem::path> siteOf(const ApiCall& call) {
    auto body = parseJson(call.request.body, "the request");
    if (!body) {
        return fail(body.error());
    }
    if (!body->is_object() || !body->contains("site") || !body->at("site").is_string()) {
        return fail({.kind = ErrorKind::usage,
                     .id = "API-SITE",
                     .object = "the request",
                     .attempted = "read the path of the site file",
                     .cause = "the key \"site\" is missing or no text",
                     .action = "send {\"site\": \"/path/site.yaml\"}"});
    }
    return std::filesystem::path(body->at("site").get<std::string>());
}

// {"site": "/path/site.yaml", "goal": "deploy", "power_off": [3]}; goal and power_off may be absent.
Result<RunOrder> orderOf(const ApiCall& call) {
    auto site = siteOf(call);
    if (!site) {
        return fail(site.error());
    }
    const auto body = parseJson(call.request.body, "the request"); // siteOf() has read it already
    const auto word = field::text(*body, "goal");
    auto goal = goalFrom(word.empty() ? toString(Goal::deploy) : word);
    if (!goal) {
        return fail(goal.error());
    }
    RunOrder order{*site, *goal, {}};
    for (const json& bay : field::list(*body, "power_off")) {
        auto number = numberOf(bay.dump());
        if (!number) {
            return fail(number.error());
        }
        order.powerOff.push_back(static_cast<BayNumber>(std::min<std::int64_t>(*number, 1000)));
    }
    return order;
}

json runJson(const RunRecord& run) {
    return {{"id", run.id}, {"state", run.state}, {"plan_hash", run.planHash}, {"started", run.started}, {"ended", run.ended}};
}

// The state that goes with the events of a run; what was done by hand has none.
Result<std::string> stateOf(Journal& journal, std::int64_t id) {
    if (id == kByHand) {
        return std::string("none");
    }
    auto run = journal.run(id);
    return run ? Result<std::string>(run->state) : fail(run.error());
}

} // namespace

Result<std::int64_t> numberOf(const std::string& text) {
    std::int64_t value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size() || value < 0) {
        return fail(badNumber(text));
    }
    return value;
}

std::chrono::seconds waitOf(const HttpRequest& request) {
    auto wait = numberOf(request.query("wait").value_or("0"));
    return std::chrono::seconds(wait ? std::min<std::int64_t>(*wait, 60) : 0);
}

Task<json> handleStatus(ApiCall call) {
    auto active = call.deployment.activeRun();
    auto runs = call.journal.runs();
    if (!runs) {
        co_return fail(runs.error());
    }
    json answer{{"schema", 1},
                {"program", "seedbedd"},
                {"active_run", active ? json(*active) : json(nullptr)},
                {"last_run", runs->empty() ? json(nullptr) : runJson(runs->front())}};
    co_return answer;
}

Task<json> handleSurvey(ApiCall call) {
    auto site = siteOf(call);
    if (!site) {
        co_return fail(site.error());
    }
    auto survey = co_await call.deployment.survey(*site);
    co_return survey;
}

Task<json> handlePreflight(ApiCall call) {
    auto site = siteOf(call);
    if (!site) {
        co_return fail(site.error());
    }
    auto findings = co_await call.deployment.preflight(*site);
    co_return findings;
}

// {"site": "/path/site.yaml", "power": "on", "off" or "status"}
Task<json> handlePower(ApiCall call) {
    auto site = siteOf(call);
    if (!site) {
        co_return fail(site.error());
    }
    auto bay = numberOf(call.path["bay"]);
    if (!bay) {
        co_return fail(bay.error());
    }
    const auto body = parseJson(call.request.body, "the request"); // siteOf() has read it already
    auto answer = co_await call.deployment.power(*site, static_cast<BayNumber>(std::min<std::int64_t>(*bay, 1000)),
                                                 field::text(*body, "power"));
    co_return answer;
}

Task<json> handleInventory(ApiCall call) { co_return call.deployment.inventory(); }

Task<json> handlePlan(ApiCall call) {
    auto order = orderOf(call);
    if (!order) {
        co_return fail(order.error());
    }
    auto plan = co_await call.deployment.plan(std::move(*order));
    co_return plan;
}

Task<json> handleDrift(ApiCall call) {
    auto site = siteOf(call);
    if (!site) {
        co_return fail(site.error());
    }
    auto drift = co_await call.deployment.drift(*site);
    co_return drift;
}

Task<json> handleStartRun(ApiCall call) {
    auto order = orderOf(call);
    if (!order) {
        co_return fail(order.error());
    }
    auto run = co_await call.deployment.start(std::move(*order));
    if (!run) {
        co_return fail(run.error());
    }
    co_return json{{"run", *run}};
}

Task<json> handleListRuns(ApiCall call) {
    auto records = call.journal.runs();
    if (!records) {
        co_return fail(records.error());
    }
    json runs = json::array();
    for (const RunRecord& run : *records) {
        runs.push_back(runJson(run));
    }
    co_return json{{"schema", 1}, {"runs", runs}};
}

Task<json> handleShowRun(ApiCall call) {
    auto id = numberOf(call.path["id"]);
    if (!id) {
        co_return fail(id.error());
    }
    co_return makeReport(call.journal, *id);
}

Task<json> handleReport(ApiCall call) {
    auto report = co_await handleShowRun(std::move(call));
    co_return report;
}

Task<json> handleEvents(ApiCall call) {
    auto id = numberOf(call.path["id"]);
    auto after = numberOf(call.request.query("after").value_or("0"));
    if (!id || !after) {
        co_return fail(!id ? id.error() : after.error());
    }
    auto state = stateOf(call.journal, *id);
    if (!state) {
        co_return fail(state.error());
    }
    const auto end = std::chrono::steady_clock::now() + waitOf(call.request);
    auto events = call.journal.events(*id, *after, kEventsAtOnce);
    const auto& trouble = call.deployment.journalTrouble();
    while (events && events->empty() && !trouble && std::chrono::steady_clock::now() < end) {
        co_await call.bus.waitFor(end - std::chrono::steady_clock::now());
        events = call.journal.events(*id, *after, kEventsAtOnce);
    }
    state = stateOf(call.journal, *id);
    if (!events || !state) {
        co_return fail(!state ? state.error() : events.error());
    }
    if (trouble && events->empty() && call.deployment.activeRun() == *id) {
        co_return fail(*trouble);
    }
    json list = json::array();
    for (const EventRecord& event : *events) {
        list.push_back(eventJson(event));
    }
    co_return json{{"schema", 1}, {"state", *state}, {"events", list}};
}

Task<json> handleAbort(ApiCall call) {
    auto id = numberOf(call.path["id"]);
    if (!id) {
        co_return fail(id.error());
    }
    auto aborted = call.deployment.abort(*id);
    if (!aborted) {
        co_return fail(aborted.error());
    }
    co_return json{{"run", *id}};
}

Task<json> handleRetry(ApiCall call) {
    auto id = numberOf(call.path["id"]);
    if (!id) {
        co_return fail(id.error());
    }
    auto run = co_await call.deployment.retry(*id);
    if (!run) {
        co_return fail(run.error());
    }
    co_return json{{"run", *run}};
}

} // namespace seedbed
