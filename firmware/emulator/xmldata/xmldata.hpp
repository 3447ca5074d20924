// SPDX-License-Identifier: GPL-3.0-or-later
// GET /xmldata?item=all: what an OA and an iLO tell anybody, without a login. Pure functions of the chassis. Source:
// public captures and parsers, by the reference's sections 4 (OA) and 1.9 (iLO); positions and sizes inferred.
#pragma once

#include <string>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

// `dialled` is the address the peer used: parsers find the OA they talk to by it.
std::string oaXmldata(const Chassis& chassis, Ipv4Address dialled);
std::string iloXmldata(const Chassis& chassis, BayNumber bay);

} // namespace seedbed::emulator
