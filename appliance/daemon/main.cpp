// SPDX-License-Identifier: GPL-3.0-or-later
// seedbedd: the appliance controller. Composition root: makes every part in order, resumes what a crash left, and
// stops them in reverse.
#include <iostream>

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "appliance/server/api_server.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/state_lock.hpp"

namespace {

using namespace seedbed;

struct DaemonOptions {
    std::filesystem::path state = "/var/lib/seedbed";
    std::filesystem::path socket;
    std::filesystem::path packs;
};

std::filesystem::path programDirectory() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

// Installed beside the programs, or in the source tree that the programs were built from.
std::filesystem::path defaultPacks() {
    const auto installed = programDirectory() / "../share/seedbed/packs";
    return std::filesystem::exists(installed) ? installed
                                              : (programDirectory() / "../../../installer/packs").lexically_normal();
}

int complain(const Error& error) {
    log::error(error);
    return 1;
}

asio::awaitable<void> untilSignalled(asio::signal_set& signals) {
    [[maybe_unused]] auto [code, number] = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> live(asio::io_context& io, Deployment& deployment, ApiServer& api) {
    asio::signal_set signals(io, SIGTERM, SIGINT);
    co_await deployment.resume();
    std::cout << "ready" << std::endl;
    co_await untilSignalled(signals);
    api.stop();
    co_await deployment.stop();
    io.stop();
}

int serve(const DaemonOptions& options) {
    std::error_code code;
    std::filesystem::create_directories(options.state, code);
    std::filesystem::create_directories(options.socket.parent_path(), code);
    ::umask(027);
    auto lock = StateLock::take(options.state);
    if (!lock) {
        return complain(lock.error());
    }
    asio::io_context io(1);
    auto journal = Journal::open(options.state / "journal.sqlite");
    if (!journal) {
        return complain(journal.error());
    }
    auto pins = PinStore::open(options.state / "pins.json");
    if (!pins) {
        return complain(pins.error());
    }
    auto consoles = SolEngine::start();
    if (!consoles) {
        return complain(consoles.error());
    }
    EventBus bus(io.get_executor());
    Paths paths{options.state, programDirectory(), options.packs};
    DeploymentParts parts{**journal, bus, *pins, consoles->get()};
    Deployment deployment(io.get_executor(), parts, paths);
    ApiServer api(io.get_executor(), deployment, **journal, bus);
    auto listening = api.listen(options.socket);
    if (!listening) {
        return complain(listening.error());
    }
    int status = 0;
    auto ended = [&status, &io](const std::exception_ptr& thrown) {
        status = thrown ? 1 : 0;
        io.stop();
    };
    asio::co_spawn(io, live(io, deployment, api), ended);
    io.run();
    return status;
}

} // namespace

int main(int argc, char** argv) {
    DaemonOptions options;
    CLI::App app("seedbedd: the Seedbed appliance controller. It owns the journal, runs the plans and serves the API.");
    app.add_option("--state", options.state, "directory of database, consoles, reports and secrets")->capture_default_str();
    app.add_option("--socket", options.socket, "Unix socket of the API (default: api.sock in the state directory)");
    app.add_option("--packs", options.packs, "directory of the verification packs");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 3;
    }
    try {
        options.state = std::filesystem::absolute(options.state);
        if (options.socket.empty()) {
            options.socket = options.state / "api.sock";
        }
        if (options.packs.empty()) {
            options.packs = defaultPacks();
        }
        return serve(options);
    } catch (const std::exception& exception) {
        return complain({.kind = ErrorKind::internal,
                         .id = "DAEMON-THREW",
                         .object = "seedbedd",
                         .cause = exception.what(),
                         .action = "report this as a defect"});
    }
}
