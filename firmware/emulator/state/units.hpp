// SPDX-License-Identifier: GPL-3.0-or-later
// Power supplies, fans and uplink ports as they stand, with the faults that are on. Pure functions of the chassis; every face
// tells what these say. Source: a c3000 with four supplies in bays 1, 2, 4, 5; low-line input of a 1200 W unit gives
// about 900 W (inferred).
#pragma once

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

struct PowerSupplyState {
    bool present = false;
    bool failed = false;
    bool inputLost = false;
    bool parked = false; // Dynamic Power Saver holds it in standby
    int capacityWatts = 0;
    int outputWatts = 0; // its share
    bool good() const { return present && !failed && !inputLost; }
};
PowerSupplyState powerSupplyState(const Chassis& chassis, int bay); // 1 to 6, others are empty

struct FanState {
    bool present = false;
    bool failed = false;
    int rpm = 0;
    int percent = 0;
    bool good() const { return present && !failed; }
};
FanState fanState(const Chassis& chassis, int bay); // 1 to 6

// An uplink port X1 to X10 of Virtual Connect. The SFPs are 1000BASE-T, each with its cable; the kit's are in X1 and X2.
struct UplinkState {
    bool populated = false;
    bool linked = false;
};
UplinkState uplinkState(const Chassis& chassis, int port);
// The cable that is in a port: its number is that of the port it belongs to, until somebody moves it. 0: none.
int uplinkCable(const Chassis& chassis, int port);

// What the supplies that are good can give under the redundancy mode; 0 when none is left.
int powerCapacityWatts(const Chassis& chassis);
int goodPowerSupplies(const Chassis& chassis);
int goodFans(const Chassis& chassis);
// May a blade be powered on: does what the OA sets aside for it still fit into the capacity?
bool powerAdmits(const Chassis& chassis, BayNumber bay);

} // namespace seedbed::emulator
