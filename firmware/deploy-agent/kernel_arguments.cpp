// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/kernel_arguments.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

constexpr std::string_view kDefaultDisks = "cciss/c0d0,sda,hda,vda";

Error badWord(std::string_view name, std::string cause, std::string action) {
    return {.kind = ErrorKind::invalid,
            .id = "AGENT-ARGUMENT",
            .object = "kernel argument " + std::string(name),
            .attempted = "read it",
            .cause = std::move(cause),
            .action = std::move(action)};
}

std::string wordOr(const Words& words, const std::string& name, std::string_view fallback) {
    auto word = words.find(name);
    return word == words.end() || word->second.empty() ? std::string(fallback) : word->second;
}

Result<std::string> required(const Words& words, const std::string& name) {
    auto value = wordOr(words, name, "");
    if (value.empty()) {
        return fail(badWord(name, "it is missing", "give it in the boot configuration"));
    }
    return value;
}

bool safeDisk(std::string_view name) {
    return !name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos;
}

std::string withoutSlash(std::string url) {
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

std::vector<std::string> disksOf(std::string_view list) {
    std::vector<std::string> disks;
    for (auto& disk : split(list, ',')) {
        if (safeDisk(disk)) {
            disks.push_back(std::move(disk));
        }
    }
    return disks;
}

// What both kinds of order say about the NIC.
template <class Order>
Result<> takeBootNetwork(const Words& words, Order& order) {
    auto mac = parseBootInterface(words);
    auto network = mac ? parseStaticAddress(words) : fail(mac.error());
    if (!network) {
        return fail(network.error());
    }
    order.bootMac = *mac;
    order.network = *network;
    return {};
}

} // namespace

Words parseWords(std::string_view commandLine) {
    Words words;
    std::string word;
    bool quoted = false;
    auto keep = [&] {
        auto equals = word.find('=');
        if (!word.empty()) {
            words[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
        }
        word.clear();
    };
    for (char c : commandLine) {
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ' ' || c == '\n' || c == '\t')) {
            keep();
        } else {
            word += c;
        }
    }
    keep();
    return words;
}

Result<StaticAddress> parseStaticAddress(const Words& words) {
    auto text = required(words, "ip");
    if (!text) {
        return fail(text.error());
    }
    auto fields = split(*text, ':');
    fields.resize(4);
    auto address = Ipv4Address::parse(fields[0]);
    auto server = Ipv4Address::parse(fields[1]);
    auto gateway = Ipv4Address::parse(fields[2]);
    auto netmask = Ipv4Address::parse(fields[3]);
    if (!address || !server || !netmask || (!gateway && !fields[2].empty())) {
        return fail(badWord("ip", "\"" + *text + "\" is not IP:SERVER:GATEWAY:NETMASK",
                            "write ip=IP:SERVER:GATEWAY:NETMASK"));
    }
    StaticAddress result{*address, *server, std::nullopt, *netmask};
    if (gateway && gateway->value != 0) {
        result.gateway = *gateway;
    }
    return result;
}

Result<MacAddress> parseBootInterface(const Words& words) {
    auto text = required(words, "BOOTIF");
    if (!text) {
        return fail(text.error());
    }
    // PXELINUX puts the hardware type, 01 for Ethernet, in front
    std::string_view digits = *text;
    if (digits.size() == 20) {
        digits.remove_prefix(3);
    }
    auto mac = MacAddress::parse(digits);
    if (!mac) {
        return fail(badWord("BOOTIF", "\"" + *text + "\" is not a MAC address", "write BOOTIF=01-aa-bb-cc-dd-ee-ff"));
    }
    return *mac;
}

Result<DeployOrder> parseDeployOrder(const Words& words) {
    DeployOrder order;
    for (auto [name, field] : {std::pair("deployment_id", &order.deploymentId),
                               std::pair("deployment_key", &order.deploymentKey),
                               std::pair("iscsi_target_iqn", &order.iqn),
                               std::pair("ironic_api_url", &order.apiUrl)}) {
        auto value = required(words, name);
        if (!value) {
            return fail(value.error());
        }
        *field = std::move(*value);
    }
    order.apiUrl = withoutSlash(std::move(order.apiUrl));
    order.disks = disksOf(wordOr(words, "disk", kDefaultDisks));
    auto boot = takeBootNetwork(words, order);
    return boot ? Result<DeployOrder>(std::move(order)) : fail(boot.error());
}

Result<AgentOrder> parseAgentOrder(const Words& words) {
    auto url = required(words, "ipa-api-url");
    if (!url) {
        return fail(url.error());
    }
    AgentOrder order;
    order.apiUrl = withoutSlash(std::move(*url));
    order.disks = disksOf(wordOr(words, "disk", ""));
    auto boot = takeBootNetwork(words, order);
    return boot ? Result<AgentOrder>(std::move(order)) : fail(boot.error());
}

Result<RootDevice> parseRootDevice(const Words& words) {
    auto text = required(words, "root");
    if (!text) {
        return fail(text.error());
    }
    if (startsWith(*text, "UUID=")) {
        return RootDevice{RootDevice::By::uuid, lower(text->substr(5))};
    }
    if (startsWith(*text, "LABEL=")) {
        return RootDevice{RootDevice::By::label, text->substr(6)};
    }
    if (startsWith(*text, "/dev/")) {
        return RootDevice{RootDevice::By::path, *text};
    }
    return fail(badWord("root", "\"" + *text + "\" is neither UUID=, LABEL= nor /dev/", "write root=UUID=..."));
}

bool wantsTroubleshooting(const Words& words) {
    auto word = words.find("troubleshoot");
    return word != words.end() && word->second != "0" && word->second != "false" && word->second != "no";
}

} // namespace seedbed::deploy_agent
