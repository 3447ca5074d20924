// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/address.hpp"

#include <fmt/format.h>

#include "appliance/site/reader.hpp"

namespace seedbed {
namespace {

constexpr BayNumber kLastBay = 8;
constexpr std::size_t kMostTimeServers = 2; // primary and secondary
const std::string kEbipa = "/address/ebipa";

Ipv4Address readOne(FieldReader& read, const std::string& at) { return read.take(at, Ipv4Address::parse(read.text(at))); }

bool isNetmask(const Ipv4Address& mask) {
    const std::uint32_t host = ~mask.value;
    return mask.value != 0 && host > 1 && (host & (host + 1)) == 0;
}

bool isHost(const EbipaSpec& ebipa, const Ipv4Address& address) {
    const std::uint32_t mask = ebipa.netmask.value;
    const std::uint32_t host = address.value & ~mask;
    return (address.value & mask) == (ebipa.first.value & mask) && host != 0 && host != ~mask;
}

EbipaSpec readEbipa(FieldReader& read) {
    read.onlyKeys(kEbipa, {"first", "netmask", "gateway"});
    EbipaSpec ebipa;
    ebipa.first = readOne(read, kEbipa + "/first");
    ebipa.netmask = readOne(read, kEbipa + "/netmask");
    if (read.has(kEbipa + "/gateway")) {
        ebipa.gateway = readOne(read, kEbipa + "/gateway");
    }
    if (!isNetmask(ebipa.netmask)) {
        read.refuse("SITE-EBIPA", kEbipa + "/netmask", "it is no netmask", "write it as in 255.255.255.0");
    }
    if (!isHost(ebipa, ebipa.first) || !isHost(ebipa, ebipa.of(kLastBay))) {
        read.refuse("SITE-EBIPA", kEbipa + "/first", fmt::format("bays 1 to {} do not fit into its network", kLastBay),
                    "take a lower address, or a wider netmask");
    }
    const bool inside = ebipa.gateway && *ebipa.gateway >= ebipa.first && *ebipa.gateway <= ebipa.of(kLastBay);
    if (ebipa.gateway && (inside || !isHost(ebipa, *ebipa.gateway))) {
        read.refuse("SITE-EBIPA", kEbipa + "/gateway", "it is no other host of that network", "name the router of that network");
    }
    return ebipa;
}

// "word" is all that may be written there.
bool readWord(FieldReader& read, const std::string& at, const std::string& word) {
    const auto text = read.optionalText(at);
    if (text && *text != word) {
        read.refuse("SITE-VALUE", at, "it is not \"" + word + "\"", "write \"" + word + "\", or leave the key out");
    }
    return text.has_value();
}

} // namespace

std::vector<std::string> AddressSpec::ntpTexts() const {
    std::vector<std::string> texts;
    for (const Ipv4Address& server : ntp) {
        texts.push_back(server.toString());
    }
    return texts;
}

AddressSpec readAddress(FieldReader& read) {
    AddressSpec address;
    if (!read.has("/address")) {
        return address;
    }
    read.onlyKeys("/address", {"ebipa", "ntp", "boot", "access"});
    if (read.has(kEbipa)) {
        address.ebipa = readEbipa(read);
    }
    const std::string ntp = "/address/ntp";
    for (const std::string& text : read.has(ntp) ? read.texts(ntp) : std::vector<std::string>{}) {
        address.ntp.push_back(read.take(ntp, Ipv4Address::parse(text)));
    }
    if (address.ntp.size() > kMostTimeServers) {
        read.refuse("SITE-VALUE", ntp, "the devices take two time servers", "name two of them");
    }
    address.networkFirst = readWord(read, "/address/boot", "network-first");
    address.access = readWord(read, "/address/access", "administrator");
    return address;
}

} // namespace seedbed
