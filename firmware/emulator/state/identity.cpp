// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/identity.hpp"

#include <utility>

#include "firmware/emulator/state/enclosure.hpp"

namespace seedbed::emulator {
namespace {

// What a blade of each chassis generation says of itself.
struct Model {
    const char* productName;
    const char* partNumber;
    const char* romVersion;
    const char* iloFirmware;
};
constexpr Model kModels[] = {
    {"ProLiant BL460c Gen8", "641016-B21", "I31 06/01/2014", "2.00 Jul 15 2014"},
    {"ProLiant BL460c Gen9", "727021-B21", "I36 09/13/2016", "2.50 Sep 23 2016"},
};

constexpr std::uint32_t fold(std::uint64_t seed) {
    return static_cast<std::uint32_t>(seed ^ (seed >> 24) ^ (seed >> 48)) & 0xffffff;
}

MacAddress macOf(std::uint64_t seed, BayNumber bay, unsigned index) {
    const auto folded = fold(seed);
    const auto byte = [folded](unsigned shift) { return static_cast<std::uint8_t>(folded >> shift); };
    return {
        {0x02, byte(16), byte(8), byte(0), static_cast<std::uint8_t>(bay), static_cast<std::uint8_t>(index)}};
}

// Ten characters as HP prints them: "SGH", four of the seed to base 36, three of the bay.
std::string serialOf(std::uint64_t seed, BayNumber bay) {
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string middle(4, '0');
    auto rest = fold(seed);
    for (auto place = middle.rbegin(); place != middle.rend(); ++place, rest /= 36) {
        *place = digits[rest % 36];
    }
    return fmt::format("SGH{}{:03}", middle, bay);
}

// HP's UUID is the product number and the serial number as text; SMBIOS stores its first three fields with
// the low byte first, so the canonical form has them turned round.
std::array<std::uint8_t, 16> uuidOf(std::string_view partNumber, std::string_view serial) {
    const auto text = std::string(partNumber.substr(0, 6)) + std::string(serial);
    constexpr std::size_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    std::array<std::uint8_t, 16> uuid{};
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        uuid[i] = static_cast<std::uint8_t>(text[order[i]]);
    }
    return uuid;
}

constexpr unsigned kLomStride = 8;
constexpr unsigned kIloIndex = 0x80;

} // namespace

Blade makeBlade(const ChassisOptions& options, BayNumber bay) {
    const auto& model = kModels[options.generation == Generation::g2014 ? 0 : 1];
    Blade blade;
    blade.bay = bay;
    blade.present = options.bays.count(bay) != 0;
    blade.serial = serialOf(options.seed, bay);
    blade.productName = model.productName;
    blade.partNumber = model.partNumber;
    blade.uuid = uuidOf(model.partNumber, blade.serial);
    blade.romVersion = model.romVersion;
    blade.lomMacs = {macOf(options.seed, bay, 0), macOf(options.seed, bay, kLomStride)};
    blade.iloName = "ILO" + blade.serial;
    blade.iloMac = macOf(options.seed, bay, kIloIndex);
    blade.iloAddress = options.network.host(10 + static_cast<std::uint32_t>(bay));
    blade.iloFirmware = model.iloFirmware;
    blade.nics = factoryNics(blade);
    blade.changed = std::chrono::steady_clock::now();
    return blade;
}

Ilo makeIlo(const ChassisOptions& options, const Blade& blade) {
    Ilo ilo;
    auto& first = ilo.users.front();
    first.login = options.user;
    first.name = options.user;
    first.password = options.password;
    first.admin = first.remoteConsole = first.power = first.media = first.configure = true;
    ilo.settings.dnsName = blade.iloName;
    return ilo;
}

OaSettings makeOaSettings(const ChassisOptions& options) {
    const auto facts = enclosureFacts(options);
    OaSettings settings;
    settings.rackName = facts.rack;
    settings.enclosureName = facts.name;
    settings.oaName = facts.oaName;
    settings.trapReceivers = options.trapReceivers;
    OaUser user;
    user.login = options.user;
    user.password = options.password;
    for (int bay = 1; bay <= kBladeBays; ++bay) {
        user.serverBays.insert(bay);
    }
    for (int bay = 1; bay <= kInterconnectBays; ++bay) {
        user.interconnectBays.insert(bay);
    }
    settings.users.push_back(std::move(user));
    EbipaEntry entry;
    entry.enabled = true;
    entry.netmask = options.network.netmask().toString();
    entry.gateway = options.network.host(1).toString();
    for (std::uint32_t bay = 1; bay <= kBladeBays; ++bay) {
        settings.ebipaServer[bay - 1] = entry;
        settings.ebipaServer[bay - 1].address = options.network.host(10 + bay).toString();
    }
    settings.ebipaInterconnect[0] = entry;
    settings.ebipaInterconnect[0].address = options.network.host(3).toString();
    for (const char* on : {"HTTPS", "SECURESH", "TELNET", "SNMP", "XMLREPLY", "WEB"}) {
        settings.services[on] = true;
    }
    for (const char* off : {"NTP", "ALERTMAIL", "TRUSTED HOST", "ENCLOSURE_IP_MODE", "LOGIN_BANNER", "LLF", "IPV6"}) {
        settings.services[off] = false;
    }
    return settings;
}

std::array<Nic, kNicsPerBlade> factoryNics(const Blade& blade) {
    std::array<Nic, kNicsPerBlade> nics;
    for (std::size_t i = 0; i < nics.size(); ++i) {
        nics[i].mac = blade.lomMacs[i % 2];
        nics[i].mac.bytes[5] = static_cast<std::uint8_t>(nics[i].mac.bytes[5] + i / 2);
        nics[i].pxe = i == 0;
    }
    return nics;
}

std::string uuidText(const std::array<std::uint8_t, 16>& uuid) {
    std::string text;
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        text += fmt::format("{:02x}", uuid[i]);
    }
    return text;
}

} // namespace seedbed::emulator
