// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/boot_plan.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

tl::unexpected<Error> rangeError(std::string id, std::string object, std::string cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = std::move(id);
    error.object = std::move(object);
    error.attempted = "read the provisioning network";
    error.cause = std::move(cause);
    error.action = "give a network in CIDR form and a range FIRST-LAST inside it, with an address a node";
    return fail(std::move(error));
}

std::string tagOf(const std::string& nodeId) {
    return "node-" + nodeId;
}

// The words of a line after "dnsmasq-dhcp[123]: " and the transaction id.
std::vector<std::string> wordsOf(std::string_view line) {
    const auto colon = line.find(": ");
    if (!startsWith(line, "dnsmasq-") || colon == std::string_view::npos) {
        return {};
    }
    auto words = split(trim(line.substr(colon + 2)), ' ');
    const bool hasId = !words.empty() && words[0].find_first_not_of("0123456789") == std::string::npos;
    if (hasId) {
        words.erase(words.begin());
    }
    return words;
}

std::optional<BootLine> dhcpLine(const std::vector<std::string>& words) {
    BootLine line;
    if (startsWith(words[0], "DHCPDISCOVER(")) {
        const bool unknown = words.back() == "ignored" || words.back() == "available";
        const auto mac = std::find_if(words.begin() + 1, words.end(),
                                      [](const auto& w) { return MacAddress::parse(w).has_value(); });
        if (mac == words.end()) {
            return std::nullopt;
        }
        line.kind = unknown ? BootLineKind::ignored : BootLineKind::discover;
        line.mac = lower(*mac);
        return line;
    }
    if (startsWith(words[0], "DHCPACK(") && words.size() >= 3) {
        line.kind = BootLineKind::acknowledged;
        line.address = words[1];
        line.mac = lower(words[2]);
        return line;
    }
    if (words[0] == "read" && words.size() >= 2) {
        line.kind = BootLineKind::fileRead;
        line.file = fmt::format("{}", fmt::join(words.begin() + 1, words.end(), " ")); // a path may have blanks
        return line;
    }
    return std::nullopt;
}

std::optional<BootLine> tftpLine(const std::vector<std::string>& words) {
    BootLine line;
    if (words[0] == "sent" && words.size() >= 4) {
        line.kind = BootLineKind::sent;
        line.file = fmt::format("{}", fmt::join(words.begin() + 1, words.end() - 2, " "));
        line.address = words.back();
        return line;
    }
    if (words[0] == "file" && words.size() == 6) {
        line.kind = BootLineKind::notFound;
        line.file = words[1];
        line.address = words[5];
        return line;
    }
    return std::nullopt;
}

// Whom the ramdisk calls, and what it knows before: the agent gets all else with its lookup.
std::vector<std::string> orderWords(const BootNetwork& network, const BootNode& node) {
    if (node.deploy->agent) {
        return {"ipa-api-url=" + network.ironicUrl};
    }
    return {"iscsi_target_iqn=iqn-" + node.id, "deployment_id=" + node.id,
            "deployment_key=" + node.deploy->key.reveal(), "ironic_api_url=" + network.ironicUrl};
}

} // namespace

Result<BootNetwork> bootNetworkOf(const SeedOptions& options) {
    BootNetwork network;
    auto net = Ipv4Net::parse(options.provisioningNetwork);
    if (!net) {
        return rangeError("BOOT-RANGE", options.provisioningNetwork, net.error().cause);
    }
    const auto ends = split(options.provisioningRange, '-');
    auto first = Ipv4Address::parse(ends.front());
    auto last = Ipv4Address::parse(ends.back());
    const bool inside = first && last && net->contains(*first) && net->contains(*last) && *first <= *last;
    if (ends.size() != 2 || !inside) {
        return rangeError("BOOT-RANGE", options.provisioningRange, "not a range inside " + net->toString());
    }
    network.listen = options.listen;
    network.net = *net;
    network.first = *first;
    network.last = *last;
    network.interface = options.provisioningInterface;
    network.metadata = !options.metadataAddress.empty();
    network.ironicUrl = options.url(port::ironic);
    network.folder = options.state / "boot";
    return network;
}

Result<std::string> allotAddress(const BootNetwork& network, const std::vector<std::string>& taken,
                                 const std::string& wanted) {
    const auto isFree = [&](const std::string& address) {
        return address != network.listen && std::find(taken.begin(), taken.end(), address) == taken.end();
    };
    auto parsed = Ipv4Address::parse(wanted);
    if (parsed && network.first <= *parsed && *parsed <= network.last && isFree(wanted)) {
        return wanted;
    }
    for (Ipv4Address address = network.first; address <= network.last; address = address + 1) {
        if (isFree(address.toString())) {
            return address.toString();
        }
    }
    const auto range = network.first.toString() + "-" + network.last.toString();
    return rangeError("BOOT-RANGE-FULL", range, "every address of the range belongs to a node");
}

std::string dnsmasqConfig(const BootNetwork& network) {
    const std::string folder = network.folder.string();
    // No SIGHUP, ever: dnsmasq 2.90 with port=0 crashes on it. The two directories are watched instead.
    std::string text = fmt::format(
        R"(# Written at each start; changes are lost.
port=0
interface={interface}
bind-interfaces
no-hosts
no-resolv
user=root
group=root
pid-file={folder}/dnsmasq.pid
log-dhcp
log-facility=-
dhcp-leasefile={folder}/leases
dhcp-authoritative
no-ping
dhcp-range={net},static,{mask},2m
dhcp-ignore=tag:!known
dhcp-hostsdir={folder}/hosts
dhcp-optsdir={folder}/options
dhcp-match=set:ipxe,175
dhcp-match=set:efi64,option:client-arch,7
dhcp-match=set:efi64,option:client-arch,9
dhcp-option-force=tag:ipxe,encap:175,176,1b
dhcp-boot=tag:!ipxe,tag:!efi64,undionly.kpxe,,{listen}
dhcp-boot=tag:!ipxe,tag:efi64,snponly.efi,,{listen}
dhcp-option=option:router,{listen}
enable-tftp
tftp-root={folder}/tftp
enable-ra
dhcp-range={ra},ra-only,64
)",
        fmt::arg("interface", network.interface), fmt::arg("folder", folder),
        fmt::arg("net", network.net.base.toString()), fmt::arg("mask", network.net.netmask().toString()),
        fmt::arg("listen", network.listen), fmt::arg("ra", routerAdvertisementNet));
    if (network.metadata) {
        // RFC 3442: a client that takes option 121 ignores the router option, so the default route is in it
        // too.
        text +=
            fmt::format("dhcp-option=option:classless-static-route,169.254.169.254/32,{0},0.0.0.0/0,{0}\n",
                        network.listen);
    }
    return text;
}

std::string hostLine(const BootNode& node) {
    return fmt::format("{},set:{},{},2m\n", fmt::join(node.macs, ","), tagOf(node.id), node.address);
}

std::string nodePath(const std::string& nodeId, std::string_view file) {
    return fmt::format("/nodes/{}/{}", nodeId, file);
}

std::string imageUrl(const BootNetwork& network, const std::string& nodeId) {
    return fmt::format("http://{}:{}{}", network.listen, network.httpPort, nodePath(nodeId, "image"));
}

std::string optionLine(const BootNetwork& network, const BootNode& node) {
    return fmt::format("tag:{},tag:ipxe,option:bootfile-name,http://{}:{}{}\n", tagOf(node.id),
                       network.listen, network.httpPort, nodePath(node.id, "boot.ipxe"));
}

std::string bootScript(const BootNetwork& network, const BootNode& node) {
    if (!node.deploy) {
        return "#!ipxe\nsanboot --no-describe --drive 0x80\n";
    }
    const auto url = fmt::format("http://{}:{}", network.listen, network.httpPort);
    const auto order = orderWords(network, node);
    std::vector<std::string> arguments{"initrd=deploy_ramdisk", "rootfstype=ramfs", "selinux=0",
                                       "disk=" + node.deploy->disks};
    arguments.insert(arguments.end(), order.begin(), order.end());
    arguments.insert(arguments.end(),
                     {"troubleshoot=0", "text", node.deploy->appendParams,
                      "ip=${ip}:${next-server}:${gateway}:${netmask}", "BOOTIF=01-${mac:hexhyp}"});
    return fmt::format("#!ipxe\nkernel {}{} {}\ninitrd {}{}\nboot\n", url, nodePath(node.id, "deploy_kernel"),
                       fmt::join(arguments, " "), url, nodePath(node.id, "deploy_ramdisk"));
}

std::optional<BootLine> parseBootLine(std::string_view line) {
    const auto words = wordsOf(line);
    if (words.empty() || words[0].empty()) {
        return std::nullopt;
    }
    return startsWith(line, "dnsmasq-tftp") ? tftpLine(words) : dhcpLine(words);
}

} // namespace seedbed::seed
