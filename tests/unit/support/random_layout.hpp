// SPDX-License-Identifier: GPL-3.0-or-later
// Connectivity intents of all that can be asked for, made from a seed: several uplink sets, networks with
// ports of their own, VLAN maps, access groups, speeds. They obey every rule. The names are the same for
// every seed, so that one layout can be changed into any other; what stands where is not.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "vc-config/model/connectivity_intent.hpp"

namespace seedbed::test {

class RandomLayout {
public:
    explicit RandomLayout(unsigned seed, int bays = 3) : random_(seed), bays_(bays) {}

    vc::ConnectivityIntent make() {
        intent_.domainName = "domain" + std::to_string(upTo(3));
        intent_.macPool = 7; // it cannot change while there are profiles
        if (upTo(3) == 0) {
            intent_.vlanCapacity = upTo(2) == 0 ? vc::VlanCapacity::legacy : vc::VlanCapacity::expanded;
        }
        makeUplinks();
        makeNetworks();
        std::vector<int> numbers{1, 2, 3, 4, 5, 6, 7, 8};
        std::shuffle(numbers.begin(), numbers.end(), random_);
        for (int i = 0; i < bays_; ++i) {
            makeBay(numbers[static_cast<std::size_t>(i)], "profile" + std::to_string(i));
        }
        makeGroups();
        return intent_;
    }

private:
    struct Port {
        std::set<std::string> networks;
        std::set<int> vlans;
        int left = vc::portSpeedMb - 3 * vc::speedStepMb; // the least of each of the other FlexNICs is kept
    };

    int upTo(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
    int speed(int most) { return 100 * (1 + upTo(std::max(1, most / 100))); }

    void makeUplinks() {
        std::vector<std::string> ports;
        for (int port = 1; port <= 8; ++port) {
            ports.push_back("enc0:1:X" + std::to_string(port));
        }
        std::shuffle(ports.begin(), ports.end(), random_);
        const auto take = [&](std::vector<vc::UplinkPortIntent>& into, int speedMb) {
            into.push_back({ports.back(), speedMb, ""});
            ports.pop_back();
        };
        for (const char* name : {"A", "B"}) {
            vc::UplinkSetIntent set;
            set.name = name;
            set.mode = upTo(3) == 0 ? vc::ConnectionMode::failover : vc::ConnectionMode::automatic;
            const int speedMb = upTo(2) * 1000;
            for (int i = upTo(2); i < 2; ++i) {
                take(set.ports, speedMb);
            }
            intent_.uplinkSets.push_back(std::move(set));
        }
        for (const char* name : {"PLAIN", "TUNNEL"}) {
            vc::NetworkIntent network;
            network.name = name;
            network.tunnel = name[0] == 'T';
            take(network.ports, upTo(2) * 10000);
            decorate(network);
            intent_.networks.push_back(std::move(network));
        }
    }

    void decorate(vc::NetworkIntent& network) {
        network.isPrivate = upTo(4) == 0;
        network.smartLink = upTo(3) == 0;
        network.maximumMb = upTo(3) == 0 ? speed(10000) : 0;
        network.preferredMb = upTo(3) == 0 ? speed(network.maximumMb > 0 ? network.maximumMb : 10000) : 0;
    }

    void makeNetworks() {
        std::map<std::string, std::set<int>> used;
        const int native = upTo(5);
        for (int i = 0; i < 5; ++i) {
            vc::NetworkIntent network;
            network.name = i == 0 ? "BOOT" : "NET" + std::to_string(i);
            network.uplinkSet = i % 2 == 0 ? "A" : "B";
            do {
                network.vlan = 10 + upTo(12);
            } while (!used[network.uplinkSet].insert(network.vlan).second);
            network.native = i == native;
            network.pxe = i == 0;
            network.mtu = i > 0 && upTo(2) == 0 ? 9000 : 1500;
            decorate(network);
            intent_.networks.push_back(std::move(network));
        }
    }

    const vc::NetworkIntent& pick() { return intent_.networks[static_cast<std::size_t>(upTo(7))]; }

    // Takes the network for the port if it may be there.
    bool takes(Port& port, const vc::NetworkIntent& network, bool tagged) {
        if (port.networks.contains(network.name) || (tagged && port.vlans.contains(network.vlan))) {
            return false;
        }
        port.networks.insert(network.name);
        if (tagged) {
            port.vlans.insert(network.vlan);
        }
        return true;
    }

    void fillMap(Port& port, vc::FlexNicIntent& nic, int untaggedMtu) {
        for (int tries = 0; tries < 3; ++tries) {
            const auto& network = pick();
            if (network.vlan != 0 && !network.pxe && network.mtu <= untaggedMtu &&
                takes(port, network, true)) {
                nic.networks.push_back(network.name);
            }
        }
    }

    void fill(Port& port, vc::FlexNicIntent& nic, bool boot) {
        const auto& network = boot ? *intent_.network("BOOT") : pick();
        if ((network.pxe && !boot) || !takes(port, network, false)) {
            return;
        }
        if (upTo(3) == 0 && network.vlan != 0) {
            nic.networks = {network.name};
            nic.untagged = network.name;
            fillMap(port, nic, network.mtu);
        } else if (upTo(4) == 0 && network.vlan != 0 && !boot && !port.vlans.contains(network.vlan)) {
            port.vlans.insert(network.vlan);
            nic.networks = {network.name};
            fillMap(port, nic, 9000);
        } else {
            nic.network = network.name;
        }
        const int most = nic.networks.empty() && network.maximumMb > 0 ? network.maximumMb : 10000;
        const int asked = speed(std::min(most, 4000));
        if (upTo(2) == 0 && asked <= port.left && asked <= most) {
            nic.speedMb = asked;
            port.left -= asked;
        } else if (nic.networks.empty() && network.preferredMb > port.left) {
            nic.speedMb = vc::speedStepMb;
        } else if (nic.networks.empty()) {
            port.left -= network.preferredMb;
        }
    }

    void makeBay(int number, std::string profile) {
        vc::BayIntent bay{number, std::move(profile), {}};
        bay.hideUnused = upTo(3) != 0;
        bay.flexNics.resize(static_cast<std::size_t>(1 + upTo(8)));
        Port ports[2];
        const auto boot = static_cast<std::size_t>(upTo(static_cast<int>(bay.flexNics.size())));
        fill(ports[boot % 2], bay.flexNics[boot], true);
        for (std::size_t i = 0; i < bay.flexNics.size(); ++i) {
            if (i != boot) {
                fill(ports[i % 2], bay.flexNics[i], false);
            }
        }
        intent_.bays.push_back(std::move(bay));
    }

    // A group holds what its members are on; the last bay stays in Default.
    void makeGroups() {
        for (const char* name : {"G1", "G2"}) {
            vc::AccessGroup group{name, {pick().name}};
            auto& bay = intent_.bays[static_cast<std::size_t>(upTo(bays_))];
            if (bay.accessGroup == vc::defaultAccessGroup && upTo(3) != 0) {
                bay.accessGroup = name;
                for (const auto& nic : bay.flexNics) {
                    for (const auto& network : vc::networksOf(nic)) {
                        if (!group.holds(network)) {
                            group.networks.push_back(network);
                        }
                    }
                }
            }
            intent_.accessGroups.push_back(std::move(group));
        }
    }

    std::mt19937 random_;
    int bays_;
    vc::ConnectivityIntent intent_;
};

inline vc::ConnectivityIntent randomLayout(unsigned seed, int bays = 3) {
    return RandomLayout(seed, bays).make();
}

} // namespace seedbed::test
