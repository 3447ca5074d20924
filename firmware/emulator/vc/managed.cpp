// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/managed.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::emulator::vc {
namespace {

enum Reason : int {
    networkOk = 100,
    networkDisabled = 102,
    networkFailed = 105,
    networkDegraded = 106,
    networkWithoutPorts = 109,
    profileOk = 300,
    profileServerAbnormal = 301,
    profileAllFailed = 304,
    profileUnmapped = 309,
    profileSomeAbnormal = 311,
    moduleOk = 400,
    moduleUnknown = 407,
    serverOk = 500,
    serverUnknown = 504,
    enclosureOk = 600,
    enclosureUnknown = 606,
    domainOk = 700,
    domainEnclosures = 702,
    domainProfiles = 709,
};

std::string unlinkedPorts(const VirtualConnect& module, const Network& network) {
    std::string text;
    for (const auto* port : portsOf(module.domain(), network)) {
        const auto link = portLink(module.domain(), module.chassis(), port->port);
        if (link != PortLink::active && link != PortLink::standby) {
            text += fmt::format("{}Port enc0:iobay1:{} is {}", text.empty() ? "" : "; ", port->port,
                                link == PortLink::unpopulated ? "unpopulated" : "unlinked");
        }
    }
    return text;
}

bool isUnmapped(const Profile& profile) {
    return profile.connections.size() > kMappedConnections;
}

} // namespace

Managed managedNetwork(const VirtualConnect& module, const Network& network) {
    const auto ports = unlinkedPorts(module, network);
    switch (networkHealth(module.domain(), module.chassis(), network)) {
    case Health::disabled:
        return {disabledStatus, "", fmt::format("Network {} is disabled", network.name), networkDisabled};
    case Health::failed:
        return {critical, ports, fmt::format("Network {} has failed", network.name), networkFailed};
    case Health::degraded:
        return {minor, ports, fmt::format("Network {} is degraded", network.name), networkDegraded};
    default:
        break;
    }
    if (network.isPrivate && portsOf(module.domain(), network).empty()) {
        return {minor, "", fmt::format("No ports assigned to private network {}", network.name),
                networkWithoutPorts};
    }
    return {normal, "", fmt::format("Network {} is normal", network.name), networkOk};
}

Managed managedProfile(const VirtualConnect& module, const Profile& profile) {
    const auto& domain = module.domain();
    if (module.isPending(profile.bay)) {
        return {warning, "", fmt::format("Profile {} is pending assignment", profile.name),
                profileServerAbnormal};
    }
    std::string root;
    for (const auto& network : domain.networks) {
        const auto uses =
            std::any_of(profile.connections.begin(), profile.connections.end(),
                        [&](const auto& connection) { return connection.network == network.name; });
        const auto its = uses ? unlinkedPorts(module, network) : std::string();
        root = root.empty() ? its : root;
    }
    const auto health = profileHealth(domain, module.chassis(), profile);
    if (health == Health::failed) {
        return {critical, root, fmt::format("All connections of profile {} have failed", profile.name),
                profileAllFailed};
    }
    if (health == Health::degraded && root.empty() && isUnmapped(profile)) {
        return {info, "", fmt::format("Some connections of profile {} are not mapped", profile.name),
                profileUnmapped};
    }
    if (health == Health::degraded) {
        return {minor, root, fmt::format("Some connections of profile {} are abnormal", profile.name),
                profileSomeAbnormal};
    }
    return {normal, "", fmt::format("Profile {} is normal", profile.name), profileOk};
}

Managed managedServer(const VirtualConnect& module, BayNumber bay) {
    if (!module.reachesOa()) {
        return {unknownStatus, "",
                fmt::format("Server enc0:devbay{} unable to communicate with enclosure enc0", bay),
                serverUnknown};
    }
    return {normal, "", fmt::format("Server enc0:devbay{} is normal", bay), serverOk};
}

Managed managedModule(const VirtualConnect& module) {
    if (!module.reachesOa()) {
        return {unknownStatus, "", "Module enc0:iobay1 unable to communicate with enclosure enc0",
                moduleUnknown};
    }
    return {normal, "", "Module enc0:iobay1 is normal", moduleOk};
}

Managed managedEnclosure(const VirtualConnect& module) {
    if (!module.reachesOa()) {
        return {major, "", "Enclosure enc0 unable to communicate with the Onboard Administrator",
                enclosureUnknown};
    }
    return {normal, "", "Enclosure enc0 is normal", enclosureOk};
}

Managed managedDomain(const VirtualConnect& module) {
    const auto& domain = module.domain();
    if (!module.reachesOa()) {
        return {major, managedEnclosure(module).cause,
                fmt::format("1 of 1 enclosures are abnormal in the {} domain", domain.name),
                domainEnclosures};
    }
    std::size_t bad = 0;
    std::string root;
    for (const auto& profile : domain.profiles) {
        const auto its = managedProfile(module, profile);
        const bool abnormal = profile.bay != 0 && its.status != normal && its.status != info;
        bad += abnormal ? 1 : 0;
        root = abnormal && root.empty() ? its.rootCause : root;
    }
    if (bad > 0) {
        return {minor, root,
                fmt::format("{} of {} profiles are abnormal in the {} domain", bad, domain.profiles.size(),
                            domain.name),
                domainProfiles};
    }
    return {normal, "", fmt::format("All enclosures and profiles are normal in domain {}", domain.name),
            domainOk};
}

const char* statusName(int status) {
    constexpr const char* names[] = {"Unknown", "Unknown",  "Normal",   "Warning", "Minor",
                                     "Major",   "Critical", "Disabled", "Info"};
    return status >= 0 && status <= info ? names[status] : names[0];
}

} // namespace seedbed::emulator::vc
