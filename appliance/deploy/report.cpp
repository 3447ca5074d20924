// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/report.hpp"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/api/board.hpp"
#include "appliance/deploy/steps.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

json parsed(const std::string& text) {
    auto value = parseJson(text, "a record of the journal");
    return value ? *value : json(nullptr);
}

json stepsJson(const std::vector<StepRecord>& records) {
    json steps = json::array();
    for (const StepRecord& step : records) {
        steps.push_back({{"stage", step.stage},
                         {"step", step.step},
                         {"bay", step.bay},
                         {"state", step.state},
                         {"attempts", step.attempts},
                         {"started", step.started},
                         {"ended", step.ended},
                         {"error", step.error.empty() ? json(nullptr) : parsed(step.error)}});
    }
    return steps;
}

// What preflight found, but for what passed. Found again after a restart: the later one holds.
json findingsJson(const std::vector<EventRecord>& events) {
    std::map<std::pair<std::string, std::string>, json> findings; // by id and object
    for (const EventRecord& event : events) {
        if (event.type == "finding") {
            json finding = parsed(event.data);
            const std::pair key(field::text(finding, "id"), field::text(finding, "object"));
            findings.insert_or_assign(key, std::move(finding));
        }
    }
    json list = json::array();
    for (auto& [key, finding] : findings) {
        list.push_back(std::move(finding));
    }
    return list;
}

// The blades that were kept out of the run, and why.
json blockedJson(const std::vector<EventRecord>& events) {
    std::map<BayNumber, json> blocked;
    for (const EventRecord& event : events) {
        if (event.type == "blocked") {
            blocked[event.bay] = {{"bay", event.bay}, {"error", parsed(event.data)}};
        }
    }
    json list = json::array();
    for (auto& [bay, entry] : blocked) {
        list.push_back(std::move(entry));
    }
    return list;
}

// What the probe frames proved: the last look, and every error of it is the step's.
json wiresJson(const std::vector<EventRecord>& events) {
    json told;
    for (const EventRecord& event : events) {
        if (event.type == "wires") {
            told = {{"time", event.time}, {"text", event.text}, {"data", parsed(event.data)}};
        }
    }
    return told;
}

class ReportStep : public Step {
public:
    ReportStep(DeployContext& context, Journal& journal)
        : Step({.stage = "report", .name = "report"}), deploy_(context), journal_(journal) {}
    Task<bool> observe(StepContext&) override { co_return false; } // made anew: it is cheap and must be the newest
    Task<> act(StepContext& context) override {
        auto report = makeReport(journal_, context.run());
        if (!report) {
            co_return fail(report.error());
        }
        const auto file = deploy_.paths.report(context.run());
        std::error_code ignored; // writeFile tells
        std::filesystem::create_directories(file.parent_path(), ignored);
        co_return writeFile(file, report->dump(2) + "\n");
    }
    Task<> verify(StepContext& context) override {
        auto text = readFile(deploy_.paths.report(context.run()));
        if (!text) {
            co_return fail(text.error());
        }
        auto report = parseJson(*text, "the report");
        if (!report) {
            co_return fail(report.error());
        }
        co_return Result<>();
    }

private:
    DeployContext& deploy_;
    Journal& journal_;
};

} // namespace

json eventJson(const EventRecord& event) {
    return {{"sequence", event.sequence}, {"run", event.run},   {"bay", event.bay},          {"time", event.time},
            {"type", event.type},         {"text", event.text}, {"data", parsed(event.data)}};
}

Result<json> makeReport(Journal& journal, std::int64_t run) {
    auto record = journal.run(run);
    if (!record) {
        return fail(record.error());
    }
    auto steps = journal.steps(run);
    auto events = journal.events(run, 0, 1000000);
    if (!steps || !events) {
        return fail(!steps ? steps.error() : events.error());
    }
    api::Board board;
    for (const EventRecord& event : *events) {
        board.apply(eventJson(event));
    }
    json blades = json::array();
    for (const auto& [bay, row] : board.rows()) {
        blades.push_back(api::rowJson(row));
    }
    return json{{"schema", 1},
                {"run", run},
                {"state", record->state},
                {"plan_hash", record->planHash},
                {"plan", parsed(record->plan)},
                {"started", record->started},
                {"ended", record->ended},
                {"error", record->error.empty() ? json(nullptr) : parsed(record->error)},
                {"findings", findingsJson(*events)},
                {"blocked", blockedJson(*events)},
                {"blades", blades},
                {"wires", wiresJson(*events)},
                {"steps", stepsJson(*steps)}};
}

std::unique_ptr<Step> makeReportStep(DeployContext& context, Journal& journal) {
    return std::make_unique<ReportStep>(context, journal);
}

} // namespace seedbed
