// SPDX-License-Identifier: GPL-3.0-or-later
// What is wired to what behind Virtual Connect, as data, and the command lines that turn one wiring into
// another. Pure. Interface names have at most 15 characters.
#pragma once

#include <map>
#include <set>
#include <string>

namespace seedbed::emulator {

// One interface of the plane: the far end of a FlexNIC, an external port, or the frames of one VLAN of
// either.
struct WiredPort {
    std::string bridge; // of its untagged frames; empty: none
    bool up = true;
    bool isolated = false; // hears and reaches only ports that are not: a server's port on a private network
    bool passesTags = false; // a tunnel; else tagged frames are not bridged
    int lossPercent = 0;     // of the frames that get lost
    int maxMb = 0;           // towards the other end; 0: unlimited
    bool operator==(const WiredPort&) const = default;
};

struct Wiring {
    std::set<std::string> bridges;
    std::map<std::string, WiredPort> ports;
    // The VLANs of a port that are networks of their own, each with an interface that has its untagged frames
    // (trunk.hpp): the port, then VLAN and name of the interface, which is in `ports` too.
    std::map<std::string, std::map<int, std::string>> vlans;
    bool operator==(const Wiring&) const = default;
};

std::string vlanInterface(const std::string& port, int vlan); // "x1.20"

// The lines for "ip -batch". All interfaces of `wanted` exist already.
std::string wiringBatch(const Wiring& now, const Wiring& wanted);
// Likewise for "tc -batch": losses, rates, and that tagged frames are not bridged.
std::string shapeBatch(const Wiring& now, const Wiring& wanted);

} // namespace seedbed::emulator
