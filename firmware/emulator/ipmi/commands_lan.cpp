// SPDX-License-Identifier: GPL-3.0-or-later
// LAN configuration parameters, IPMI 2.0 section 23. Read only: on a blade the addresses come from the OA.
#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr unsigned kRevision = 0x11;
constexpr std::size_t kSuiteSlots = 16;
constexpr std::size_t kCommunityField = 18;

Bytes macOf(const Call& call) {
    const auto& mac = call.device.blade().iloMac.bytes;
    return {mac.begin(), mac.end()};
}

Bytes filled(std::initializer_list<unsigned> bytes) {
    Bytes data;
    append(data, bytes);
    return data;
}

Bytes community() {
    Bytes field;
    append(field, viewOf("public"));
    field.resize(kCommunityField);
    return field;
}

// Suite 0 is listed, as the device does, and closed by its privilege.
Bytes suiteIds(const Call& call) {
    Bytes ids{0, 0};
    for (const auto& suite : cipherSuites(call.device.chassis.options().ilo)) {
        ids.push_back(suite.id);
    }
    ids.resize(1 + kSuiteSlots);
    return ids;
}

Bytes suitePrivileges(const Call& call) {
    Bytes privileges(1 + kSuiteSlots / 2);
    std::size_t slot = 1; // slot 0 is suite 0: none
    for (const auto& suite : cipherSuites(call.device.chassis.options().ilo)) {
        const auto shift = slot % 2 == 0 ? 0u : 4u;
        privileges[1 + slot / 2] |= static_cast<std::uint8_t>(static_cast<unsigned>(suite.maximum) << shift);
        ++slot;
    }
    return privileges;
}

std::optional<Bytes> parameter(const Call& call) {
    const auto& blade = call.device.blade();
    const auto& network = call.device.chassis.options().network;
    constexpr unsigned staticAddress = 1;
    switch (call.at(1)) {
    case 0: // set in progress: complete
        return filled({0});
    case 1: // authentication types: none, IPMI 1.5 is closed
        return filled({0});
    case 2: // authentication types per privilege
        return Bytes(5);
    case 3:
        return networkOrder(blade.iloAddress);
    case 4:
        return filled({staticAddress});
    case 5:
        return macOf(call);
    case 6:
        return networkOrder(network.netmask());
    case 7: // IPv4 header: time to live 64, flags, precedence and type of service
        return filled({0x40, 0x40, 0x10});
    case 10: // answers ARP, sends none on its own
        return filled({0x02});
    case 11: // gratuitous ARP interval, 500 ms
        return filled({0});
    case 12: // default gateway: the appliance
        return networkOrder(network.host(1));
    case 13:
        return Bytes(6);
    case 16:
        return community();
    case 20: // no VLAN
        return Bytes(2);
    case 21:
        return filled({0});
    case 22:
        return filled({static_cast<unsigned>(1 + cipherSuites(call.device.chassis.options().ilo).size())});
    case 23:
        return suiteIds(call);
    case 24:
        return suitePrivileges(call);
    default:
        return std::nullopt;
    }
}

} // namespace

Reply setLanParameter(Call& call) {
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    return parameter(call) ? completion::readOnly : completion::notSupported;
}

Reply getLanParameter(Call& call) {
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    Bytes data{kRevision};
    if ((call.at(0) & 0x80) != 0) {
        return data;
    }
    const auto value = parameter(call);
    if (!value) {
        return completion::notSupported;
    }
    append(data, *value);
    return data;
}

} // namespace seedbed::emulator::ipmi
