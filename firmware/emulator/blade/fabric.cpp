// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/fabric.hpp"

#include <algorithm>
#include <cstdio>

#include <net/if.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/lldp_ports.hpp"
#include "firmware/emulator/blade/plane_readings.hpp"
#include "firmware/emulator/blade/trunk.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/faults.hpp"
#include "firmware/emulator/state/units.hpp"
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

bool isThere(const std::string& interface) {
    return ::if_nametoindex(interface.c_str()) != 0;
}

std::string uplinkInterface(int cable) {
    return fmt::format("x{}", cable);
}

// An interface as the module names it: "sbb3n2" or one of its VLANs is "d3:v2", "x1" the port that this cable
// is in.
std::string portShown(const Chassis& chassis, const std::string& interface) {
    int first = 0, second = 0;
    if (std::sscanf(interface.c_str(), "sbb%dn%d", &first, &second) == 2) {
        const int downlink = first + second % 2 * kBladeBays;
        return fmt::format("d{}:v{}", downlink, second / 2 + 1);
    }
    if (std::sscanf(interface.c_str(), "x%d", &first) == 1) {
        return fmt::format("X{}", portOfCable(chassis, first));
    }
    return {};
}

} // namespace

struct Fabric::State {
    explicit State(Chassis& c) : chassis(c), turn(c.executor()), nursery(c.executor()), lldp(c) {}

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
    void addNic(Wiring& wiring, BayNumber bay, int index);
    void addUplinks(Wiring& wiring);
    void addUplink(Wiring& wiring, int cable);
    void addStranger(Wiring& wiring);
    void addVlan(Wiring& wiring, const std::string& port, int vlan, WiredPort its);
    void joinTrunks(const Wiring& wanted);
    std::vector<LearnedMac> learned() const;

    Chassis& chassis;
    Turn turn;
    Nursery nursery;
    LldpPorts lldp;
    std::map<std::string, std::string> bridgeNames; // network -> bridge; an index is never used twice
    std::set<BayNumber> plugged;
    std::map<std::string, std::unique_ptr<Trunk>> trunks; // by port
    Wiring now;
    bool cleaned = false;
    bool stopped = false;
};

Wiring Fabric::State::wanted() {
    Wiring wiring;
    for (const auto bay : plugged) {
        for (int i = 0; i < kNicsPerBlade; ++i) {
            if (isThere(portName(bay, i))) { // a veth goes when its blade ends
                addNic(wiring, bay, i);
            }
        }
    }
    addUplinks(wiring);
    addStranger(wiring);
    wiring.bridges.erase("");
    return wiring;
}

void Fabric::State::addVlan(Wiring& wiring, const std::string& port, int vlan, WiredPort its) {
    const auto name = vlanInterface(port, vlan);
    its.passesTags = true; // it has none
    its.up = true;
    wiring.bridges.insert(its.bridge);
    wiring.ports[name] = std::move(its);
    wiring.vlans[port][vlan] = name;
}

void Fabric::State::addNic(Wiring& wiring, BayNumber bay, int index) {
    constexpr int usualLoss = 20;
    const auto name = portName(bay, index);
    const auto& nic = chassis.blade(bay).nics[static_cast<std::size_t>(index)];
    const auto& networks = chassis.networks();
    const auto made = [&](const std::string& network) {
        const auto wires = networks.find(network);
        WiredPort port;
        port.bridge = bridgeOf(network);
        port.isolated = wires != networks.end() && wires->second.isPrivate;
        port.passesTags = wires != networks.end() && wires->second.tunnel;
        return port;
    };
    auto port = nic.isUp() ? made(nic.network) : WiredPort{};
    port.up = nic.isUp();
    port.maxMb = nic.maxMb;
    if (const Fault* loss = chassis.fault("packet-loss", bay)) {
        port.lossPercent = parameter(*loss, "percent", usualLoss);
    }
    wiring.bridges.insert(port.bridge);
    wiring.ports[name] = std::move(port);
    for (const auto& [vlan, network] : nic.isUp() ? nic.tagged : std::map<int, std::string>()) {
        addVlan(wiring, name, vlan, made(network));
    }
}

void Fabric::State::addUplinks(Wiring& wiring) {
    for (int cable = 1; cable <= kUplinks; ++cable) {
        if (isThere(uplinkInterface(cable))) { // else: the lab has no such cable
            addUplink(wiring, cable);
        }
    }
}

// A cable in no port, or in one without link, has no light for the far end either.
void Fabric::State::addUplink(Wiring& wiring, int cable) {
    const auto name = uplinkInterface(cable);
    const auto number = portOfCable(chassis, cable);
    const auto port = fmt::format("X{}", number);
    auto& its = wiring.ports[name];
    its.up = number != 0 && uplinkState(chassis, number).linked;
    for (const auto& [network, wires] : chassis.networks()) {
        if (!its.up || std::find(wires.ports.begin(), wires.ports.end(), port) == wires.ports.end()) {
            continue;
        }
        WiredPort member;
        member.bridge = bridgeOf(network);
        if (wires.vlan != 0) {
            addVlan(wiring, name, wires.vlan, std::move(member));
        } else {
            its.bridge = member.bridge;
            its.passesTags = wires.tunnel;
            wiring.bridges.insert(member.bridge);
        }
    }
}

void Fabric::State::addStranger(Wiring& wiring) {
    const auto first = wiring.ports.find(uplinkInterface(1));
    if (!isThere(kStranger) || first == wiring.ports.end()) {
        return;
    }
    auto& its = first->second;
    its.bridge = its.bridge.empty() ? fmt::format("{}0", kBridgePrefix) : its.bridge;
    wiring.bridges.insert(its.bridge);
    wiring.ports[kStranger].bridge = its.bridge;
}

// Trunks that are to be others are made anew: the interfaces of their VLANs are, too.
void Fabric::State::joinTrunks(const Wiring& wanted) {
    const auto before = now.vlans;
    for (const auto& [port, vlans] : before) {
        const auto found = wanted.vlans.find(port);
        if (found == wanted.vlans.end() || found->second != vlans || !trunks.contains(port)) {
            trunks.erase(port);
            for (const auto& [vlan, name] : vlans) {
                now.ports.erase(name);
            }
        }
    }
    for (const auto& [port, vlans] : wanted.vlans) {
        if (trunks.contains(port)) {
            continue;
        }
        auto trunk = Trunk::open(chassis.executor(), port, vlans);
        if (trunk) {
            trunks[port] = std::move(*trunk);
        } else {
            log::error(trunk.error());
        }
    }
}

std::vector<LearnedMac> Fabric::State::learned() const {
    std::vector<LearnedMac> all;
    for (auto& entry : bridgedMacs()) {
        const auto network =
            std::find_if(bridgeNames.begin(), bridgeNames.end(),
                         [&entry](const auto& known) { return known.second == entry.bridge; });
        auto port = portShown(chassis, entry.port);
        if (network != bridgeNames.end() && !port.empty()) {
            all.push_back({entry.mac, std::move(port), network->first});
        }
    }
    return all;
}

namespace {

template <class State>
Task<> bringUp(std::shared_ptr<State> state) {
    auto turn = co_await state->turn.take();
    if (state->stopped) {
        co_return Result<>();
    }
    auto wanted = state->wanted();
    state->joinTrunks(wanted);
    const auto wires = wiringBatch(state->now, wanted);
    const auto shapes = shapeBatch(state->now, wanted);
    state->now = std::move(wanted); // also when a line fails: the next change does not repeat the failure
    auto done = co_await ipBatch(wires);
    if (done) {
        done = co_await batch("tc", shapes);
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

// What is known of an interface that goes.
template <class State>
void forget(State& state, const std::string& name) {
    state.trunks.erase(name);
    state.now.ports.erase(name);
    const auto vlans = state.now.vlans.find(name);
    if (vlans == state.now.vlans.end()) {
        return;
    }
    for (const auto& [vlan, interface] : vlans->second) {
        state.now.ports.erase(interface);
    }
    state.now.vlans.erase(vlans);
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
            forget(*state, name);
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
    chassis.setMacReader([watched] {
        const auto state = watched.lock();
        return state ? state->learned() : std::vector<LearnedMac>();
    });
    chassis.setCounterReader(
        [](int cable) { return cable == 0 ? std::nullopt : interfaceCounters(uplinkInterface(cable)); });
    state_->lldp.start();
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
    state->lldp.stop();
    state->trunks.clear();
    std::string lines = state->cleaned ? leftovers() : std::string();
    std::vector<std::string> cabled;
    for (int cable = 1; cable <= kUplinks; ++cable) {
        if (state->now.ports.contains(uplinkInterface(cable))) {
            cabled.push_back(uplinkInterface(cable));
            lines = fmt::format("link set dev {} nomaster up\n", cabled.back()) + lines;
        }
    }
    state->now = Wiring();
    state->plugged.clear();
    std::string shapes;
    for (const auto& port : cabled) {
        shapes += fmt::format("qdisc del dev {} clsact\n", port);
    }
    auto done = co_await ipBatch(std::move(lines));
    [[maybe_unused]] auto unshaped = co_await batch("tc", std::move(shapes)); // a tunnel has no filter
    co_return done;
}

} // namespace seedbed::emulator
