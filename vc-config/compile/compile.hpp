// SPDX-License-Identifier: GPL-3.0-or-later
// Intent -> the domain it asks for, or the rules it breaks. Pure. Called by preflight (checkIntent) and by
// whoever plans (compile). The rules, each with a stable id, are in rule.hpp.
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

// The rules that ask for nothing but the intent. Empty: it may be compiled.
std::vector<RuleViolation> checkIntent(const ConnectivityIntent& intent);
// Those that ask for the domain as it was read, or for the uplink ports as the module shows them.
std::vector<RuleViolation> checkObserved(const ConnectivityIntent& intent, const VcDomain& actual,
                                         const std::vector<UplinkPort>& uplinks);
// Kind invalid: id of the first rule broken, all of them in the cause.
Error refusal(const std::vector<RuleViolation>& violations);
// refusal() when a rule of the intent is broken.
Result<VcDomain> compile(const ConnectivityIntent& intent);

} // namespace seedbed::vc
