// SPDX-License-Identifier: GPL-3.0-or-later
// The wires behind Virtual Connect: one kernel bridge per VC network, one interface per FlexNIC (a TAP for a
// QEMU machine, a veth pair for a namespace blade) that is a port of its network's bridge or of none, and the
// external ports "x1".."x10" of the namespace as ports of the networks whose uplinks they are. It observes
// the chassis and follows every change of profile or uplink. Made by main before the backends, stopped after
// them; I/O thread only. Measured: a plain bridge passes tagged frames untouched, so tags are the blades'
// affair.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

// What is wired to what. Interface names have at most 15 characters.
struct Wiring {
    std::set<std::string> bridges;
    std::map<std::string, std::string> nics;    // blade side interface -> bridge, empty: wired to nothing
    std::map<std::string, std::string> uplinks; // external port -> bridge
    std::map<std::string, int> losses;          // blade side interface -> percent of the frames that get lost
    bool operator==(const Wiring&) const = default;
};
// The lines for "ip -batch" that turn one wiring into the other. Interfaces of NICs exist already. Pure.
std::string wiringBatch(const Wiring& now, const Wiring& wanted);
// Likewise for "tc -batch".
std::string lossBatch(const Wiring& now, const Wiring& wanted);

class Fabric {
public:
    explicit Fabric(Chassis& chassis);
    ~Fabric();
    Fabric(const Fabric&) = delete;
    Fabric& operator=(const Fabric&) = delete;

    static std::string portName(BayNumber bay, int nic); // "sbb3n0"
    // The far end of uplink X1 has one more port, for a stranger on the customer's network: an interface of this name,
    // once it is there, is joined to X1 (foreign_dhcp.hpp).
    static constexpr const char* kStranger = "sbnetd0";
    // Make the eight interfaces of a bay and wire them. Error FABRIC-IP with the words of ip.
    Task<> plugTaps(BayNumber bay);
    Task<> plugVeths(BayNumber bay, int pid); // eth0..eth7 with the blade's MACs in the namespace of `pid`
    Task<> unplug(BayNumber bay);
    Task<> follow(); // returns when the wiring is what the chassis says
    Task<> stop();   // removes all that was made

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace seedbed::emulator
