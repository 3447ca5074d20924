// SPDX-License-Identifier: GPL-3.0-or-later
// What every command of `seedbed` has at hand: the options of all commands, the API of the daemon, and the ways to
// answer. Data goes to standard output, messages to standard error. One thread; made by main.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "appliance/api/board.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::cli {

using api::Exit;

struct Session {
    std::filesystem::path state = "/var/lib/seedbed";
    std::filesystem::path socket; // empty: api.sock in the state directory
    std::string goesOn; // what to say when we are interrupted and the daemon goes on
    std::string output = "table"; // table, json, plain, junit, cli
    asio::io_context io{1};

    bool asJson() const { return output == "json"; }
    std::filesystem::path apiSocket() const { return socket.empty() ? state / "api.sock" : socket; }
    std::filesystem::path siteFile() const { return state / "site.yaml"; }

    // One call of the daemon; its errors come back as they were. Error DAEMON-UNREACHABLE.
    Task<nlohmann::json> call(std::string method, std::string target, nlohmann::json body = nullptr,
                              Duration limit = std::chrono::minutes(5)); // a plan looks at the whole chassis
    // Runs a command's coroutine to its end; Ctrl-C, SIGTERM or a hangup cancels it, and is Exit::aborted.
    Exit run(Task<Exit> work);
    Exit refuse(const Error& error) const; // prints it, gives its exit code
};

std::filesystem::path programDirectory();

} // namespace seedbed::cli
