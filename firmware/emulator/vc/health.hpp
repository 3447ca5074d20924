// SPDX-License-Identifier: GPL-3.0-or-later
// How the things of a domain are, as they follow from the wires and blades there are now; CLI, SNMP and smart link all
// ask here. Pure functions of domain and chassis. Source: the user guide's uplink failover; reason codes of HPVC-MIB.
#pragma once

#include <string>
#include <vector>

#include "firmware/emulator/state/chassis.hpp"
#include "firmware/emulator/vc/domain.hpp"

namespace seedbed::emulator::vc {

enum class Health { ok, degraded, failed, disabled };
Health worse(Health a, Health b); // disabled counts as well

enum class PortLink { unpopulated, down, standby, active };
// Of "X1". The far ends of the lab's cables speak no LACP, so every port is a group of its own: one carries the frames
// of its owner, the primary ones first, the others stand by.
PortLink portLink(const Domain& domain, const Chassis& chassis, const std::string& port);
// The uplink ports of a network, its own or its set's, in the order of preference.
std::vector<const UplinkPort*> portsOf(const Domain& domain, const Network& network);
std::string activePort(const Domain& domain, const Chassis& chassis, const Network& network); // empty: none

Health networkHealth(const Domain& domain, const Chassis& chassis, const Network& network);
Health uplinkSetHealth(const Domain& domain, const Chassis& chassis, const std::string& set);
// Of what it connects to: ok, degraded when some connection has failed or is not mapped, failed when all have.
Health connectionHealth(const Domain& domain, const Chassis& chassis, const Connection& connection);
Health profileHealth(const Domain& domain, const Chassis& chassis, const Profile& profile);
Health domainHealth(const Domain& domain, const Chassis& chassis);

} // namespace seedbed::emulator::vc
