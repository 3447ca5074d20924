// SPDX-License-Identifier: GPL-3.0-or-later
// The wires behind Virtual Connect: one kernel bridge per VC network, one interface per FlexNIC (a TAP for a
// QEMU machine, a veth pair for a namespace blade), and the external ports "x1".."x10" of the namespace, the
// ends of the lab's cables. Untagged frames of a FlexNIC or an external port go to the bridge of their
// network; tagged ones to an interface per VLAN (trunk.hpp) that is a port of its network's bridge; others
// are dropped, except on a tunnel. Ports of servers on a private network are isolated. It observes the
// chassis and follows every change of profile, network or uplink; it tells the chassis the addresses that the
// bridges have learned and who LLDP says is outside. Made by main before the backends, stopped after them;
// I/O thread only.
#pragma once

#include <memory>
#include <string>

#include "firmware/emulator/blade/wiring.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

class Fabric {
public:
    explicit Fabric(Chassis& chassis);
    ~Fabric();
    Fabric(const Fabric&) = delete;
    Fabric& operator=(const Fabric&) = delete;

    static std::string portName(BayNumber bay, int nic); // "sbb3n0"
    // The far end of uplink X1 has one more port, for a stranger on the customer's network: an interface of
    // this name, once it is there, is joined to X1 (foreign_dhcp.hpp).
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
