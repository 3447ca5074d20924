// SPDX-License-Identifier: GPL-3.0-or-later
// What of the chassis becomes an OA trap: compares the state with what was last seen and says which numbers are due,
// with their varbinds. Numbers and varbinds: the reference's tables of CPQRACK-MIB. I/O thread; owned by the face.
#pragma once

#include <array>

#include "firmware/emulator/snmp/agent.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::snmp {

struct Trap {
    int number = 0;
    std::vector<Varbind> varbinds;
};

class TrapSource {
public:
    explicit TrapSource(const Chassis& chassis);
    std::vector<Trap> changes(); // since the last call

private:
    struct BladeSeen {
        bool present = false, powered = false, inPost = false;
    };
    struct UnitSeen {
        bool present = false, good = false;
    };
    struct Seen {
        std::array<BladeSeen, kBladeBays> blades;
        std::array<UnitSeen, 6> fans, supplies;
        bool redundant = false;
    };
    Seen look() const;
    void bladeTraps(std::vector<Trap>& traps, BayNumber bay, const BladeSeen& before, const BladeSeen& now);
    Trap bladeTrap(int number, BayNumber bay, std::uint32_t column, int value);
    Trap fanTrap(int number, std::uint32_t bay);
    Trap supplyTrap(int number, std::uint32_t bay);
    Trap redundancyTrap(int number);
    std::vector<Varbind> head() const;
    void end(Trap& trap); // the sequence number

    const Chassis& chassis_;
    Seen seen_;
    int sequence_ = 0;
};

} // namespace seedbed::emulator::snmp
