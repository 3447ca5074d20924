// SPDX-License-Identifier: GPL-3.0-or-later
// What of one iLO becomes an SNMP trap: its blade powered on or off, its own restart, the test. Compares the
// state with what was last seen. Numbers and varbinds: CPQSM2-MIB, CPQHLTH-MIB, CPQHOST-MIB by the
// reference's table. I/O thread; owned by the iLO's doors.
#pragma once

#include <vector>

#include "firmware/emulator/snmp/agent.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

class IloTrapSource {
public:
    struct Datagram {
        Ipv4Address to;
        std::uint16_t port = 162;
        std::string packet;
    };
    IloTrapSource(const Chassis& chassis, BayNumber bay);
    std::vector<Datagram> changes(); // since the last call, one for each receiver that is set

private:
    struct Seen {
        bool present = false, powered = false, up = false;
        int tests = 0;
    };
    Seen look() const;
    void add(std::vector<Datagram>& datagrams, int number, std::vector<snmp::Varbind> varbinds = {}) const;

    const Chassis& chassis_;
    BayNumber bay_;
    Seen seen_;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

} // namespace seedbed::emulator
