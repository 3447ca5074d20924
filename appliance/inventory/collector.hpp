// SPDX-License-Identifier: GPL-3.0-or-later
// Asks every device of one chassis at once and puts the answers side by side. Of an iLO IPMI and HTTPS are asked beside
// each other, what is behind HTTPS one door after the other; a door that does not answer in time is a gap of its blade
// and costs the others nothing. I/O thread only.
#pragma once

#include <set>

#include "appliance/inventory/inventory.hpp"
#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/ilo/bmc.hpp"
#include "oa-bridge/oa/onboard_administrator.hpp"

namespace seedbed {

struct InventoryAccess {
    std::string oaAddress; // whose page tells where the iLOs are; empty: they are asked when SOAP has told
    std::string user; // of the iLOs
    Secret password;
    PinStore* pins = nullptr; // of their certificates; without one any is accepted
    std::set<BayNumber> bays; // whose iLOs are asked; empty: all
    Duration doorLimit = std::chrono::seconds(12);
    Duration afterSilence = std::chrono::seconds(4); // the limit of a door behind one that was silent
};

enum class Transport { ipmi, https };

// One door of an iLO: what it tells goes into the record, what keeps it from telling into its gaps.
struct IloDoor {
    const char* name;
    Transport transport;
    Task<> (*ask)(asio::any_io_executor executor, Blocking& blocking, const InventoryAccess& access,
                  const std::string& address, BladeRecord& record);
};
const std::vector<IloDoor>& iloDoors(); // the table: a new door is one function and one row

// Fails only when the OA cannot be read: without it nobody knows where the others are.
Task<Inventory> collectInventory(OnboardAdministrator& oa, Blocking& blocking, const InventoryAccess& access);

} // namespace seedbed
