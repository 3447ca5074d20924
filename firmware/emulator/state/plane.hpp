// SPDX-License-Identifier: GPL-3.0-or-later
// The switching plane of the Virtual Connect module, as values: what Virtual Connect asks of it, and what it has seen
// on its wires. Kept by the chassis; carried out by the fabric.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "oa-bridge/base/ids.hpp"

namespace seedbed::emulator {

// The wires of one network that lead outside.
struct NetworkWires {
    std::vector<std::string> ports; // external ports that carry frames now ("X1"); those that stand by are not here
    int vlan = 0;                   // the tag its frames have there; 0: none
    bool isPrivate = false;         // no frames from server to server
    bool tunnel = false;            // tags of servers pass untouched
    bool operator==(const NetworkWires&) const = default;
};

// An address that the plane has learned, and the port it is behind: "X1", or a FlexNIC as "d1:v1".
struct LearnedMac {
    MacAddress mac;
    std::string port;
    std::string network;
};
using MacReader = std::function<std::vector<LearnedMac>()>;

struct PortCounters {
    std::uint64_t octetsIn = 0, packetsIn = 0, octetsOut = 0, packetsOut = 0;
};
using CounterReader = std::function<std::optional<PortCounters>(int cable)>;

// Who is at the far end of an uplink, as its own LLDP frames say (IEEE 802.1AB).
struct Neighbour {
    int chassisIdType = 0;
    std::string chassisId; // printable: a MAC address with colons, an address, or the text
    int portIdType = 0;
    std::string portId;
    std::string portDescription;
    std::string systemName;
    std::string systemDescription;
    std::uint16_t capabilities = 0;
    std::uint16_t enabledCapabilities = 0;
    std::string address; // of its management, may be empty
    std::chrono::seconds life{0};
    std::chrono::system_clock::time_point seen;
};

} // namespace seedbed::emulator
