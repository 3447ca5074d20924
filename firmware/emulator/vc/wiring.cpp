// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/wiring.hpp"

#include <algorithm>

#include "firmware/emulator/state/identity.hpp"

namespace seedbed::emulator::vc {
namespace {

// With "use BIOS" the network boot setting of the server decides: the first port has it on from the factory.
bool bootsFromNetwork(const Connection& connection, std::size_t index) {
    return connection.pxe == Pxe::enabled || (connection.pxe == Pxe::useBios && index == 0);
}

// Wires the NIC to the network unless that is disabled; its limits and its smart link come with it.
class NicWires {
public:
    NicWires(const Domain& domain, const Chassis& chassis, Nic& nic) : domain_(domain), chassis_(chassis), nic_(nic) {}
    void join(const std::string& name, int vlan) { // vlan 0: untagged
        const auto* network = findNetwork(domain_, name);
        if (network == nullptr || !network->enabled) {
            return;
        }
        if (vlan == 0) {
            nic_.network = name;
        } else {
            nic_.tagged[vlan] = name;
        }
        nic_.maxMb = count_ == 0 || (nic_.maxMb != 0 && network->maxMb != 0) ? std::max(nic_.maxMb, network->maxMb) : 0;
        const bool held = network->smartLink && networkHealth(domain_, chassis_, *network) == Health::failed;
        held_ += held ? 1 : 0;
        ++count_;
        nic_.linked = held_ < count_; // smart link: down when every network of the NIC has lost its uplinks
    }

private:
    const Domain& domain_;
    const Chassis& chassis_;
    Nic& nic_;
    int count_ = 0;
    int held_ = 0;
};

void connect(const Domain& domain, const Chassis& chassis, const Connection& connection, Nic& nic) {
    if (connection.mac != MacAddress{}) {
        nic.mac = connection.mac;
    }
    if (connection.speed == SpeedType::disabled) {
        return;
    }
    NicWires wires(domain, chassis, nic);
    wires.join(connection.network, 0);
    for (const auto& mapping : connection.mappings) {
        wires.join(mapping.network, mapping.untagged ? 0 : mapping.vlan);
    }
}

} // namespace

Nics wiring(const Domain& domain, const Chassis& chassis, const Profile& profile) {
    Nics nics = factoryNics(chassis.blade(profile.bay));
    for (auto& nic : nics) {
        nic.network.clear();
        nic.pxe = false;
    }
    for (std::size_t index = 0; index < nics.size() && index < profile.connections.size(); ++index) {
        connect(domain, chassis, profile.connections[index], nics[index]);
        nics[index].pxe = bootsFromNetwork(profile.connections[index], index);
    }
    return nics;
}

std::map<std::string, NetworkWires> networkWires(const Domain& domain, const Chassis& chassis) {
    std::map<std::string, NetworkWires> all;
    for (const auto& network : domain.networks) {
        if (!network.enabled) {
            continue;
        }
        NetworkWires wires;
        if (auto port = activePort(domain, chassis, network); !port.empty()) {
            wires.ports.push_back(std::move(port));
        }
        wires.vlan = network.nativeVlan ? 0 : network.vlan;
        wires.isPrivate = network.isPrivate;
        wires.tunnel = network.tunnel;
        all.emplace(network.name, std::move(wires));
    }
    return all;
}

} // namespace seedbed::emulator::vc
