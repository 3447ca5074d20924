// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/wiring.hpp"

namespace seedbed::emulator::vc {
namespace {

// With "use BIOS" the network boot setting of the server decides: the first port has it on from the factory.
bool bootsFromNetwork(const Connection& connection, std::size_t index) {
    return connection.pxe == Pxe::enabled || (connection.pxe == Pxe::useBios && index == 0);
}

std::string wiredNetwork(const Domain& domain, const Connection& connection) {
    auto name = connection.network;
    for (const auto& mapping : connection.mappings) {
        if (mapping.untagged) {
            name = mapping.network;
        }
    }
    const auto* network = findNetwork(domain, name);
    bool up = network != nullptr && network->enabled && connection.speed != SpeedType::disabled;
    return up ? name : std::string();
}

} // namespace

Nics wiring(const Domain& domain, const Profile& profile, const Nics& factory) {
    Nics nics = factory;
    for (auto& nic : nics) {
        nic.network.clear();
        nic.pxe = false;
    }
    for (std::size_t index = 0; index < nics.size() && index < profile.connections.size(); ++index) {
        const auto& connection = profile.connections[index];
        if (connection.mac != MacAddress{}) {
            nics[index].mac = connection.mac;
        }
        nics[index].network = wiredNetwork(domain, connection);
        nics[index].pxe = bootsFromNetwork(connection, index);
    }
    return nics;
}

std::map<std::string, std::vector<std::string>> untaggedUplinks(const Domain& domain) {
    std::map<std::string, std::vector<std::string>> uplinks;
    for (const auto& network : domain.networks) {
        for (const auto& port : domain.uplinkPorts) {
            bool own = port.network == network.name;
            bool native =
                network.nativeVlan && port.uplinkSet == network.uplinkSet && !port.uplinkSet.empty();
            if (network.enabled && (own || native)) {
                uplinks[network.name].push_back(port.port);
            }
        }
    }
    return uplinks;
}

} // namespace seedbed::emulator::vc
