// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/health.hpp"

#include <algorithm>
#include <charconv>

#include "firmware/emulator/state/units.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

int numberOf(const std::string& port) { // "X3" -> 3
    int number = 0;
    std::from_chars(port.data() + 1, port.data() + port.size(), number);
    return number;
}

// 1000BASE-T knows one speed.
bool carries(const Chassis& chassis, const UplinkPort& port) {
    return uplinkState(chassis, numberOf(port.port)).linked && !iequals(port.speed, "10Gb");
}

std::vector<const UplinkPort*> ofOwner(const Domain& domain, const std::string& set, const std::string& network) {
    std::vector<const UplinkPort*> ports;
    for (const auto& port : domain.uplinkPorts) {
        const bool own = set.empty() ? port.network == network && !network.empty() : port.uplinkSet == set;
        if (own) {
            ports.push_back(&port);
        }
    }
    std::stable_partition(ports.begin(), ports.end(), [](const auto* port) { return port->role == PortRole::primary; });
    return ports;
}

const UplinkPort* firstThatCarries(const Chassis& chassis, const std::vector<const UplinkPort*>& ports) {
    const auto found = std::find_if(ports.begin(), ports.end(), [&](const auto* port) { return carries(chassis, *port); });
    return found == ports.end() ? nullptr : *found;
}

// Without ports there is nothing that could fail.
Health ofPorts(const Chassis& chassis, const std::vector<const UplinkPort*>& ports) {
    const auto good = std::count_if(ports.begin(), ports.end(), [&](const auto* port) { return carries(chassis, *port); });
    if (good == static_cast<std::ptrdiff_t>(ports.size())) {
        return Health::ok;
    }
    return good == 0 ? Health::failed : Health::degraded;
}

} // namespace

Health worse(Health a, Health b) {
    return std::max(a, b);
}

PortLink portLink(const Domain& domain, const Chassis& chassis, const std::string& port) {
    const auto state = uplinkState(chassis, numberOf(port));
    if (!state.populated) {
        return PortLink::unpopulated;
    }
    const auto* used = findUplinkPort(domain, port);
    if (used == nullptr) {
        return state.linked ? PortLink::active : PortLink::down;
    }
    if (!carries(chassis, *used)) {
        return PortLink::down;
    }
    const auto* carrier = firstThatCarries(chassis, ofOwner(domain, used->uplinkSet, used->network));
    return carrier == used ? PortLink::active : PortLink::standby;
}

std::vector<const UplinkPort*> portsOf(const Domain& domain, const Network& network) {
    return ofOwner(domain, network.uplinkSet, network.name);
}

std::string activePort(const Domain& domain, const Chassis& chassis, const Network& network) {
    const auto* carrier = firstThatCarries(chassis, portsOf(domain, network));
    return carrier == nullptr ? std::string() : carrier->port;
}

Health networkHealth(const Domain& domain, const Chassis& chassis, const Network& network) {
    return network.enabled ? ofPorts(chassis, portsOf(domain, network)) : Health::disabled;
}

Health uplinkSetHealth(const Domain& domain, const Chassis& chassis, const std::string& set) {
    return ofPorts(chassis, ofOwner(domain, set, ""));
}

Health connectionHealth(const Domain& domain, const Chassis& chassis, const Connection& connection) {
    auto health = Health::ok;
    const auto heed = [&](const std::string& name) {
        const auto* network = findNetwork(domain, name);
        const auto its = network == nullptr ? Health::ok : networkHealth(domain, chassis, *network);
        health = worse(health, its == Health::degraded ? Health::ok : its); // one uplink is enough
    };
    heed(connection.network);
    for (const auto& mapping : connection.mappings) {
        heed(mapping.network);
    }
    return health;
}

Health profileHealth(const Domain& domain, const Chassis& chassis, const Profile& profile) {
    std::size_t bad = 0;
    for (std::size_t index = 0; index < profile.connections.size(); ++index) {
        const auto health = connectionHealth(domain, chassis, profile.connections[index]);
        bad += index >= kMappedConnections || health != Health::ok ? 1 : 0;
    }
    if (bad == 0) {
        return Health::ok;
    }
    return bad == profile.connections.size() ? Health::failed : Health::degraded;
}

Health domainHealth(const Domain& domain, const Chassis& chassis) {
    auto bad = false;
    for (const auto& network : domain.networks) {
        const auto health = networkHealth(domain, chassis, network);
        bad = bad || health == Health::failed || health == Health::degraded;
    }
    for (const auto& profile : domain.profiles) {
        bad = bad || (profile.bay != 0 && profileHealth(domain, chassis, profile) != Health::ok);
    }
    return bad ? Health::degraded : Health::ok;
}

} // namespace seedbed::emulator::vc
