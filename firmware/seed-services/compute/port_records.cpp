// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/compute/port_records.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {
namespace {

constexpr const char* portKind = "neutron.port";

Error portError(ErrorKind kind, const char* id, std::string object, std::string cause) {
    Error error;
    error.kind = kind;
    error.id = id;
    error.object = std::move(object);
    error.attempted = "give a port an address";
    error.cause = std::move(cause);
    error.action = "name the network ctlplane and an address of its range that nobody has";
    return error;
}

// Locally administered, from the port's id, so that it stays the same.
std::string macOf(const std::string& portId) {
    const auto hex = sha256Hex(portId);
    return "fa:16:3e:" + hex.substr(0, 2) + ":" + hex.substr(2, 2) + ":" + hex.substr(4, 2);
}

nlohmann::json unboundPort(const PortRequest& request, const std::vector<std::string>& addresses) {
    auto fixed = nlohmann::json::array();
    for (const auto& address : addresses) {
        fixed.push_back({{"subnet_id", provisioningSubnetId()}, {"ip_address", address}});
    }
    return {{"id", request.id},
            {"name", request.name},
            {"mac_address", macOf(request.id)},
            {"network_id", provisioningNetworkId()},
            {"fixed_ips", std::move(fixed)},
            {"device_id", ""},
            {"device_owner", ""},
            {"status", "DOWN"},
            {"admin_state_up", true},
            {"project_id", request.projectId},
            {"tenant_id", request.projectId},
            {"allowed_address_pairs", nlohmann::json::array()},
            {"security_groups", nlohmann::json::array()},
            {"tags", nlohmann::json::array()}};
}

} // namespace

std::string derivedId(const std::string& text) {
    auto hex = sha256Hex("seedbed " + text);
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-8" + hex.substr(17, 3) +
           "-" + hex.substr(20, 12);
}
std::string provisioningNetworkId() {
    return derivedId("network ctlplane");
}
std::string provisioningSubnetId() {
    return derivedId("subnet ctlplane");
}

Result<nlohmann::json> PortRecords::create(const PortRequest& request) {
    auto before = port(request.id);
    if (before) {
        return before;
    }
    const auto& network = request.network;
    if (!network.empty() && network != provisioningNetworkName && network != provisioningNetworkId()) {
        return fail(portError(ErrorKind::notFound, "NETWORK-ABSENT", "network " + log::printable(network, 80),
                              "there is no such network"));
    }
    auto address = allot(request.addresses);
    if (!address) {
        return fail(address.error());
    }
    auto document = unboundPort(request, {*address});
    auto kept = store_.put(portKind, request.id, document);
    return kept ? Result<nlohmann::json>(std::move(document)) : fail(kept.error());
}

std::vector<std::string> PortRecords::taken() {
    std::vector<std::string> found{options_.listen};
    for (const auto& node : nodes_.all()) {
        found.push_back(textOf(partOf(node, "driver_internal_info"), "provisioning_address"));
    }
    for (const auto& document : all()) {
        for (const auto& fixed : document["fixed_ips"]) {
            found.push_back(textOf(fixed, "ip_address"));
        }
    }
    return found;
}

Result<std::string> PortRecords::allot(const std::vector<std::string>& wanted) {
    const auto used = taken();
    auto isFree = [&used](const std::string& address) {
        return std::find(used.begin(), used.end(), address) == used.end();
    };
    auto net = Ipv4Net::parse(options_.provisioningNetwork);
    auto ends = split(options_.provisioningRange, '-');
    ends.resize(2);
    if (!wanted.empty()) {
        auto address = Ipv4Address::parse(wanted.front());
        const bool inside = address && (!net || net->contains(*address));
        if (!inside || !isFree(wanted.front())) {
            return fail(portError(ErrorKind::conflict, "ADDRESS-TAKEN", log::printable(wanted.front(), 40),
                                  inside ? "somebody has it" : "it is not an address of the network"));
        }
        return wanted.front();
    }
    auto first = Ipv4Address::parse(ends.front());
    auto last = Ipv4Address::parse(ends.back());
    for (auto n = last && first && *first <= *last ? last->value - first->value + 1 : 0; n > 0; --n) {
        const auto address = (*first + (n - 1)).toString();
        if (isFree(address)) {
            return address;
        }
    }
    return fail(portError(ErrorKind::conflict, "ADDRESS-RANGE", options_.provisioningRange,
                          "no address of the provisioning range is free"));
}

Result<nlohmann::json> PortRecords::port(const std::string& portId) {
    auto found = store_.get(portKind, portId);
    if (!found && found.error().kind == ErrorKind::notFound) {
        return fail(portError(ErrorKind::notFound, "PORT-ABSENT", "port " + log::printable(portId, 80),
                              "there is no such port"));
    }
    return found;
}

Result<> PortRecords::rename(const std::string& portId, const std::string& name) {
    auto found = port(portId);
    if (!found) {
        return fail(found.error());
    }
    (*found)["name"] = name;
    return store_.put(portKind, portId, *found);
}

Result<> PortRecords::removePort(const std::string& portId) {
    auto gone = store_.remove(portKind, portId);
    return gone ? Result<>() : fail(gone.error());
}

std::vector<nlohmann::json> PortRecords::all() {
    auto found = store_.list(portKind);
    if (found) {
        return std::move(*found);
    }
    log::error(found.error());
    return {};
}

} // namespace seedbed::seed
