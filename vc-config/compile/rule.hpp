// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of a layout: each a named object with its id, what it must know, what it demands, and the
// function that looks. A new rule is one function and one row of the table in rule.cpp. Pure. Sources:
// Virtual Connect user guide (limits, mapping, bandwidth, access groups); what is ours alone says so.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "vc-config/compile/compile.hpp"

namespace seedbed::vc {

enum class Needs {
    intent,
    domain, // as it was read
    uplinks // as the module shows them
};

struct RuleInput {
    const ConnectivityIntent& intent;
    const VcDomain* domain = nullptr;
    const std::vector<UplinkPort>* uplinks = nullptr;
};

class Breaches {
public:
    Breaches(std::string_view rule, std::vector<RuleViolation>& into) : rule_(rule), into_(into) {}
    void add(std::string object, std::string message) {
        into_.push_back({std::string(rule_), std::move(object), std::move(message)});
    }

private:
    std::string_view rule_;
    std::vector<RuleViolation>& into_;
};

struct Rule {
    std::string_view id;
    Needs needs;
    std::string_view demands; // "one VLAN id belongs to one network of an uplink set"
    void (*check)(const RuleInput& input, Breaches& into);
};

const std::vector<Rule>& rules();

// One FlexNIC of the intent, with its words for people.
struct NicPlace {
    const BayIntent& bay;
    const FlexNicIntent& nic;
    int number = 0;             // 1..8
    std::string object() const; // "bay3 LOM:1-b"
};
// Those that have a place: eight a bay at most.
void eachFlexNic(const ConnectivityIntent& intent, const std::function<void(const NicPlace&)>& look);
// All uplink ports of sets and networks, each with "uplink set US" or "network N".
struct PortPlace {
    const UplinkPortIntent& port;
    std::string holder;
};
std::vector<PortPlace> uplinkPorts(const ConnectivityIntent& intent);

// rules_domain.cpp
void checkMacPool(const RuleInput& input, Breaches& into);
void checkNames(const RuleInput& input, Breaches& into);
void checkDuplicates(const RuleInput& input, Breaches& into);
void checkBayNumbers(const RuleInput& input, Breaches& into);
void checkNetworkLimits(const RuleInput& input, Breaches& into);
void checkAccessGroups(const RuleInput& input, Breaches& into);
// rules_uplinks.cpp
void checkUplinks(const RuleInput& input, Breaches& into);
void checkGroupSpeeds(const RuleInput& input, Breaches& into);
void checkTunnels(const RuleInput& input, Breaches& into);
// rules_networks.cpp
void checkVlanRange(const RuleInput& input, Breaches& into);
void checkVlanUnique(const RuleInput& input, Breaches& into);
void checkNative(const RuleInput& input, Breaches& into);
void checkNetworkSpeeds(const RuleInput& input, Breaches& into);
void checkMtu(const RuleInput& input, Breaches& into);
// rules_flexnics.cpp
void checkConnections(const RuleInput& input, Breaches& into);
void checkUnknownNetworks(const RuleInput& input, Breaches& into);
void checkPortNetworks(const RuleInput& input, Breaches& into);
void checkServerVlans(const RuleInput& input, Breaches& into);
void checkMappedLimits(const RuleInput& input, Breaches& into);
void checkSpeeds(const RuleInput& input, Breaches& into);
void checkPxe(const RuleInput& input, Breaches& into);
void checkUnused(const RuleInput& input, Breaches& into);
// rules_observed.cpp
void checkMacs(const RuleInput& input, Breaches& into);
void checkSfps(const RuleInput& input, Breaches& into);

} // namespace seedbed::vc
