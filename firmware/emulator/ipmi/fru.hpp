// SPDX-License-Identifier: GPL-3.0-or-later
// The FRU inventories of a blade: 0 the server itself, CPUs from 16 on, DIMMs from 110 on, 238 the iLO, 239 the system
// board. Pure. Source: Platform Management FRU Information Storage Definition 1.0 revision 1.2.
#pragma once

#include <string>
#include <vector>

#include "firmware/emulator/ipmi/bytes.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::ipmi {

struct FruDevice {
    std::uint8_t id = 0;
    std::string name; // in its locator record
    std::uint8_t entity = 0, instance = 1;
    std::string manufacturer, product, part, serial, version, asset;
};

std::vector<FruDevice> fruDevices(const Chassis& chassis, BayNumber bay);
Bytes fruArea(const FruDevice& device); // common header, board area, product area

} // namespace seedbed::emulator::ipmi
