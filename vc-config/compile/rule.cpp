// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/compile/rule.hpp"

#include <fmt/format.h>

namespace seedbed::vc {

namespace {

std::vector<RuleViolation> look(const RuleInput& input, bool observed) {
    std::vector<RuleViolation> found;
    for (const auto& rule : rules()) {
        if ((rule.needs != Needs::intent) == observed) {
            Breaches breaches(rule.id, found);
            rule.check(input, breaches);
        }
    }
    return found;
}

} // namespace

const std::vector<Rule>& rules() {
    static const std::vector<Rule> all{
        {"VC-RULE-MAC-POOL", Needs::intent, "the MAC pool is one of 1 to 64", checkMacPool},
        {"VC-RULE-NAME", Needs::intent, "names are of letters, digits, dots, dashes, underscores",
         checkNames},
        {"VC-RULE-DUPLICATE", Needs::intent, "every name, bay and port is there once", checkDuplicates},
        {"VC-RULE-BAY", Needs::intent, "device bays of a c3000 are 1 to 8", checkBayNumbers},
        {"VC-RULE-UPLINK", Needs::intent, "every network leaves the chassis by an uplink port", checkUplinks},
        {"VC-RULE-LAG", Needs::intent, "uplink ports that form a group have one speed, a 1000BASE-T SFP 1 Gb",
         checkGroupSpeeds},
        {"VC-RULE-TUNNEL", Needs::intent, "a VLAN tunnel has ports of its own and no VLAN id", checkTunnels},
        {"VC-RULE-VLAN-RANGE", Needs::intent, "VLAN ids are 1 to 4094", checkVlanRange},
        {"VC-RULE-VLAN-UNIQUE", Needs::intent, "one VLAN id belongs to one network of an uplink set",
         checkVlanUnique},
        {"VC-RULE-NATIVE", Needs::intent, "an uplink set has one native network at most", checkNative},
        {"VC-RULE-NETWORK-SPEED", Needs::intent,
         "speeds of a network are 100 Mb to 10 Gb in steps of 100 Mb, the preferred one not above the "
         "maximum",
         checkNetworkSpeeds},
        {"VC-RULE-MTU", Needs::intent,
         "an MTU is 576 to 9216, that of a boot network 1500 at most, that of a tagged network not above "
         "that "
         "of the untagged one of its FlexNIC",
         checkMtu},
        {"VC-RULE-NETWORK-LIMIT", Needs::intent,
         "320 networks and 128 an uplink set, or 1000 with expanded VLAN capacity", checkNetworkLimits},
        {"VC-RULE-ACCESS-GROUP", Needs::intent, "a profile's networks are of its one network access group",
         checkAccessGroups},
        {"VC-RULE-CONNECTIONS", Needs::intent, "a port has four FlexNICs, a blade two ports",
         checkConnections},
        {"VC-RULE-UNKNOWN-NETWORK", Needs::intent, "a FlexNIC is on networks that there are",
         checkUnknownNetworks},
        {"VC-RULE-PORT-NETWORK", Needs::intent, "a network is on one FlexNIC of a physical port",
         checkPortNetworks},
        {"VC-RULE-SERVER-VLAN", Needs::intent,
         "a VLAN map has each VLAN once a physical port, and one untagged network at most", checkServerVlans},
        {"VC-RULE-MAPPED-LIMIT", Needs::intent,
         "28 mapped VLANs a FlexNIC, or 162 a physical port with expanded VLAN capacity", checkMappedLimits},
        {"VC-RULE-SPEED", Needs::intent,
         "speeds are in steps of 100 Mb, not above the network's maximum; those asked of a physical port, "
         "preferred ones "
         "and 100 Mb for each automatic FlexNIC among them, are 10 Gb in all",
         checkSpeeds},
        {"VC-RULE-PXE", Needs::intent, "exactly one FlexNIC of a blade boots from the network", checkPxe},
        {"VC-RULE-UNUSED", Needs::intent, "unused FlexNICs are hidden where the pack demands it",
         checkUnused},
        {"VC-RULE-MAC", Needs::domain, "a MAC address is there once", checkMacs},
        {"VC-RULE-SFP", Needs::uplinks, "the SFPs in the uplink ports can do what is asked of them",
         checkSfps},
    };
    return all;
}

std::string NicPlace::object() const {
    return fmt::format("bay{} {}", bay.bay, flexNicName(number));
}

void eachFlexNic(const ConnectivityIntent& intent, const std::function<void(const NicPlace&)>& look) {
    for (const auto& bay : intent.bays) {
        for (int number = 1; number <= mostConnections && number <= static_cast<int>(bay.flexNics.size());
             ++number) {
            look({bay, bay.flexNics[static_cast<std::size_t>(number - 1)], number});
        }
    }
}

std::vector<PortPlace> uplinkPorts(const ConnectivityIntent& intent) {
    std::vector<PortPlace> places;
    for (const auto& set : intent.uplinkSets) {
        for (const auto& port : set.ports) {
            places.push_back({port, "uplink set " + set.name});
        }
    }
    for (const auto& network : intent.networks) {
        for (const auto& port : network.ports) {
            places.push_back({port, "network " + network.name});
        }
    }
    return places;
}

std::vector<RuleViolation> checkIntent(const ConnectivityIntent& intent) {
    return look({intent}, false);
}

std::vector<RuleViolation> checkObserved(const ConnectivityIntent& intent, const VcDomain& actual,
                                         const std::vector<UplinkPort>& uplinks) {
    return look({intent, &actual, &uplinks}, true);
}

} // namespace seedbed::vc
