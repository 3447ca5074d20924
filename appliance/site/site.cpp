// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/site.hpp"

#include <algorithm>
#include <charconv>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/site/connectivity.hpp"
#include "appliance/site/reader.hpp"

namespace seedbed {
namespace {

constexpr BayNumber kBays = 8;

ChassisAccess readChassis(FieldReader& read, const std::filesystem::path& directory) {
    read.onlyKeys("/chassis", {"oa", "user", "password-file", "ipmi-interval"});
    ChassisAccess access;
    access.oa = read.take("/chassis/oa", Ipv4Address::parse(read.text("/chassis/oa")));
    access.user = read.text("/chassis/user");
    access.passwordFile = directory / read.text("/chassis/password-file");
    if (read.has("/chassis/ipmi-interval")) {
        access.ipmiInterval = std::chrono::seconds(read.number("/chassis/ipmi-interval", 0, 60));
    }
    return access;
}

// Neither the network's own address nor its broadcast address.
bool isHost(const Ipv4Net& network, const Ipv4Address& address) {
    return network.contains(address) && address != network.host(0) && address != network.broadcast();
}

// dev_valid_name() of the kernel, and none of the characters that a command line or a file name minds.
bool isInterface(const std::string& name) {
    auto good = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-'; };
    return !name.empty() && name.size() < 16 && name != "." && name != ".." && name[0] != '-' &&
           std::all_of(name.begin(), name.end(), good);
}

std::string readInterface(FieldReader& read, const std::string& at) {
    std::string name = read.text(at);
    if (!isInterface(name)) {
        read.refuse("SITE-INTERFACE", at, "it is no name of a network interface", "write it as \"ip link\" shows it");
    }
    return name;
}

ProvisioningNetwork readProvisioning(FieldReader& read) {
    const std::string at = "/provisioning";
    read.onlyKeys(at, {"network", "cidr", "address", "interface", "range", "listen-seconds", "trunk"});
    ProvisioningNetwork network;
    network.name = read.text(at + "/network");
    network.cidr = read.take(at + "/cidr", Ipv4Net::parse(read.text(at + "/cidr")));
    network.address = read.take(at + "/address", Ipv4Address::parse(read.text(at + "/address")));
    network.interface = readInterface(read, at + "/interface");
    if (read.has(at + "/listen-seconds")) {
        network.listen = std::chrono::seconds(read.number(at + "/listen-seconds", 1, 60));
    }
    network.trunk = read.flag(at + "/trunk");
    const std::string range = read.text(at + "/range");
    auto dash = range.find('-');
    network.rangeFirst = read.take(at + "/range", Ipv4Address::parse(range.substr(0, dash)));
    network.rangeLast =
        read.take(at + "/range", Ipv4Address::parse(dash == std::string::npos ? "" : range.substr(dash + 1)));
    if (!isHost(network.cidr, network.rangeFirst) || !isHost(network.cidr, network.rangeLast) ||
        network.rangeLast < network.rangeFirst) {
        read.refuse("SITE-RANGE", at + "/range", "it is not a range of hosts of the network " + network.cidr.toString(),
                    "write two addresses of that network, the lower one first");
    }
    if (!isHost(network.cidr, network.address) ||
        (network.address >= network.rangeFirst && network.address <= network.rangeLast)) {
        read.refuse("SITE-RANGE", at + "/address", "it is no host of the network, or inside the range",
                    "take a free address of " + network.cidr.toString());
    }
    return network;
}

std::vector<Waiver> readWaivers(FieldReader& read) {
    std::vector<Waiver> waivers;
    for (std::size_t i = 0; i < read.count("/waivers"); ++i) {
        const std::string at = fmt::format("/waivers/{}", i);
        read.onlyKeys(at, {"id", "object", "name", "reason"});
        waivers.push_back({read.text(at + "/id"), read.optionalText(at + "/object").value_or(""), read.text(at + "/name"),
                           read.text(at + "/reason")});
        const std::string& id = waivers.back().id;
        const bool known = id.size() == 5 && id.starts_with("PF-") && id >= "PF-01" && id <= "PF-30";
        if (!known && !read.error()) {
            read.refuse("SITE-WAIVER", at + "/id", "there is no check " + id, "name one of PF-01 to PF-30");
        }
    }
    return waivers;
}

// What is not named keeps its limit; an empty list approves nothing.
RecoverySpec readRecovery(FieldReader& read) {
    RecoverySpec recovery;
    if (!read.has("/recovery")) {
        return recovery;
    }
    read.onlyKeys("/recovery", {"approve", "seconds"});
    if (read.has("/recovery/approve")) {
        recovery.approved.clear();
    }
    for (std::size_t i = 0; i < read.count("/recovery/approve"); ++i) {
        const std::string at = fmt::format("/recovery/approve/{}", i);
        const std::string word = read.text(at);
        const auto rung = rungFrom(word);
        if (rung) {
            recovery.approved.insert(*rung);
        } else if (!word.empty()) {
            read.refuse("SITE-RECOVERY", at, "there is no rung \"" + word + "\"", "name some of " + rungWords(allRungs()));
        }
    }
    if (read.has("/recovery/seconds")) {
        read.onlyKeys("/recovery/seconds", {"soft-off", "hard-off", "ilo-reset", "e-fuse"});
    }
    for (auto& [rung, limit] : recovery.limits) {
        const std::string at = "/recovery/seconds/" + std::string(toString(rung));
        if (read.has(at)) {
            limit = std::chrono::seconds(read.number(at, 1, 3600));
        }
    }
    return recovery;
}

std::vector<Ipv4Address> readAddresses(FieldReader& read, const std::string& at) {
    std::vector<Ipv4Address> addresses;
    for (const std::string& text : read.has(at) ? read.texts(at) : std::vector<std::string>{}) {
        addresses.push_back(read.take(at, Ipv4Address::parse(text)));
    }
    return addresses;
}

NetworkServices readServices(FieldReader& read) {
    NetworkServices services;
    if (!read.has("/services")) {
        return services;
    }
    read.onlyKeys("/services", {"gateway", "dns", "name", "ntp"});
    if (read.has("/services/gateway")) {
        services.gateway = read.take("/services/gateway", Ipv4Address::parse(read.text("/services/gateway")));
    }
    services.dns = readAddresses(read, "/services/dns");
    services.ntp = readAddresses(read, "/services/ntp");
    if (!services.dns.empty()) {
        services.name = read.text("/services/name");
    }
    return services;
}

ServerEndpoint readEndpoint(FieldReader& read, const std::string& at, const std::string& text) {
    const auto colon = std::min(text.find(':'), text.size());
    ServerEndpoint endpoint;
    endpoint.address = read.take(at, Ipv4Address::parse(text.substr(0, colon)));
    const auto* end = text.data() + text.size();
    const auto [rest, code] = std::from_chars(std::min(text.data() + colon + 1, end), end, endpoint.port);
    if (code != std::errc() || rest != end || endpoint.port == 0) {
        read.refuse("SITE-VALUE", at, "\"" + text + "\" is no address with a port", "write it as 203.0.113.10:443");
    }
    return endpoint;
}

ExternalNetwork readExternal(FieldReader& read) {
    ExternalNetwork external;
    if (!read.has("/external")) {
        return external;
    }
    read.onlyKeys("/external", {"interface", "router-ids", "reach"});
    if (read.has("/external/interface") || read.has("/external/router-ids")) {
        external.interface = readInterface(read, "/external/interface");
        for (std::size_t i = 0; i < std::max<std::size_t>(read.count("/external/router-ids"), 1); ++i) {
            external.routerIds.push_back(read.number(fmt::format("/external/router-ids/{}", i), 1, 255));
        }
    }
    for (const std::string& text : read.has("/external/reach") ? read.texts("/external/reach") : std::vector<std::string>{}) {
        external.reach.push_back(readEndpoint(read, "/external/reach", text));
    }
    return external;
}

bool isUtf8(const std::string& line) {
    try {
        [[maybe_unused]] const auto strict = nlohmann::json(line).dump();
        return true;
    } catch (const nlohmann::json::type_error&) {
        return false;
    }
}

void checkReferences(FieldReader& read, const SiteSpec& site) {
    const auto& network = site.provisioning;
    const auto addresses = network.rangeLast.value - network.rangeFirst.value + 1;
    if (addresses < site.bays.size()) {
        read.refuse("SITE-RANGE", "/provisioning/range",
                    fmt::format("it has {} addresses for {} blades", addresses, site.bays.size()), "widen it");
    }
    auto known = [&site](const std::string& name) {
        return std::any_of(site.networks.begin(), site.networks.end(), [&](const auto& n) { return n.name == name; });
    };
    if (!known(site.provisioning.name)) {
        read.refuse("SITE-REFERENCE", "/provisioning/network", "there is no network " + site.provisioning.name,
                    "name one of /networks");
    }
}

} // namespace

std::string ServerEndpoint::toString() const { return fmt::format("{}:{}", address.toString(), port); }

Result<SiteSpec> parseSite(std::string_view text, const std::filesystem::path& file) {
    auto document = parseYaml(text, file.filename().string());
    if (!document) {
        return fail(document.error());
    }
    FieldReader read(*document, file.filename().string());
    read.onlyKeys("", {"site", "chassis", "provisioning", "networks", "uplink-set", "uplink-sets", "access-groups",
                      "virtual-connect", "pack", "bays", "images", "waivers", "recovery", "nodes-csv", "services", "external",
                      "address"});
    const auto directory = file.parent_path();
    SiteSpec site;
    site.text = std::string(text);
    if (!read.error()) {
        site.name = read.text("/site");
        site.chassis = readChassis(read, directory);
        site.provisioning = readProvisioning(read);
        site.networks = readNetworks(read);
        site.uplinkSets = readUplinkSets(read);
        site.accessGroups = readAccessGroups(read);
        site.virtualConnect = readVirtualConnect(read);
        site.pack = read.text("/pack");
        site.bays = read.take("/bays", parseBays(read.text("/bays"), kBays));
        site.images = directory / read.text("/images");
        site.waivers = readWaivers(read);
        site.recovery = readRecovery(read);
        if (const auto csv = read.optionalText("/nodes-csv")) {
            site.nodesCsv = directory / *csv;
        }
        site.services = readServices(read);
        site.external = readExternal(read);
        site.address = readAddress(read);
        checkReferences(read, site);
    }
    if (read.error()) {
        return fail(*read.error());
    }
    return site;
}

Result<SiteSpec> readSite(const std::filesystem::path& file) {
    auto text = readFile(file, 1u << 20);
    if (!text) {
        Error error = text.error();
        error.id = "SITE-FILE";
        error.action = "give the path of a site file";
        return fail(error);
    }
    const auto lines = split(*text, '\n');
    const auto broken = std::find_if_not(lines.begin(), lines.end(), isUtf8);
    if (broken != lines.end()) {
        return fail({.kind = ErrorKind::invalid,
                     .id = "SITE-ENCODING",
                     .object = fmt::format("{} line {}", file.filename().string(), broken - lines.begin() + 1),
                     .attempted = "read it as UTF-8",
                     .cause = "there is a byte that is none",
                     .action = "save the file as UTF-8"});
    }
    return parseSite(*text, file);
}

} // namespace seedbed
