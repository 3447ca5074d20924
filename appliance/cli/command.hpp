// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs: each file of this folder adds one to the command line, the table in commands.cpp lists them.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "appliance/cli/session.hpp"

namespace seedbed::cli {

// A verb registers its options and, as callback, what it does; the callback sets `exit`.
using AddVerb = void (*)(CLI::App& app, Session& session, Exit& exit);

void addSurvey(CLI::App& app, Session& session, Exit& exit);
void addPreflight(CLI::App& app, Session& session, Exit& exit);
void addInventory(CLI::App& app, Session& session, Exit& exit);
void addPower(CLI::App& app, Session& session, Exit& exit);
void addPin(CLI::App& app, Session& session, Exit& exit);
void addPlan(CLI::App& app, Session& session, Exit& exit);
void addDrift(CLI::App& app, Session& session, Exit& exit);
void addGoals(CLI::App& app, Session& session, Exit& exit); // a verb for each goal of a run
void addStatus(CLI::App& app, Session& session, Exit& exit);
void addWatch(CLI::App& app, Session& session, Exit& exit);
void addConsole(CLI::App& app, Session& session, Exit& exit);
void addRun(CLI::App& app, Session& session, Exit& exit);
void addReport(CLI::App& app, Session& session, Exit& exit);
void addLab(CLI::App& app, Session& session, Exit& exit);
void addVc(CLI::App& app, Session& session, Exit& exit);
void addRehearse(CLI::App& app, Session& session, Exit& exit);

// The bays that a word of the command line names. ID-BAYS (usage).
Result<std::vector<BayNumber>> namedBays(const std::string& text);
// For CLI11: what is wrong with such a word, empty if nothing is.
std::string isBayList(const std::string& text);

// A line a finding; those that passed or could not be looked at only if `all`.
void printFindings(const nlohmann::json& findings, bool all);

// How the 10 Gb of each physical port are shared: "allotments" of a plan.
void printAllotments(const nlohmann::json& ports);

// `run`, or the newest one when it is 0. RUN-NONE.
Task<std::int64_t> chosenRun(Session& session, std::int64_t run);

// Follows a run until it ends; prints the board as it changes. What the run came to, as exit code.
struct FollowOptions {
    std::int64_t run = 0;
    bool quiet = false; // no board
};
Task<Exit> follow(Session& session, FollowOptions options);
Exit exitOfRun(const std::string& state);

} // namespace seedbed::cli
