// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "vc-config/compile/compile.hpp"

namespace seedbed::vc {

namespace {

using Violations = std::vector<RuleViolation>;

bool goodName(const std::string& name) {
    const bool goodCharacters = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
    });
    return !name.empty() && name.size() <= 64 && goodCharacters;
}

void checkName(const std::string& name, const std::string& object, Violations& into) {
    if (!goodName(name)) {
        into.push_back(
            {"VC-RULE-NAME", object,
             fmt::format("\"{}\" is not 1 to 64 letters, digits, dots, dashes or underscores", name)});
    }
}

// Reports each value that occurs again.
template <class Key>
void checkOnce(std::set<Key>& seen, const Key& value, const std::string& object, Violations& into) {
    if (!seen.insert(value).second) {
        into.push_back({"VC-RULE-DUPLICATE", object, "is in the intent twice"});
    }
}

void checkDomain(const ConnectivityIntent& intent, Violations& into) {
    static const std::regex portName("enc[0-9]{1,2}:[1-8]:X([1-9]|1[0-4])");
    checkName(intent.domainName, "domain", into);
    checkName(intent.uplinkSet, "uplink set", into);
    if (intent.macPool < 1 || intent.macPool > 64) {
        into.push_back(
            {"VC-RULE-MAC-POOL", "domain", fmt::format("MAC pool {} is not in 1..64", intent.macPool)});
    }
    if (intent.uplinkPorts.empty()) {
        into.push_back({"VC-RULE-UPLINK", "uplink set " + intent.uplinkSet,
                        "has no port: no VLAN would leave the chassis"});
    }
    std::set<std::string> seen;
    for (const auto& port : intent.uplinkPorts) {
        checkOnce(seen, port, "uplink port " + port, into);
        if (!std::regex_match(port, portName)) {
            into.push_back({"VC-RULE-UPLINK", "uplink port " + port, "is not a port name like enc0:1:X1"});
        }
    }
}

void checkNetworks(const ConnectivityIntent& intent, Violations& into) {
    std::set<std::string> names;
    std::map<int, std::string> holders;
    std::string native;
    for (const auto& network : intent.networks) {
        const std::string object = "network " + network.name;
        checkName(network.name, object, into);
        checkOnce(names, network.name, object, into);
        if (network.vlan < 1 || network.vlan > 4094) {
            into.push_back(
                {"VC-RULE-VLAN-RANGE", object, fmt::format("VLAN {} is not in 1..4094", network.vlan)});
        }
        const auto [holder, isNew] = holders.emplace(network.vlan, network.name);
        if (!isNew) {
            into.push_back(
                {"VC-RULE-VLAN-UNIQUE", object,
                 fmt::format("VLAN {} belongs to network {} already", network.vlan, holder->second)});
        }
        if (network.native && !native.empty()) {
            into.push_back({"VC-RULE-NATIVE", object, "the native network is " + native + " already"});
        }
        native = network.native && native.empty() ? network.name : native;
    }
}

struct PortLoad {
    std::set<std::string> networks;
    int speedMb = 0;
};

void checkFlexNic(const BayIntent& bay, int number, PortLoad& load, Violations& into) {
    const auto& nic = bay.flexNics[static_cast<std::size_t>(number - 1)];
    const std::string object = fmt::format("bay{} {}", bay.bay, flexNicName(number));
    if (!nic.network.empty() && !load.networks.insert(nic.network).second) {
        into.push_back({"VC-RULE-PORT-NETWORK", object,
                        fmt::format("network {} is on another FlexNIC of this port", nic.network)});
    }
    if (nic.speedMb < 0 || nic.speedMb > portSpeedMb || nic.speedMb % speedStepMb != 0) {
        into.push_back(
            {"VC-RULE-SPEED", object, fmt::format("{} Mb is not 100 to 10000 in steps of 100", nic.speedMb)});
    }
    load.speedMb += std::max(nic.speedMb, 0);
}

void checkFlexNics(const ConnectivityIntent& intent, const BayIntent& bay, Violations& into) {
    std::array<PortLoad, 2> loads;
    int bootable = 0;
    for (int number = 1; number <= static_cast<int>(bay.flexNics.size()) && number <= mostConnections;
         ++number) {
        const auto& wanted = bay.flexNics[static_cast<std::size_t>(number - 1)].network;
        const auto found = std::find_if(intent.networks.begin(), intent.networks.end(),
                                        [&](const NetworkIntent& n) { return n.name == wanted; });
        if (!wanted.empty() && found == intent.networks.end()) {
            into.push_back({"VC-RULE-UNKNOWN-NETWORK", fmt::format("bay{} {}", bay.bay, flexNicName(number)),
                            fmt::format("network {} is not in the intent", wanted)});
        }
        bootable += found != intent.networks.end() && found->pxe ? 1 : 0;
        checkFlexNic(bay, number, loads[static_cast<std::size_t>(physicalPort(number) - 1)], into);
    }
    if (bootable != 1) {
        into.push_back({"VC-RULE-PXE", fmt::format("bay{}", bay.bay),
                        fmt::format("{} FlexNICs are on a boot network, exactly one must be", bootable)});
    }
    for (int port = 1; port <= 2; ++port) {
        const int asked = loads[static_cast<std::size_t>(port - 1)].speedMb;
        if (asked > portSpeedMb) {
            into.push_back({"VC-RULE-SPEED", fmt::format("bay{} LOM:{}", bay.bay, port),
                            fmt::format("{} Mb asked of a port of {} Mb", asked, portSpeedMb)});
        }
    }
}

void checkBays(const ConnectivityIntent& intent, Violations& into) {
    std::set<BayNumber> bays;
    std::set<std::string> profiles;
    for (const auto& bay : intent.bays) {
        const std::string object = fmt::format("bay{}", bay.bay);
        checkOnce(bays, bay.bay, object, into);
        checkOnce(profiles, profileName(bay), "profile " + profileName(bay), into);
        checkName(profileName(bay), object, into);
        if (bay.bay < 1 || bay.bay > 16) {
            into.push_back({"VC-RULE-BAY", object, "there is no such bay"});
        }
        if (bay.flexNics.empty() || bay.flexNics.size() > mostConnections) {
            into.push_back(
                {"VC-RULE-CONNECTIONS", object,
                 fmt::format("{} connections, 1 to {} are possible", bay.flexNics.size(), mostConnections)});
        }
        checkFlexNics(intent, bay, into);
    }
}

} // namespace

std::vector<RuleViolation> checkIntent(const ConnectivityIntent& intent) {
    Violations found;
    checkDomain(intent, found);
    checkNetworks(intent, found);
    checkBays(intent, found);
    return found;
}

} // namespace seedbed::vc
