// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/provision/engine.hpp"

#include <fmt/format.h>

#include "oa-bridge/base/state_lock.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed {

bool EngineProcess::running() const {
    auto pid = StateLock::holder(spec_.state);
    return pid && runsWith(*pid, spec_.program.filename().string(), spec_.state.string());
}

std::optional<std::vector<std::string>> EngineProcess::lastArguments() const {
    auto text = readFile(argumentsFile(), 65536);
    return text ? std::optional(split(*text, '\n')) : std::nullopt;
}

Task<> EngineProcess::start(std::vector<std::string> arguments) {
    auto noted = writeFile(argumentsFile(), fmt::format("{}", fmt::join(arguments, "\n")));
    if (!noted) {
        co_return noted;
    }
    ProcessSpec child({spec_.program.string()});
    child.argv.insert(child.argv.end(), arguments.begin(), arguments.end());
    child.logFile = logFile();
    child.newSession = true;
    auto process = Process::start(co_await asio::this_coro::executor, std::move(child));
    if (!process) {
        co_return fail(process.error());
    }
    while (process->running() && !running()) { // it holds its state directory a moment after its start
        co_await pause(std::chrono::milliseconds(5));
    }
    process->release();
    co_return Result<>();
}

Task<> EngineProcess::stop() {
    auto pid = StateLock::holder(spec_.state);
    if (!pid || !running()) {
        co_return Result<>();
    }
    auto ended = co_await endProcess(*pid, std::chrono::seconds(10));
    co_return ended;
}

} // namespace seedbed
