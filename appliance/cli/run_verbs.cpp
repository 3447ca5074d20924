// SPDX-License-Identifier: GPL-3.0-or-later
// status, run, report: looking at runs, and stopping or repeating one.
#include <iostream>

#include <fmt/format.h>

#include "appliance/cli/command.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

struct RunOptions {
    std::int64_t run = 0;
};

void print(const Session& session, const json& answer, const std::function<void(const json&)>& forPeople) {
    if (session.asJson()) {
        std::cout << answer.dump(2) << std::endl;
    } else {
        forPeople(answer);
    }
}

void printStatus(const json& status) {
    const json& active = status.at("active_run");
    fmt::print("{}\n", active.is_null() ? std::string("no run is active") : fmt::format("run {} is active", active.dump()));
    const json& last = status.at("last_run");
    if (!last.is_null()) {
        fmt::print("newest run: {} {} (begun {}, ended {})\n", last.value("id", 0), last.value("state", ""),
                   last.value("started", ""), last.value("ended", "").empty() ? "not yet" : last.value("ended", ""));
    }
}

void printRuns(const json& answer) {
    fmt::print("{:<6}{:<12}{:<26}{:<26}{}\n", "RUN", "STATE", "BEGUN", "ENDED", "PLAN");
    for (const json& run : answer.at("runs")) {
        fmt::print("{:<6}{:<12}{:<26}{:<26}{}\n", run.value("id", 0), run.value("state", ""), run.value("started", ""),
                   run.value("ended", ""), run.value("plan_hash", "").substr(0, 12));
    }
}

void printReport(const json& report) {
    fmt::print("run {} {}\n", report.value("run", 0), report.value("state", ""));
    printFindings(report.at("findings"), false);
    if (report.at("wires").is_object()) {
        fmt::print("wires: {}\n", report.at("wires").value("text", ""));
    }
    for (const json& blade : report.at("blades")) {
        fmt::print("bay{} {}\n", blade.value("bay", 0), blade.value("state", ""));
        for (const json& proof : blade.at("timeline")) {
            const json& time = proof.at("time");
            fmt::print("  {:<24} {}\n", proof.value("words", ""), time.is_null() ? "-" : time.get<std::string>());
        }
        if (!blade.value("error", "").empty()) {
            fmt::print("  {}\n", blade.value("error", ""));
        }
    }
}

Task<Exit> show(Session& session, std::string target, std::function<void(const json&)> forPeople) {
    auto answer = co_await session.call("GET", target);
    if (!answer) {
        co_return fail(answer.error());
    }
    print(session, *answer, forPeople);
    co_return Exit::ok;
}

Task<Exit> report(Session& session, RunOptions& options) {
    auto run = co_await chosenRun(session, options.run);
    if (!run) {
        co_return fail(run.error());
    }
    auto exit = co_await show(session, fmt::format("/runs/{}/report", *run), printReport);
    co_return exit;
}

struct Change {
    const char* verb;
    const char* help;
    const char* done; // what to tell of the run
};
constexpr Change kAbort{"abort", "stop the active run safely", "is being aborted"};
constexpr Change kRetry{"retry", "start a new run for the site of one that did not succeed", "begins"};

Task<Exit> change(Session& session, RunOptions& options, const Change& change) {
    auto run = co_await chosenRun(session, options.run);
    if (!run) {
        co_return fail(run.error());
    }
    auto answer = co_await session.call("POST", fmt::format("/runs/{}/{}", *run, change.verb), json::object());
    if (!answer) {
        co_return fail(answer.error());
    }
    print(session, *answer, [&change](const json& told) { fmt::print("run {} {}\n", told.value("run", 0), change.done); });
    co_return Exit::ok;
}

void addChange(CLI::App& app, Session& session, Exit& exit, const Change& kind) {
    auto options = std::make_shared<RunOptions>();
    auto* command = app.add_subcommand(kind.verb, kind.help);
    command->add_option("run", options->run, "number of the run (default: the newest)");
    command->callback([&session, &exit, options, &kind] { exit = session.run(change(session, *options, kind)); });
}

} // namespace

void addStatus(CLI::App& app, Session& session, Exit& exit) {
    auto* verb = app.add_subcommand("status", "the daemon and its newest run");
    verb->callback([&session, &exit] { exit = session.run(show(session, "/status", printStatus)); });
}

void addRun(CLI::App& app, Session& session, Exit& exit) {
    auto* verb = app.add_subcommand("run", "list all runs");
    verb->callback([&session, &exit] { exit = session.run(show(session, "/runs", printRuns)); });
    addChange(app, session, exit, kAbort);
    addChange(app, session, exit, kRetry);
}

void addReport(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<RunOptions>();
    auto* verb = app.add_subcommand("report", "the report of a run: what preflight found, and every proof with its time");
    verb->add_option("run", options->run, "number of the run (default: the newest)");
    verb->callback([&session, &exit, options] { exit = session.run(report(session, *options)); });
}

} // namespace seedbed::cli
