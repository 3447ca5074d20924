// SPDX-License-Identifier: GPL-3.0-or-later
// The structures of the OA interface, each a function of the chassis state; every field a client insists on
// is there (numbers, booleans and enumerations never empty). Bays beyond the last answer as absent ones do.
// Source: field lists of OpenHPI's plugin; values the reference grades inferred are in structures_*.cpp
// tables.
#pragma once

#include "firmware/emulator/oa/element.hpp"
#include "firmware/emulator/state/enclosure.hpp"

namespace seedbed::emulator {

Element diagnosticChecks(bool ok);   // the 13 fields
Element diagnosticChecksEx(bool ok); // named items
const char* presenceWord(bool present);
const char* statusWord(bool present); // OP_STATUS_OK or OP_STATUS_UNKNOWN
const char* unitStatusWord(bool present, bool good); // and OP_STATUS_ERROR

// structures_enclosure.cpp
Element enclosureInfo(const Chassis& chassis);
Element enclosureStatus(const Chassis& chassis);
Element rackTopology2(const Chassis& chassis);
Element oaInfo(const Chassis& chassis, int bay);
Element oaStatus(const Chassis& chassis, int bay);
Element oaNetworkInfo(const Chassis& chassis, int bay);
Element oaVcmMode(const Chassis& chassis);
Element lcdInfo(const Chassis& chassis);
Element lcdStatus(const Chassis& chassis);
Element userInfo(const OaUser& user);

// structures_blade.cpp
Element bladeInfo(const Chassis& chassis, int bay);
Element bladeStatus(const Blade& blade);
Element bladeStatusOf(const Chassis& chassis, int bay);
Element bladePortMap(const Chassis& chassis, int bay);
Element bladeMpInfo(const Chassis& chassis, int bay);
Element bladeBootInfo(const Chassis& chassis, int bay);

// structures_interconnect.cpp
Element interconnectTrayInfo(const Chassis& chassis, int bay);
Element interconnectTrayStatus(const Chassis& chassis, int bay);
Element interconnectTrayPortMap(const Chassis& chassis, int bay);

// structures_power.cpp
Element powerSubsystemInfo(const Chassis& chassis);
Element powerSupplyInfo(const Chassis& chassis, int bay);
Element powerSupplyStatus(const Chassis& chassis, int bay);
Element powerConfigInfo(const Chassis& chassis);
Element powerCapConfig(const Chassis& chassis);
Element fanInfo(const Chassis& chassis, int bay);
Element thermalSubsystemInfo(const Chassis& chassis);
Element thermalInfo(const Chassis& chassis, const std::string& sensorType, int bay);

} // namespace seedbed::emulator
