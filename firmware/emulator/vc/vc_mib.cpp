// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/vc_mib.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator::vc {
namespace {

using snmp::below;
using snmp::Mib;
using snmp::Oid;
using snmp::Tag;
using snmp::Varbind;

const Oid kDomainMib{1, 3, 6, 1, 4, 1, 11, 5, 7, 5, 2, 1};
const Oid kModuleMib{1, 3, 6, 1, 4, 1, 11, 5, 7, 5, 2, 3};
const Oid kInterfaces{1, 3, 6, 1, 2, 1, 2, 2, 1};
constexpr std::uint32_t kEnclosure = 1, kModule = 101; // enclosure * 100 + bay
enum Table : std::uint32_t {
    domainScalars = 1,
    enclosures = 2,
    modules = 3,
    ports = 4,
    servers = 5,
    networks = 6,
    profiles = 8,
    networkPorts = 9,
    profileNetworks = 11
};
enum : int { yes = 1, no = 2, udpIpv4 = 1, physicalPort = 1, logicalPort = 2, up = 1, down = 2 };
constexpr int kDomainScalarReason = 10;

std::uint32_t uplinkIndex(int number) {
    return static_cast<std::uint32_t>(number);
}
std::uint32_t downlinkIndex(int number) {
    return 20 + static_cast<std::uint32_t>(number);
}
std::uint32_t flexNicIndex(int downlink, int part) {
    return 100 + static_cast<std::uint32_t>(downlink * 10 + part);
}
std::uint32_t serverIndex(BayNumber bay) {
    return kEnclosure * 100 + static_cast<std::uint32_t>(bay);
}

Oid scalar(std::uint32_t number) {
    return below(kDomainMib, {1, domainScalars, number, 0});
}
Oid column(std::uint32_t table, std::uint32_t number, std::uint32_t index) {
    return below(kDomainMib, {1, table, 1, 1, number, index});
}

std::string transportAddress(Ipv4Address address, std::uint16_t port) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) {
        text += static_cast<char>(address.value >> shift & 0xff);
    }
    return text + static_cast<char>(port >> 8) + static_cast<char>(port & 0xff);
}

constexpr std::uint16_t kSnmpPort = 161;

// Of a table whose last columns are root cause, cause and reason code.
void addManaged(Mib& mib, std::uint32_t table, std::uint32_t index, std::uint32_t first,
                const Managed& managed) {
    mib.add(column(table, 3, index), managed.status);
    mib.add(column(table, first, index), managed.rootCause);
    mib.add(column(table, first + 1, index), managed.cause);
    mib.add(column(table, first + 2, index), managed.reason);
}

void addDomain(Mib& mib, const VirtualConnect& module) {
    const auto managed = managedDomain(module);
    mib.add(scalar(1), module.domain().name);
    mib.add(scalar(2), managed.status);
    mib.add(scalar(3), udpIpv4);
    mib.add(scalar(4), transportAddress(module.chassis().vcAddress(), kSnmpPort));
    mib.add(scalar(5), module.checkpointIsPending() ? no : yes);
    mib.add(scalar(6), "");
    mib.add(scalar(7), no);
    mib.add(scalar(8), managed.rootCause);
    mib.add(scalar(9), managed.cause);
    mib.add(scalar(kDomainScalarReason), managed.reason);
}

void addEnclosure(Mib& mib, const VirtualConnect& module) {
    const auto& chassis = module.chassis();
    const auto facts = enclosureFacts(chassis.options());
    mib.add(column(enclosures, 1, kEnclosure), kEnclosure);
    mib.add(column(enclosures, 2, kEnclosure), chassis.oa().enclosureName);
    mib.add(column(enclosures, 4, kEnclosure), udpIpv4);
    mib.add(column(enclosures, 5, kEnclosure), transportAddress(chassis.oaAddress(), kSnmpPort));
    mib.add(column(enclosures, 6, kEnclosure), facts.uuid);
    addManaged(mib, enclosures, kEnclosure, 7, managedEnclosure(module));
}

void addModule(Mib& mib, const VirtualConnect& module) {
    constexpr int enetModule = 1;
    const auto& chassis = module.chassis();
    const auto facts = enclosureFacts(chassis.options());
    mib.add(column(modules, 1, kModule), kModule);
    mib.add(column(modules, 2, kModule), enetModule);
    mib.add(column(modules, 4, kModule), "638526-B21");
    mib.add(column(modules, 5, kModule), facts.vcSerial);
    mib.add(column(modules, 6, kModule), "HP VC Flex-10/10D Module");
    mib.add(column(modules, 7, kModule), facts.vcFirmware);
    mib.addOid(column(modules, 8, kModule), column(enclosures, 1, kEnclosure));
    mib.add(column(modules, 9, kModule), 1, Tag::gauge);
    mib.add(column(modules, 10, kModule), udpIpv4);
    mib.add(column(modules, 11, kModule), transportAddress(chassis.vcAddress(), kSnmpPort));
    mib.add(column(modules, 12, kModule), upperMac(facts.vcMac));
    addManaged(mib, modules, kModule, 13, managedModule(module));
}

struct Port {
    std::uint32_t index = 0;
    std::string name;
    bool linked = false;
    std::uint32_t physical = 0; // of a logical port; 0: it is physical itself
};

std::vector<Port> portsOfModule(const VirtualConnect& module) {
    const auto& chassis = module.chassis();
    std::vector<Port> all;
    for (int number = 1; number <= kUplinks; ++number) {
        const auto link = portLink(module.domain(), chassis, fmt::format("X{}", number));
        all.push_back({uplinkIndex(number), fmt::format("X{}", number),
                       link == PortLink::active || link == PortLink::standby});
    }
    for (int number = 1; number <= kDownlinks; ++number) {
        const auto& blade = chassis.blade((number - 1) % kBladeBays + 1);
        all.push_back({downlinkIndex(number), fmt::format("d{}", number), blade.present && blade.powered});
        for (int part = 1; part <= 4; ++part) {
            const auto nic = static_cast<std::size_t>((part - 1) * 2 + (number - 1) / kBladeBays);
            all.push_back({flexNicIndex(number, part), fmt::format("d{}:v{}", number, part),
                           blade.present && blade.powered && blade.nics[nic].isUp(), downlinkIndex(number)});
        }
    }
    return all;
}

void addPorts(Mib& mib, const VirtualConnect& module) {
    for (const auto& port : portsOfModule(module)) {
        const bool logical = port.physical != 0;
        mib.add(column(ports, 1, port.index), port.index);
        mib.add(column(ports, 2, port.index), logical ? logicalPort : physicalPort);
        mib.add(column(ports, 3, port.index), port.linked ? normal : warning);
        mib.add(column(ports, 4, port.index), udpIpv4);
        mib.add(column(ports, 5, port.index), transportAddress(module.chassis().vcAddress(), kSnmpPort));
        mib.addOid(column(ports, 6, port.index),
                   below(kInterfaces, {1, logical ? port.physical : port.index}));
        mib.addOid(column(ports, 7, port.index),
                   logical ? column(ports, 1, port.physical) : column(modules, 1, kModule));
    }
}

void addServers(Mib& mib, const VirtualConnect& module) {
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto& blade = module.chassis().blade(bay);
        if (!blade.present) {
            continue;
        }
        const auto index = serverIndex(bay);
        mib.add(column(servers, 1, index), index);
        mib.add(column(servers, 2, index), kEnclosure);
        mib.add(column(servers, 4, index), blade.partNumber);
        mib.add(column(servers, 5, index), blade.serial);
        mib.add(column(servers, 6, index), blade.productName);
        mib.add(column(servers, 7, index), bay, Tag::gauge);
        addManaged(mib, servers, index, 8, managedServer(module, bay));
    }
}

std::uint32_t networkIndex(const Domain& domain, const std::string& name) { // 0: none
    const auto found = std::find_if(domain.networks.begin(), domain.networks.end(),
                                    [&](const auto& each) { return each.name == name; });
    return found == domain.networks.end() ? 0
                                          : static_cast<std::uint32_t>(found - domain.networks.begin()) + 1;
}

std::uint32_t profileIndex(const Domain& domain, const std::string& name) {
    const auto found = std::find_if(domain.profiles.begin(), domain.profiles.end(),
                                    [&](const auto& each) { return each.name == name; });
    return found == domain.profiles.end() ? 0
                                          : static_cast<std::uint32_t>(found - domain.profiles.begin()) + 1;
}

void addNetworks(Mib& mib, const VirtualConnect& module) {
    const auto& domain = module.domain();
    for (const auto& network : domain.networks) {
        const auto index = networkIndex(domain, network.name);
        mib.add(column(networks, 1, index), index);
        mib.add(column(networks, 2, index), network.name);
        mib.add(column(networks, 4, index), network.vlan, Tag::gauge);
        addManaged(mib, networks, index, 5, managedNetwork(module, network));
        for (const auto* port : portsOf(domain, network)) {
            const auto number = uplinkIndex(std::atoi(port->port.c_str() + 1));
            mib.add(below(column(networkPorts, 1, index), {number}), index);
            mib.add(below(column(networkPorts, 2, index), {number}), number);
        }
    }
}

void addProfiles(Mib& mib, const VirtualConnect& module) {
    const auto& domain = module.domain();
    for (const auto& profile : domain.profiles) {
        const auto index = profileIndex(domain, profile.name);
        mib.add(column(profiles, 1, index), index);
        mib.add(column(profiles, 2, index), profile.name);
        mib.add(column(profiles, 4, index), profile.bay == 0 ? 0 : serverIndex(profile.bay), Tag::gauge);
        mib.add(column(profiles, 5, index), "");
        addManaged(mib, profiles, index, 6, managedProfile(module, profile));
        for (std::size_t at = 0; at < profile.connections.size(); ++at) {
            const auto number = static_cast<std::uint32_t>(at) + 1;
            mib.add(below(column(profileNetworks, 1, index), {number}), index);
            mib.add(below(column(profileNetworks, 2, index), {number}), number);
            mib.add(below(column(profileNetworks, 3, index), {number}),
                    networkIndex(domain, profile.connections[at].network));
        }
    }
}

// HPVCMODULE-MIB: the module's own view.
void addOwnModule(Mib& mib, const VirtualConnect& module) {
    constexpr int unintegrated = 1, primaryUnprotected = 3, noEnclosure = 1, primaryEnclosure = 2;
    const bool member = module.domain().imported;
    const auto own = below(kModuleMib, {1, 1});
    mib.add(below(own, {1, 0}), module.domain().name);
    mib.add(below(own, {2, 0}), member ? primaryUnprotected : unintegrated);
    mib.add(below(own, {3, 0}), udpIpv4);
    mib.add(below(own, {4, 0}), transportAddress(module.chassis().vcAddress(), kSnmpPort));
    mib.add(below(own, {5, 0}), member ? primaryEnclosure : noEnclosure);
    for (int number = 1; number <= kUplinks; ++number) {
        constexpr int ok = 1;
        const auto index = uplinkIndex(number);
        mib.add(below(own, {6, 1, 1, index}), index);
        mib.add(below(own, {6, 1, 2, index}), index);
        mib.add(below(own, {6, 1, 3, index}), ok);
        mib.add(below(own, {6, 1, 4, index}), ok);
    }
    mib.add(below(own, {8, 0}), 0, Tag::counter);
    mib.add(below(own, {9, 0}), 0, Tag::counter);
}

void addInterfaces(Mib& mib, const VirtualConnect& module) {
    constexpr int ethernet = 6;
    constexpr std::uint32_t gigabit = 1000000000;
    for (const auto& port : portsOfModule(module)) {
        if (port.physical != 0) {
            continue;
        }
        mib.add(below(kInterfaces, {1, port.index}), port.index);
        mib.add(below(kInterfaces, {2, port.index}), port.name);
        mib.add(below(kInterfaces, {3, port.index}), ethernet);
        mib.add(below(kInterfaces, {5, port.index}), port.linked ? gigabit : 0, Tag::gauge);
        mib.add(below(kInterfaces, {7, port.index}), up);
        mib.add(below(kInterfaces, {8, port.index}), port.linked ? up : down);
        const auto cable =
            port.index <= kUplinks ? uplinkCable(module.chassis(), static_cast<int>(port.index)) : 0;
        if (const auto counters = module.chassis().portCounters(cable)) {
            mib.add(below(kInterfaces, {10, port.index}), static_cast<std::uint32_t>(counters->octetsIn),
                    Tag::counter);
            mib.add(below(kInterfaces, {16, port.index}), static_cast<std::uint32_t>(counters->octetsOut),
                    Tag::counter);
        }
    }
}

Varbind text(Oid oid, std::string_view value) {
    return {std::move(oid), encode(Tag::octets, value)};
}
Varbind number(Oid oid, std::int64_t value) {
    return {std::move(oid), snmp::encodeInteger(value)};
}

// Index, name where the table has one, status, causes and reason: the objects of notifications 13 to 19.
Notification ofRow(int which, std::uint32_t table, std::uint32_t index, std::uint32_t firstCause,
                   const Managed& managed) {
    Notification made{below(kDomainMib, {2}), which, managed.status, {}};
    made.varbinds = {number(column(table, 1, index), index), number(column(table, 3, index), managed.status),
                     text(column(table, firstCause, index), managed.rootCause),
                     text(column(table, firstCause + 1, index), managed.cause),
                     number(column(table, firstCause + 2, index), managed.reason)};
    return made;
}

Notification named(Notification made, std::uint32_t table, std::uint32_t index, const std::string& name) {
    made.varbinds.insert(made.varbinds.begin() + 1, text(column(table, 2, index), name));
    return made;
}

} // namespace

snmp::Objects vcObjects(const VirtualConnect& module, snmp::Clock clock) {
    const auto facts = enclosureFacts(module.chassis().options());
    Mib mib;
    snmp::addSystem(mib, fmt::format("HP VC Flex-10/10D Module {} 2014-05-09T12:00:00Z", facts.vcFirmware),
                    {1, 3, 6, 1, 4, 1, 11, 5, 7, 5, 4}, facts.vcName, clock);
    mib.add(below(snmp::systemGroup(), {4, 0}), module.domain().settings.snmp.contact);
    addOwnModule(mib, module);
    addInterfaces(mib, module);
    if (module.domain().imported) {
        addDomain(mib, module);
        addEnclosure(mib, module);
        addModule(mib, module);
        addPorts(mib, module);
        addServers(mib, module);
        addNetworks(mib, module);
        addProfiles(mib, module);
    }
    return mib.objects();
}

Notification testNotification(const VirtualConnect& module) {
    constexpr int testTrap = 10;
    return {below(kDomainMib, {2}), testTrap, info, {text(scalar(1), module.domain().name)}};
}

NotificationSource::NotificationSource(const VirtualConnect& module) : module_(module), seen_(look()) {}

NotificationSource::Seen NotificationSource::look() const {
    Seen seen;
    for (const auto& network : module_.domain().networks) {
        seen.networks[network.name] = managedNetwork(module_, network);
    }
    for (const auto& profile : module_.domain().profiles) {
        seen.profiles[profile.name] = managedProfile(module_, profile);
    }
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        seen.servers[bay] = managedServer(module_, bay);
    }
    for (int port = 1; port <= kUplinks; ++port) {
        seen.links[port] = uplinkState(module_.chassis(), port).linked;
    }
    seen.module = managedModule(module_);
    seen.enclosure = managedEnclosure(module_);
    seen.domain = managedDomain(module_);
    return seen;
}

// What is new has no change to tell.
void NotificationSource::things(std::vector<Notification>& all, const Seen& before, const Seen& now) const {
    constexpr int serverChanged = 16, networkChanged = 18, profileChanged = 19;
    for (const auto& [name, managed] : now.networks) {
        const auto old = before.networks.find(name);
        const auto index = networkIndex(module_.domain(), name);
        if (old != before.networks.end() && old->second.status != managed.status) {
            all.push_back(named(ofRow(networkChanged, networks, index, 5, managed), networks, index, name));
        }
    }
    for (const auto& [name, managed] : now.profiles) {
        const auto old = before.profiles.find(name);
        const auto index = profileIndex(module_.domain(), name);
        if (old != before.profiles.end() && old->second.status != managed.status) {
            all.push_back(named(ofRow(profileChanged, profiles, index, 6, managed), profiles, index, name));
        }
    }
    for (const auto& [bay, managed] : now.servers) {
        if (module_.chassis().blade(bay).present && before.servers.at(bay).status != managed.status) {
            all.push_back(ofRow(serverChanged, servers, serverIndex(bay), 8, managed));
        }
    }
}

void NotificationSource::whole(std::vector<Notification>& all, const Seen& before, const Seen& now) const {
    constexpr int domainChanged = 12, enclosureChanged = 13, moduleChanged = 14;
    if (before.module.status != now.module.status) {
        all.push_back(ofRow(moduleChanged, modules, kModule, 13, now.module));
    }
    if (before.enclosure.status != now.enclosure.status) {
        const auto& name = module_.chassis().oa().enclosureName;
        all.push_back(named(ofRow(enclosureChanged, enclosures, kEnclosure, 7, now.enclosure), enclosures,
                            kEnclosure, name));
    }
    if (before.domain.status != now.domain.status) {
        const auto& managed = now.domain;
        all.push_back(
            {below(kDomainMib, {2}),
             domainChanged,
             managed.status,
             {number(scalar(2), managed.status), text(scalar(8), managed.rootCause),
              text(scalar(9), managed.cause), number(scalar(kDomainScalarReason), managed.reason)}});
    }
}

std::vector<Notification> NotificationSource::changes() {
    const auto now = look();
    const auto before = std::exchange(seen_, now);
    std::vector<Notification> all;
    if (!module_.domain().imported) {
        return all;
    }
    for (const auto& [port, linked] : now.links) {
        constexpr int linkDown = 3, linkUp = 4;
        const auto index = uplinkIndex(port);
        if (before.links.at(port) != linked) {
            all.push_back(
                {snmp::standardTraps(),
                 linked ? linkUp : linkDown,
                 linked ? normal : info,
                 {number(below(kInterfaces, {1, index}), index), number(below(kInterfaces, {7, index}), up),
                  number(below(kInterfaces, {8, index}), linked ? up : down)}});
        }
    }
    things(all, before, now);
    whole(all, before, now);
    return all;
}

} // namespace seedbed::emulator::vc
