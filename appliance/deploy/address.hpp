// SPDX-License-Identifier: GPL-3.0-or-later
// The address stage: what the site's key `address` asks of the Onboard Administrator and the iLOs. Four concerns, one
// file each (address_*.cpp) and one row in the table of address.cpp. A concern looks (for the plan, preflight and the
// step) and sets; its step in a run is address_step.cpp. What the site does not ask for is looked at and left alone.
// I/O thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "appliance/api/finding.hpp"
#include "appliance/deploy/context.hpp"
#include "appliance/workflow/step.hpp"
#include "oa-bridge/ilo/ilo_access.hpp"
#include "oa-bridge/model/enclosure.hpp"

namespace seedbed {

// One of the site's blades, and where its iLO is to be asked.
struct AddressTarget {
    BayNumber bay = 0;
    std::string ilo; // empty: it has no address yet
};
using AddressTargets = std::vector<AddressTarget>;

// What one device holds of one concern.
struct AddressState {
    BayNumber bay = 0;               // 0: the OA itself
    std::string object;              // "bay3 iLO clock"
    std::string is;                  // as it is, for people
    std::vector<std::string> fields; // to be set: "time servers: (none) -> 203.0.113.123"
    std::string awaits;              // set as asked, and not yet in effect: why; nothing can be set to mend it
    bool tolerable = false;          // the run goes on all the same when it stays so
    std::optional<Error> unseen;     // the device does not tell
    bool settled() const { return fields.empty() && awaits.empty() && !unseen; }
};
using AddressStates = std::vector<AddressState>;

struct AddressConcern {
    const char* name; // its step is "address-<name>"
    std::vector<std::string_view> mends; // checks whose findings it mends
    bool (*asked)(const AddressSpec& address);
    // One state a target, and those of the OA. An error: the OA does not tell.
    Task<AddressStates> (*look)(DeployContext& context, AddressTargets targets);
    Task<> (*set)(DeployContext& context, AddressTarget target); // bay 0: the OA
    Task<> (*finish)(DeployContext& context);                    // after the last set; nullptr: nothing to do
};
const std::vector<AddressConcern>& addressConcerns();

// The step of one concern, which must outlive it (address_step.cpp).
std::unique_ptr<Step> makeAddressStep(DeployContext& context, Journal& journal, const AddressConcern& concern);

// What differs from what the site asks for, for the plan: one change a device and concern. A device that does not tell
// is a change, too: it is not known to be as asked.
Task<std::vector<PlannedChange>> addressChanges(DeployContext& context, AddressTargets targets);
AddressTargets addressTargets(const SiteSpec& site, const Enclosure& enclosure);
AddressTargets addressTargets(const Plan& plan);

// A device that is not as the site asks, or does not tell.
struct AddressDifference {
    const AddressConcern* concern;
    AddressState state;
};
Task<std::vector<AddressDifference>> addressDifferences(DeployContext& context, AddressTargets targets);
// The rule, and the only place of it: a finding about a blade that blocks is a warning when the run is about to set
// what it is about.
void leaveToAddressStage(const std::vector<AddressDifference>& differs, std::vector<Finding>& findings);

// For the concerns.
IloAccess addressAccess(const DeployContext& context, const AddressTarget& target);
AddressState iloState(const AddressTarget& target, std::string_view what); // its object is "bay3 iLO <what>"
std::string fieldChange(std::string_view field, std::string_view before, std::string_view after);
// `look` at each target at once; what it returns is the state of that target.
using IloLook = Task<AddressState> (*)(DeployContext& context, AddressTarget target);
Task<AddressStates> lookAtEach(DeployContext& context, AddressTargets targets, std::string what, IloLook look);

// address_ebipa.cpp
Task<AddressStates> lookAtEbipa(DeployContext& context, AddressTargets targets);
Task<> setEbipa(DeployContext& context, AddressTarget target);
Task<> saveEbipa(DeployContext& context);
// address_clock.cpp
Task<AddressStates> lookAtClocks(DeployContext& context, AddressTargets targets);
Task<> setTimeServers(DeployContext& context, AddressTarget target);
// address_boot.cpp
Task<AddressStates> lookAtBootOrder(DeployContext& context, AddressTargets targets);
Task<> setBootOrder(DeployContext& context, AddressTarget target);
// address_access.cpp
Task<AddressStates> lookAtAccess(DeployContext& context, AddressTargets targets);
Task<> setAccess(DeployContext& context, AddressTarget target);

} // namespace seedbed
