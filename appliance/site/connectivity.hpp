// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of the site file and of a pack that say what Virtual Connect is to be: networks, uplink sets,
// network access groups, settings of the domain, FlexNICs. Private to appliance/site: parseSite() and
// parsePack() call it.
#pragma once

#include "appliance/site/reader.hpp"
#include "appliance/site/site.hpp"

namespace seedbed {

std::vector<vc::NetworkIntent> readNetworks(FieldReader& read);
// The key `uplink-set`, or several under `uplink-sets`.
std::vector<vc::UplinkSetIntent> readUplinkSets(FieldReader& read);
std::vector<vc::AccessGroup> readAccessGroups(FieldReader& read);
VirtualConnectSpec readVirtualConnect(FieldReader& read);
// An entry is the name of a network, "unused", or a mapping: one network with a speed, or several with their
// VLANs.
std::vector<vc::FlexNicIntent> readFlexNics(FieldReader& read, const std::string& at);

} // namespace seedbed
