// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/foreign_dhcp.hpp"

#include <optional>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::emulator {
namespace {

constexpr const char* kOwnEnd = "sbnetd1"; // of the veth pair whose other end is the fabric's
constexpr const char* kAddress = "198.51.100.1/24"; // a documentation network (RFC 5737): nobody else has it
constexpr const char* kRange = "198.51.100.100,198.51.100.200,255.255.255.0,2m";

Task<> makeInterface() {
    ProcessSpec spec({"ip", "-batch", "-"});
    spec.input = fmt::format("link add name {0} type veth peer name {1}\n"
                             "link set dev {0} addrgenmode none\n"
                             "addr add {2} dev {1}\n"
                             "link set dev {1} up\n",
                             Fabric::kStranger, kOwnEnd, kAddress);
    auto made = co_await runChecked(std::move(spec));
    if (!made) {
        co_return fail(made.error());
    }
    co_return Result<>();
}

Task<> removeInterface() {
    ProcessSpec spec({"ip", "link", "del", "dev", kOwnEnd});
    auto removed = co_await runChecked(std::move(spec));
    if (!removed) {
        co_return fail(removed.error());
    }
    co_return Result<>();
}

Result<Process> startServer(const Chassis& chassis) {
    ProcessSpec spec({"setpriv", "--pdeathsig", "KILL", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null",
                      "--port=0", "--pid-file=", "--user=root", "--bind-interfaces", "--leasefile-ro",
                      "--dhcp-authoritative", "--no-ping", fmt::format("--interface={}", kOwnEnd),
                      fmt::format("--dhcp-range={}", kRange)});
    spec.logFile = std::filesystem::path(chassis.stateDirectory()) / "run" / "foreign-dhcp.log";
    std::error_code ignored; // starting it tells
    std::filesystem::create_directories(spec.logFile->parent_path(), ignored);
    return Process::start(chassis.executor(), std::move(spec));
}

} // namespace

struct ForeignDhcp::State {
    State(Chassis& c, Fabric& f) : chassis(c), fabric(f), turn(c.executor()), nursery(c.executor()) {}

    Task<> start() {
        auto made = co_await makeInterface();
        if (!made) {
            co_return made;
        }
        auto started = startServer(chassis);
        if (!started) {
            co_return fail(started.error());
        }
        server = std::move(*started);
        auto joined = co_await fabric.follow();
        co_return joined;
    }
    Task<> end() {
        auto process = std::exchange(server, std::nullopt);
        auto ended = co_await process->stop(std::chrono::seconds(5));
        auto removed = co_await removeInterface();
        if (!removed || !ended) {
            co_return removed ? Result<>(fail(ended.error())) : removed;
        }
        auto left = co_await fabric.follow();
        co_return left;
    }
    asio::awaitable<void> adjust() {
        auto mine = co_await turn.take();
        const bool wanted = !stopped && chassis.hasFault("foreign-dhcp", 0);
        if (wanted == server.has_value()) {
            co_return;
        }
        auto change = wanted ? start() : end();
        auto done = co_await std::move(change);
        if (!done) {
            log::error(done.error());
        }
    }

    Chassis& chassis;
    Fabric& fabric;
    Turn turn;
    Nursery nursery;
    std::optional<Process> server;
    bool stopped = false;
};

ForeignDhcp::ForeignDhcp(Chassis& chassis, Fabric& fabric) : state_(std::make_shared<State>(chassis, fabric)) {
    std::weak_ptr<State> watched = state_;
    auto look = [watched](BayNumber) {
        const auto state = watched.lock();
        if (state && state->chassis.hasFault("foreign-dhcp", 0) != state->server.has_value()) {
            state->nursery.spawn("foreign DHCP server", state->adjust());
        }
    };
    look(0); // a scenario may have it from the start
    chassis.observe(std::move(look));
}

ForeignDhcp::~ForeignDhcp() = default;

asio::awaitable<void> ForeignDhcp::stop() {
    auto state = state_;
    state->stopped = true;
    co_await state->adjust();
}

} // namespace seedbed::emulator
