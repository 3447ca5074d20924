// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed: the command line of the appliance.
#include <iostream>

#include <fmt/format.h>

#include "appliance/cli/command.hpp"

namespace {

using namespace seedbed::cli;

constexpr AddVerb kVerbs[] = {addRehearse, addLab,   addSurvey, addInventory, addPreflight, addPlan, addDrift, addGoals,
                              addStatus,   addWatch, addConsole, addRun,  addReport, addPower, addPin, addVc};

// The verb as far as it was understood: "seedbed power on".
std::string understood(const CLI::App& app) {
    std::string words = "seedbed";
    for (const CLI::App* verb = &app; !verb->get_subcommands().empty();) {
        verb = verb->get_subcommands().front();
        words += " " + verb->get_name();
    }
    return words;
}

seedbed::Error usageError(const CLI::App& app, const CLI::ParseError& error) {
    const auto unknown = app.remaining(true);
    const std::string verb = understood(app);
    return {.kind = seedbed::ErrorKind::usage,
            .id = "USAGE",
            .object = verb,
            .attempted = "read the command line",
            .cause = unknown.empty() ? error.what() : fmt::format("there is no {}", fmt::join(unknown, " ")),
            .action = fmt::format("see {} --help", verb)};
}

// A form that the verb has not is refused before the verb does anything.
void checkForm(const CLI::App& app, const std::string& form) {
    constexpr std::pair<const char*, const char*> forms[] = {{"junit", "seedbed preflight"}, {"cli", "seedbed vc compile"}};
    for (const auto& [name, verb] : forms) {
        if (form == name && understood(app) != verb) {
            throw CLI::ValidationError("--output", fmt::format("{} is a form of {} only", name, verb));
        }
    }
}

int runProgram(int argc, char** argv) {
    Session session;
    Exit exit = Exit::ok;
    CLI::App app("seedbed: survey, plan, deploy and watch one BladeSystem c3000.\n"
                 "Example: sudo seedbed rehearse --blades 2");
    app.require_subcommand(1);
    app.allow_extras(false);
    app.fallthrough();
    app.add_option("--state", session.state, "state directory of the daemon")->capture_default_str();
    app.add_option("--socket", session.socket, "Unix socket of the daemon (default: api.sock in the state directory)");
    auto* output = app.add_option("-o,--output", session.output, "table, json, plain; of preflight also junit, of vc compile also cli");
    output->check(CLI::IsMember({"table", "json", "plain", "junit", "cli"}))->capture_default_str();
    for (AddVerb add : kVerbs) {
        add(app, session, exit);
    }
    app.footer("Exit codes: 0 ok or no change, 1 error, 2 plan has changes, 3 usage, 4 blocked by preflight,\n"
               "5 partial, 6 timeout, 7 aborted, 8 needs a human, 100 a check failed, 101 checks skipped.");
    app.parse_complete_callback([&session, &app] {
        checkForm(app, session.output);
        session.state = std::filesystem::absolute(session.state);
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        session.output = output->empty() ? session.output : output->results().back(); // also when nothing else was read
        return static_cast<int>(session.refuse(usageError(app, error)));
    }
    return static_cast<int>(exit);
}

} // namespace

int main(int argc, char** argv) {
    try {
        return runProgram(argc, argv);
    } catch (const std::exception& exception) {
        std::cerr << "error: CLI-THREW " << exception.what() << ". Next: report this as a defect" << std::endl;
        return static_cast<int>(Exit::error);
    }
}
