// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/console_recorder.hpp"

#include <fstream>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"

namespace seedbed {
namespace {

Task<> recordOnce(SolEngine& engine, Blocking& blocking, BmcAccess access, std::filesystem::path file) {
    auto console = co_await SerialConsole::open(engine, blocking, std::move(access));
    if (!console) {
        co_return fail(console.error());
    }
    std::ofstream record(file, std::ios::binary | std::ios::app);
    while (record) {
        auto bytes = co_await console->read();
        if (!bytes) {
            co_return fail(bytes.error());
        }
        record << *bytes << std::flush;
    }
    co_return fail({.kind = ErrorKind::internal,
                    .id = "CONSOLE-FILE",
                    .object = file.string(),
                    .attempted = "record a console",
                    .cause = "it cannot be written",
                    .action = "check the free space and permissions of the state directory"});
}

asio::awaitable<void> recordConsole(SolEngine& engine, Blocking& blocking, BmcAccess access, std::filesystem::path file) {
    Duration wait = std::chrono::seconds(1);
    while (true) {
        auto ended = co_await recordOnce(engine, blocking, access, file);
        log::warning("CONSOLE-LOST", ended ? "it ended" : toSentence(ended.error()), {{"FILE", file.string()}});
        co_await pause(wait);
        wait = std::min<Duration>(wait * 2, std::chrono::seconds(30));
    }
}

} // namespace

ConsoleRecorder::ConsoleRecorder(asio::any_io_executor executor, const DeployContext& context,
                                 std::filesystem::path directory)
    : nursery_(executor) {
    std::error_code ignored; // a console that cannot be written says so
    std::filesystem::create_directories(directory, ignored);
    for (const PlannedBlade& blade : context.plan.blades) {
        BmcAccess access;
        access.address = blade.iloAddress;
        access.user = context.site.chassis.user;
        access.password = context.chassisPassword;
        nursery_.spawn("console of " + blade.name(),
                       recordConsole(*context.consoles, context.blocking, std::move(access),
                                     directory / (blade.name() + ".log")));
    }
}

asio::awaitable<void> ConsoleRecorder::stop() {
    nursery_.cancel();
    co_await nursery_.join();
}

} // namespace seedbed
