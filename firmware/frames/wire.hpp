// SPDX-License-Identifier: GPL-3.0-or-later
// Sends and hears probe frames on Ethernet interfaces of this network namespace, by packet sockets (packet(7)). An
// interface that is down is brought up for the time, without an address, and taken down again. Blocking, one thread;
// needs CAP_NET_RAW and CAP_NET_ADMIN. Errors FRAMES-SOCKET, FRAMES-INTERFACE.
#pragma once

#include <chrono>
#include <map>
#include <tuple>

#include "firmware/frames/frame.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::frames {

struct ProbeOrder {
    std::uint64_t run = 0;
    std::string name;
    std::vector<std::string> interfaces; // empty: every Ethernet interface there is
    std::vector<int> tags;               // sent besides the untagged frame, on each interface
    std::chrono::milliseconds time{2000};
};

struct ProbedInterface {
    std::string name;
    MacAddress mac;
    int mtu = 0;
    bool carrier = false; // while the probe ran
};

struct Heard {
    std::string on; // our interface
    int vlan = kUntagged;
    std::string from; // the sender's name
    MacAddress source;
    int sentVlan = kUntagged;
    std::size_t frames = 0;
    std::size_t largest = 0; // bytes, without tag and checksum
};

struct ProbeResult {
    std::vector<ProbedInterface> interfaces;
    std::vector<Heard> heard; // our own frames too, when they come back
};

Result<ProbeResult> probe(const ProbeOrder& order);

} // namespace seedbed::frames
