// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/fabric.hpp"

#include <net/if.h>

#include <fmt/format.h>

#include "firmware/emulator/state/faults.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::string_view kBridgePrefix = "sbnet";
constexpr std::string_view kNicPrefix = "sbb";

Task<> batch(std::string program, std::string lines) {
    if (lines.empty()) {
        co_return Result<>();
    }
    ProcessSpec spec({std::move(program), "-force", "-batch", "-"});
    spec.input = std::move(lines);
    spec.deadline = std::chrono::seconds(20);
    auto done = co_await run(std::move(spec));
    if (done && done->status == 0) {
        co_return Result<>();
    }
    Error error;
    error.kind = ErrorKind::internal;
    error.id = "FABRIC-IP";
    error.object = "fabric";
    error.attempted = "wire the blades";
    error.cause = done ? log::printable(trim(done->errors)) : done.error().cause;
    error.action = "run the chassis as root in a network namespace of its own";
    co_return fail(std::move(error));
}

Task<> ipBatch(std::string lines) {
    return batch("ip", std::move(lines));
}

// A new bridge port waits in "learning" for the forward delay even without STP; no address of its own, so
// that the fabric itself is silent.
std::string newBridge(const std::string& name) {
    return fmt::format("link add name {0} type bridge forward_delay 0 mcast_snooping 0\n"
                       "link set dev {0} addrgenmode none up\n",
                       name);
}

std::string wireNic(const std::string& nic, const std::string& bridge) {
    return bridge.empty() ? fmt::format("link set dev {} nomaster down\n", nic)
                          : fmt::format("link set dev {} master {} up\n", nic, bridge);
}

// A classifier in classic BPF drops a frame when a random number of 0 to 99 is below `percent`: ld rand, mod 100,
// jge #percent, ret 2 (TC_ACT_SHOT), ret 0 (tc-bpf(8); the kernel's netem need not be there).
std::string lossy(const std::string& nic, int percent) {
    const auto program = fmt::format(R"("5,32 0 0 4294963256,148 0 0 100,53 1 0 {},6 0 0 2,6 0 0 0")", percent);
    return fmt::format("qdisc replace dev {0} clsact\n"
                       "filter replace dev {0} ingress prio 1 handle 1 bpf da bytecode {1}\n"
                       "filter replace dev {0} egress prio 1 handle 1 bpf da bytecode {1}\n",
                       nic, program);
}

// Interfaces of an earlier run that was killed, in this namespace.
std::string leftovers() {
    std::string lines;
    auto* all = ::if_nameindex();
    for (auto* each = all; each != nullptr && each->if_index != 0; ++each) {
        const std::string_view name = each->if_name;
        if (startsWith(name, kBridgePrefix) || startsWith(name, kNicPrefix)) {
            lines += fmt::format("link del dev {}\n", name);
        }
    }
    ::if_freenameindex(all);
    return lines;
}

} // namespace

std::string wiringBatch(const Wiring& now, const Wiring& wanted) {
    std::string lines;
    for (const auto& bridge : wanted.bridges) {
        if (!now.bridges.contains(bridge)) {
            lines += newBridge(bridge);
        }
    }
    for (const auto& [nic, bridge] : wanted.nics) {
        const auto before = now.nics.find(nic);
        if (before == now.nics.end() || before->second != bridge) {
            lines += wireNic(nic, bridge);
        }
    }
    for (const auto& [port, bridge] : now.uplinks) {
        if (!wanted.uplinks.contains(port)) {
            lines += fmt::format("link set dev {} nomaster\n", port);
        }
    }
    for (const auto& [port, bridge] : wanted.uplinks) {
        const auto before = now.uplinks.find(port);
        if (before == now.uplinks.end() || before->second != bridge) {
            lines += fmt::format("link set dev {} addrgenmode none master {} up\n", port, bridge);
        }
    }
    for (const auto& bridge : now.bridges) {
        if (!wanted.bridges.contains(bridge)) {
            lines += fmt::format("link del dev {}\n", bridge);
        }
    }
    return lines;
}

std::string lossBatch(const Wiring& now, const Wiring& wanted) {
    std::string lines;
    for (const auto& [nic, percent] : wanted.losses) {
        const auto before = now.losses.find(nic);
        if (before == now.losses.end() || before->second != percent) {
            lines += lossy(nic, percent);
        }
    }
    for (const auto& [nic, percent] : now.losses) {
        if (!wanted.losses.contains(nic) && wanted.nics.contains(nic)) {
            lines += fmt::format("qdisc del dev {} clsact\n", nic);
        }
    }
    return lines;
}

struct Fabric::State {
    explicit State(Chassis& c) : chassis(c), turn(c.executor()), nursery(c.executor()) {}

    std::string bridgeOf(const std::string& network) {
        if (network.empty()) {
            return {};
        }
        const auto [found, isNew] = bridgeNames.try_emplace(network);
        if (isNew) {
            found->second = fmt::format("{}{}", kBridgePrefix, bridgeNames.size());
        }
        return found->second;
    }
    Wiring wanted();
    void addUplinks(Wiring& wiring);

    Chassis& chassis;
    Turn turn;
    Nursery nursery;
    std::map<std::string, std::string> bridgeNames; // network -> bridge; an index is never used twice
    std::set<BayNumber> plugged;
    Wiring now;
    bool cleaned = false;
    bool stopped = false;
};

Wiring Fabric::State::wanted() {
    Wiring wiring;
    for (const auto bay : plugged) {
        constexpr int usualLoss = 20;
        const Fault* loss = chassis.fault("packet-loss", bay);
        const auto& nics = chassis.blade(bay).nics;
        for (int i = 0; i < kNicsPerBlade; ++i) {
            const auto bridge = bridgeOf(nics[static_cast<std::size_t>(i)].network);
            const auto name = portName(bay, i);
            if (::if_nametoindex(name.c_str()) != 0) { // a veth goes when its blade ends
                wiring.nics[name] = bridge;
                wiring.bridges.insert(bridge);
                if (loss != nullptr) {
                    wiring.losses[name] = parameter(*loss, "percent", usualLoss);
                }
            }
        }
    }
    addUplinks(wiring);
    wiring.bridges.erase("");
    return wiring;
}

void Fabric::State::addUplinks(Wiring& wiring) {
    for (const auto& [network, wires] : chassis.networks()) {
        for (const auto& port : wires.ports) {
            const auto name = lower(port);
            if (wires.vlan == 0 && ::if_nametoindex(name.c_str()) != 0) { // else: no cable in that port
                wiring.uplinks.try_emplace(name, bridgeOf(network));
                wiring.bridges.insert(bridgeOf(network));
            }
        }
    }
    if (::if_nametoindex(kStranger) != 0) {
        constexpr const char* firstPort = "x1";
        const auto bridge = wiring.uplinks.try_emplace(firstPort, std::string(kBridgePrefix) + "0").first->second;
        wiring.uplinks[kStranger] = bridge;
        wiring.bridges.insert(bridge);
    }
}

namespace {

template <class State>
Task<> bringUp(std::shared_ptr<State> state) {
    auto turn = co_await state->turn.take();
    if (state->stopped) {
        co_return Result<>();
    }
    auto wanted = state->wanted();
    const auto wires = wiringBatch(state->now, wanted);
    const auto losses = lossBatch(state->now, wanted);
    state->now = std::move(wanted); // also when a line fails: the next change does not repeat the failure
    auto done = co_await ipBatch(wires);
    if (done) {
        done = co_await batch("tc", losses);
    }
    co_return done;
}

template <class State>
asio::awaitable<void> followChange(std::shared_ptr<State> state) {
    auto done = co_await bringUp(state);
    if (!done) {
        log::error(done.error());
    }
}

template <class State>
void onChange(const std::shared_ptr<State>& state) {
    if (!state->stopped && state->cleaned && !(state->wanted() == state->now)) {
        state->nursery.spawn("fabric", followChange(state));
    }
}

// Removes what is there under these names (and, the first time, what an earlier run left), then adds.
template <class State>
Task<> plug(std::shared_ptr<State> state, BayNumber bay, std::string add) {
    std::string lines;
    {
        auto turn = co_await state->turn.take();
        lines = state->cleaned ? std::string() : leftovers();
        state->cleaned = true;
        for (int i = 0; i < kNicsPerBlade; ++i) {
            const auto name = Fabric::portName(bay, i);
            state->now.nics.erase(name);
            state->now.losses.erase(name);
            if (::if_nametoindex(name.c_str()) != 0) {
                lines += fmt::format("link del dev {}\n", name);
            }
        }
        state->plugged.erase(bay);
        // A veth may go by itself at the same moment, when the namespace of its blade ends: "cannot find
        // device" is as good. One that stays all the same makes the adding fail.
        [[maybe_unused]] auto gone = co_await ipBatch(lines);
        auto done = co_await ipBatch(add);
        if (!done || add.empty()) {
            co_return done;
        }
        state->plugged.insert(bay);
    }
    auto wired = co_await bringUp(state);
    co_return wired;
}

} // namespace

Fabric::Fabric(Chassis& chassis) : state_(std::make_shared<State>(chassis)) {
    std::weak_ptr<State> watched = state_;
    chassis.observe([watched](BayNumber) {
        if (const auto state = watched.lock()) {
            onChange(state);
        }
    });
}

Fabric::~Fabric() {
    state_->stopped = true;
}

std::string Fabric::portName(BayNumber bay, int nic) {
    return fmt::format("{}{}n{}", kNicPrefix, bay, nic);
}

Task<> Fabric::plugTaps(BayNumber bay) {
    std::string add;
    for (int i = 0; i < kNicsPerBlade; ++i) {
        add +=
            fmt::format("tuntap add dev {0} mode tap\nlink set dev {0} addrgenmode none\n", portName(bay, i));
    }
    return plug(state_, bay, std::move(add));
}

Task<> Fabric::plugVeths(BayNumber bay, int pid) {
    std::string add;
    const auto& nics = state_->chassis.blade(bay).nics;
    for (int i = 0; i < kNicsPerBlade; ++i) {
        add += fmt::format("link add name {0} type veth peer name eth{1} address {2} netns {3}\n"
                           "link set dev {0} addrgenmode none\n",
                           portName(bay, i), i, nics[static_cast<std::size_t>(i)].mac.toString(), pid);
    }
    return plug(state_, bay, std::move(add));
}

Task<> Fabric::unplug(BayNumber bay) {
    return plug(state_, bay, {});
}

Task<> Fabric::follow() {
    return bringUp(state_);
}

Task<> Fabric::stop() {
    auto state = state_;
    auto turn = co_await state->turn.take();
    state->stopped = true;
    std::string lines = state->cleaned ? leftovers() : std::string();
    for (const auto& [port, bridge] : state->now.uplinks) {
        lines = fmt::format("link set dev {} nomaster\n", port) + lines;
    }
    state->now = Wiring();
    state->plugged.clear();
    auto done = co_await ipBatch(std::move(lines));
    co_return done;
}

} // namespace seedbed::emulator
