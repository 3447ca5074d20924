// SPDX-License-Identifier: GPL-3.0-or-later
// Intent -> the domain it asks for, or the rules it breaks. Pure. Called by preflight (checkIntent) and by
// whoever plans (compile). Every rule has a stable id:
//   VC-RULE-CONNECTIONS     more than eight FlexNICs on a bay, or none
//   VC-RULE-PXE             not exactly one FlexNIC of a bay on a network that blades boot from
//   VC-RULE-VLAN-RANGE      VLAN id outside 1..4094
//   VC-RULE-VLAN-UNIQUE     two networks of the uplink set with one VLAN id
//   VC-RULE-NATIVE          more than one native network on the uplink set
//   VC-RULE-DUPLICATE       two networks, profiles, bays or ports of one name
//   VC-RULE-NAME            a name that Virtual Connect does not take
//   VC-RULE-UNKNOWN-NETWORK a FlexNIC on a network that is not in the intent
//   VC-RULE-PORT-NETWORK    one network on two FlexNICs of the same physical port
//   VC-RULE-SPEED           speed not in steps of 100 Mb, or more than 10 Gb asked of one physical port
//   VC-RULE-UPLINK          no uplink port, or one whose name is not like enc0:1:X1
//   VC-RULE-MAC-POOL        pool number outside 1..64
//   VC-RULE-BAY             bay number outside 1..16
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/connectivity_intent.hpp"

namespace seedbed::vc {

struct RuleViolation {
    std::string rule;
    std::string object; // "bay3 LOM:1-b", "network TENANT"
    std::string message;
};

std::vector<RuleViolation> checkIntent(const ConnectivityIntent& intent); // empty: it may be compiled
// Error (kind invalid): id of the first rule broken, all of them in the cause.
Result<VcDomain> compile(const ConnectivityIntent& intent);

} // namespace seedbed::vc
