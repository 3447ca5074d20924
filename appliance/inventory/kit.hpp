// SPDX-License-Identifier: GPL-3.0-or-later
// What the kit consists of and which firmware is good, as tables, held against an inventory. Pure. A finding names what
// differs; nothing is repaired here.
#pragma once

#include "appliance/inventory/inventory.hpp"

namespace seedbed {

// BOM-01 enclosure, BOM-02 blades, BOM-03 interconnect, BOM-04 power supplies, BOM-05 fans, BOM-06 OA: all warn.
std::vector<Finding> billOfMaterials(const Inventory& inventory);
// FW-OA, FW-VC, FW-ILO: below the lowest known good version warns; a version with a known hole too, by its name.
std::vector<Finding> firmwareMatrix(const Inventory& inventory);
// In which order updates are safe, for people: what is to be updated only.
std::vector<std::string> updateOrder(const std::vector<Finding>& firmware);

// Has the kit a power supply in that bay?
bool isKitSupplyBay(int bay);
// "2.50" against "2.9": by numbers. -1, 0, 1; text after a blank does not count.
int compareVersions(std::string_view a, std::string_view b);

} // namespace seedbed
