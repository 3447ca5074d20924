// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/connection_record.hpp"

#include <fmt/format.h>

#include "firmware/emulator/vc/bandwidth.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/wordings.hpp"

namespace seedbed::emulator::vc {
namespace {

const char* pxeShown(Pxe pxe) {
    return pxe == Pxe::enabled ? "Enabled" : pxe == Pxe::disabled ? "Disabled" : "UseBIOS";
}

std::string networkShown(const Connection& connection) {
    if (!connection.mappings.empty()) {
        return words::severalNetworks;
    }
    return connection.network.empty() ? words::unassigned : connection.network;
}

std::string configuredSpeed(const Connection& connection) {
    switch (connection.speed) {
    case SpeedType::automatic:
        return "Auto";
    case SpeedType::disabled:
        return "Disabled";
    case SpeedType::custom:
        return fmt::format("Custom ({})", speedText(connection.customMb));
    default:
        return "Preferred";
    }
}

int maximumMb(const Domain& domain, const Connection& connection) {
    const auto* network = findNetwork(domain, connection.network);
    return network == nullptr || network->maxMb == 0 ? kPortMb : network->maxMb;
}

} // namespace

std::vector<Record> connectionRecords(const VirtualConnect& module, const Profile& profile) {
    const auto& domain = module.domain();
    bool placed = profile.bay != 0;
    bool served = placed && module.chassis().blade(profile.bay).present;
    auto guaranteed = allottedMb(domain, profile);
    std::vector<Record> records;
    const auto status = [&](const Connection& connection, const std::string& mapping) -> std::string {
        if (placed && module.isPending(profile.bay)) {
            return words::pending;
        }
        return mapping.empty() ? "Not Mapped" : healthWord(connectionHealth(domain, module.chassis(), connection));
    };
    for (std::size_t index = 0; index < profile.connections.size(); ++index) {
        const auto& connection = profile.connections[index];
        auto mapping = portMapping(static_cast<int>(index) + 1);
        auto speed = served && guaranteed[index] > 0
                         ? fmt::format("{} (min) / {} (max)", speedText(guaranteed[index]),
                                       speedText(maximumMb(domain, connection)))
                         : words::notAllocated;
        auto mac =
            connection.mac == MacAddress{} ? std::string("Factory-Default") : upperDashes(connection.mac);
        records.push_back({{"Profile", profile.name},
                           {"Port", std::to_string(index + 1)},
                           {"Server", placed ? fmt::format("enc0:{}", profile.bay) : words::unassigned},
                           {"Network Name", networkShown(connection)},
                           {"Port Mapping", placed ? mapping : ""},
                           {"Status", status(connection, mapping)},
                           {"PXE", pxeShown(connection.pxe)},
                           {"MAC Address", mac},
                           {"Configured Speed", configuredSpeed(connection)},
                           {"Allocated Speed", speed}});
    }
    return records;
}

} // namespace seedbed::emulator::vc
