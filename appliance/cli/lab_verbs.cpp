// SPDX-License-Identifier: GPL-3.0-or-later
// lab: the emulated chassis and its surroundings; rehearse: a whole deployment on it.
#include <iostream>

#include <fmt/format.h>

#include "appliance/api/error_json.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/cli/laboratory.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/state_lock.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

struct RehearseOptions {
    LabOptions lab;
    int blades = 2;
    bool keep = false;
};

struct FaultOptions {
    std::string kind;
    std::vector<std::string> where; // bays, and key=value
    int id = 0;
};

std::string isUplinkList(const std::string& text) {
    constexpr int ports = 10;
    const auto named = parseBays(text, ports);
    return named ? std::string() : fmt::format("{}: give ports of 1 to {}, such as 1-2,4", text, ports);
}

void addLabOptions(CLI::App& verb, LabOptions& lab) {
    verb.add_option("--kind", lab.blades, "what a blade is: qemu, namespace or none")
        ->check(CLI::IsMember({"qemu", "namespace", "none"}))
        ->capture_default_str();
    verb.add_option("--bays", lab.bays, "bays that hold a blade, as in 1-4,7")->check(isBayList)->capture_default_str();
    verb.add_option("--profile", lab.profile, "timing: fast, or real as documented of a chassis")
        ->check(CLI::IsMember({"fast", "real"}))
        ->capture_default_str();
    verb.add_option("--images", lab.images, "directory of the images (default: images beside the programs)");
    verb.add_option("--scenario", lab.scenario, "scenario file of the emulated chassis: faults to begin with");
    verb.add_option("--uplinks", lab.uplinks, "uplink ports of Virtual Connect with a cable, as in 1-2,4; X1 always has one")
        ->check(isUplinkList)
        ->capture_default_str();
    verb.add_option("--pack", lab.pack, "verification pack")->capture_default_str();
}

void complete(LabOptions& lab, const Session& session) {
    lab.state = session.state;
    if (lab.images.empty()) {
        lab.images = programDirectory() / "../images";
    }
    lab.images = std::filesystem::absolute(lab.images).lexically_normal();
    if (!lab.scenario.empty()) {
        lab.scenario = std::filesystem::absolute(lab.scenario);
    }
}

// One lab verb at a time in a state directory: what brings a lab up first removes the one before.
Task<Exit> alone(Session& session, Task<Exit> work) {
    std::error_code code;
    std::filesystem::create_directories(session.state / "lab", code);
    if (code) {
        co_return fail(Error{.kind = ErrorKind::internal, .id = "LAB-STATE", .object = session.state.string(),
                             .attempted = "make the directory", .cause = code.message(),
                             .action = "choose another directory with --state"});
    }
    auto lock = StateLock::take(session.state / "lab");
    if (!lock) {
        co_return fail(lock.error());
    }
    auto outcome = co_await std::move(work);
    co_return outcome;
}

// No daemon, no run.
Task<> noRunActive(Session& session) {
    auto status = co_await session.call("GET", "/status");
    const auto run = status ? field::number(*status, "active_run") : 0;
    if (run != 0) {
        co_return fail({.kind = ErrorKind::conflict,
                        .id = "LAB-BUSY",
                        .object = session.state.string(),
                        .attempted = "bring the lab up anew",
                        .cause = fmt::format("run {} is active there", run),
                        .action = fmt::format("wait for it, or stop it: seedbed --state {} abort {}", session.state.string(), run)});
    }
    co_return Result<>();
}

Task<Exit> labUp(Session& session, LabOptions& options) {
    complete(options, session);
    auto idle = co_await noRunActive(session);
    if (!idle) {
        co_return fail(idle.error());
    }
    Laboratory lab(options);
    auto up = co_await lab.up();
    if (!up) {
        auto down = co_await lab.down();
        if (!down) {
            session.refuse(down.error());
        }
        co_return fail(up.error());
    }
    std::cerr << "the lab is up; its state is in " << options.state.string() << std::endl;
    co_return Exit::ok;
}

Task<Exit> labDown(Session& session) {
    LabOptions options;
    options.state = session.state;
    Laboratory lab(options);
    auto down = co_await lab.down();
    if (!down) {
        co_return fail(down.error());
    }
    co_return Exit::ok;
}

Error noLab(const Session& session) {
    return {.kind = ErrorKind::notFound,
            .id = "LAB-NOT-UP",
            .object = session.state.string(),
            .attempted = "ask the emulated chassis",
            .cause = "no lab is up there",
            .action = fmt::format("bring one up: seedbed --state {} lab up; or name its directory with --state", session.state.string())};
}

// The verb: also where there is none, of which nothing but stray namespaces can be left.
Task<Exit> takeDown(Session& session) {
    if (!std::filesystem::exists(session.state / "lab.json")) {
        std::cerr << fmt::format("there is no lab in {}", session.state.string()) << std::endl;
    }
    auto down = std::filesystem::exists(session.state / "lab") ? alone(session, labDown(session)) : labDown(session);
    auto taken = co_await std::move(down);
    co_return taken;
}

// The control socket of the emulated chassis.
Task<json> askChassis(Session& session, std::string method, std::string target, json body) {
    HttpCall request(method, target);
    request.unixSocket = session.state / "chassis" / "control.sock";
    request.body = body.is_null() ? "" : body.dump();
    auto response = co_await httpCall(std::move(request));
    if (!response) {
        co_await pause(Duration::zero()); // throws after Ctrl-C, as Session::call()
        co_return fail(response.error().kind == ErrorKind::unreachable ? noLab(session) : response.error());
    }
    if (response->status >= 400) {
        auto refusal = parseJson(response->body, "the chassis' refusal");
        co_return fail(refusal ? errorFromJson(field::object(*refusal, "error")) : refusal.error());
    }
    co_return parseJson(response->body, "the chassis' answer");
}

Task<Exit> printChassis(Session& session, std::string method, std::string target, json body) {
    auto answer = co_await askChassis(session, method, target, body);
    if (!answer) {
        co_return fail(answer.error());
    }
    std::cout << answer->dump(2) << std::endl;
    co_return Exit::ok;
}

Error notAParameter(const std::string& text) {
    return {.kind = ErrorKind::usage,
            .id = "LAB-FAULT-PARAMETER",
            .object = text,
            .attempted = "read it as key=value",
            .cause = "there is no key, or it is kind or bay",
            .action = "see seedbed lab fault add --help"};
}

// A word without "=" names the bays.
Result<json> faultBody(const FaultOptions& options) {
    json body{{"kind", options.kind}, {"bays", {0}}};
    for (const std::string& word : options.where) {
        const auto equals = word.find('=');
        const auto key = word.substr(0, equals);
        if (equals == std::string::npos) {
            auto bays = namedBays(word);
            if (!bays) {
                return fail(bays.error());
            }
            body["bays"] = *bays;
        } else if (key.empty() || key == "kind" || key == "bay" || key == "bays") {
            return fail(notAParameter(word));
        } else {
            body[key] = word.substr(equals + 1);
        }
    }
    return body;
}

// One fault a bay, or one of the chassis.
Task<Exit> addFault(Session& session, FaultOptions& options) {
    auto body = faultBody(options);
    if (!body) {
        co_return fail(body.error());
    }
    const auto bays = body->at("bays");
    body->erase("bays");
    for (const json& bay : bays) {
        (*body)["bay"] = bay;
        auto added = co_await printChassis(session, "POST", "/faults", *body);
        if (!added) {
            co_return added;
        }
    }
    co_return Exit::ok;
}

void addFaultVerbs(CLI::App& lab, Session& session, Exit& exit) {
    auto options = std::make_shared<FaultOptions>();
    auto* fault = lab.add_subcommand("fault", "faults of the emulated chassis")->require_subcommand(1);
    auto* add = fault->add_subcommand("add", "switch a fault on, as in: lab fault add bmc-silent bay2");
    add->add_option("kind", options->kind, "what fails; seedbed lab fault list shows the kinds")->required();
    add->add_option("where", options->where, "bays, as in bay2 or 1-4 (none: the chassis), and parameters as key=value");
    add->callback([&session, &exit, options] { exit = session.run(addFault(session, *options)); });
    auto* list = fault->add_subcommand("list", "the faults that are on, and the kinds there are");
    list->callback([&session, &exit] { exit = session.run(printChassis(session, "GET", "/faults", nullptr)); });
    auto* remove = fault->add_subcommand("remove", "switch a fault off");
    remove->add_option("id", options->id, "as lab fault list shows it")->required();
    remove->callback([&session, &exit, options] {
        exit = session.run(printChassis(session, "DELETE", fmt::format("/faults/{}", options->id), nullptr));
    });
}

Task<Exit> deployOnLab(Session& session) {
    json request{{"site", session.siteFile().string()}};
    auto started = co_await session.call("POST", "/runs", std::move(request));
    if (!started) {
        co_return fail(started.error());
    }
    FollowOptions following;
    following.run = started->value("run", std::int64_t{0});
    auto exit = co_await follow(session, following);
    auto report = co_await session.call("GET", fmt::format("/runs/{}/report", following.run));
    if (!report) {
        co_return fail(report.error());
    }
    if (session.asJson()) {
        std::cout << report->dump(2) << std::endl;
    }
    const auto file = session.state / "reports" / fmt::format("run-{}.json", following.run);
    if (std::filesystem::exists(file)) {
        std::cerr << "report: " << file.string() << std::endl;
    }
    co_return exit;
}

Task<Exit> upAndDeploy(Session& session, LabOptions& options) {
    auto up = co_await labUp(session, options);
    if (!up) {
        co_return up;
    }
    auto outcome = co_await deployOnLab(session);
    co_return outcome;
}

Task<Exit> rehearse(Session& session, RehearseOptions& options) {
    auto idle = co_await noRunActive(session);
    if (!idle) {
        co_return fail(idle.error()); // what is up is not ours to take down
    }
    auto ending = co_await endingOf<Exit>(upAndDeploy(session, options.lab));
    if (options.keep && !ending.thrown) {
        std::cerr << fmt::format("the lab stays up; end it with: seedbed --state {} lab down\n", session.state.string());
        co_return std::move(*ending.result);
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation()); // also after Ctrl-C
    session.goesOn.clear();
    auto down = co_await labDown(session);
    if (ending.thrown) {
        std::rethrow_exception(ending.thrown);
    }
    co_return *ending.result && !down ? down : std::move(*ending.result);
}

} // namespace

void addLab(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<LabOptions>();
    auto* lab = app.add_subcommand("lab", "the emulated chassis on this machine")->require_subcommand(1);
    auto* up = lab->add_subcommand("up", "bring it up, with the daemon beside it");
    addLabOptions(*up, *options);
    up->callback([&session, &exit, options] { exit = session.run(alone(session, labUp(session, *options))); });
    auto* down = lab->add_subcommand("down", "take it down; nothing is left outside the state directory");
    down->callback([&session, &exit] { exit = session.run(takeDown(session)); });
    auto* state = lab->add_subcommand("state", "the blades as the emulator knows them");
    state->callback([&session, &exit] { exit = session.run(printChassis(session, "GET", "/state", nullptr)); });
    addFaultVerbs(*lab, session, exit);
}

void addRehearse(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<RehearseOptions>();
    auto* verb = app.add_subcommand("rehearse", "bring the lab up, deploy, report, take it down");
    addLabOptions(*verb, options->lab);
    auto* count = verb->add_option("--blades", options->blades, "number of blades, from bay 1 on")->check(CLI::Range(1, 8));
    count->capture_default_str();
    verb->get_option("--bays")->excludes(count);
    verb->add_flag("--keep", options->keep, "leave the lab up");
    verb->callback([&session, &exit, options, verb] {
        if (verb->count("--bays") == 0) {
            options->lab.bays = fmt::format("1-{}", options->blades);
        }
        exit = session.run(alone(session, rehearse(session, *options)));
    });
}

} // namespace seedbed::cli
