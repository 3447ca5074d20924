// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/cli/session.hpp"

#include <csignal>
#include <iostream>

#include <unistd.h>

#include <fmt/format.h>

#include "appliance/api/error_json.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::cli {
using nlohmann::json;

std::filesystem::path programDirectory() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

Task<json> Session::call(std::string method, std::string target, json body, Duration limit) {
    HttpCall request(method, "/api/v1" + target);
    request.unixSocket = apiSocket();
    request.deadline = limit;
    if (!body.is_null()) {
        request.headers.set("Content-Type", "application/json");
        request.body = body.dump();
    }
    auto response = co_await httpCall(std::move(request));
    if (!response) {
        co_await pause(Duration::zero()); // throws after Ctrl-C, which is no fault of the daemon
        Error error = response.error();
        if (error.kind == ErrorKind::unreachable) {
            error.id = "DAEMON-UNREACHABLE";
            const bool closed = ::access(apiSocket().c_str(), F_OK) == 0 && ::access(apiSocket().c_str(), W_OK) != 0;
            error.action = closed ? "run it with sudo, or as the user of seedbedd" : "start seedbedd, or name its state directory with --state";
        }
        co_return fail(error);
    }
    auto answer = parseJson(response->body, "the daemon's answer");
    if (!answer) {
        co_return fail(answer.error());
    }
    if (response->status >= 400) {
        Error error = errorFromJson(field::object(*answer, "error"));
        if (error.id.empty()) {
            error.id = "DAEMON-ANSWER";
            error.object = method + " " + target;
            error.cause = fmt::format("status {}", response->status);
            error.action = "read seedbedd's log";
        }
        co_return fail(error);
    }
    co_return answer;
}

Exit Session::refuse(const Error& error) const {
    std::cerr << "error: " << toSentence(error) << std::endl;
    if (asJson()) {
        std::cout << json{{"error", json::parse(errorJson(error))}}.dump(2) << std::endl;
    }
    return api::exitFor(toString(error.kind));
}

Exit Session::run(Task<Exit> work) {
    Result<Exit> outcome{Exit::error};
    std::exception_ptr thrown;
    asio::cancellation_signal stop;
    asio::signal_set signals(io, SIGINT, SIGTERM);
    struct sigaction hangup{};
    if (::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) { // but not under nohup
        signals.add(SIGHUP);
    }
    signals.async_wait([&stop](const boost::system::error_code& code, int) {
        if (!code) {
            stop.emit(asio::cancellation_type::terminal);
        }
    });
    auto ended = [&](const std::exception_ptr& error, Result<Exit> result) {
        thrown = error;
        outcome = std::move(result);
        signals.cancel();
    };
    asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(stop.slot(), ended));
    io.run();
    io.restart();
    if (thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const boost::system::system_error& error) {
            if (error.code() == asio::error::operation_aborted) {
                std::cerr << (goesOn.empty() ? "aborted" : goesOn) << std::endl;
                return Exit::aborted;
            }
            throw; // main words it
        }
    }
    return outcome ? *outcome : refuse(outcome.error());
}

} // namespace seedbed::cli
