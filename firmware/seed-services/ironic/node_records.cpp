// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/ironic/node_records.hpp"

#include <nlohmann/json.hpp>

#include "firmware/contract/history.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr const char* nodeKind = "ironic.node";
constexpr const char* portKind = "ironic.port";

std::string historyKind(const std::string& nodeId) {
    return "ironic.history." + nodeId;
}

Error recordError(ErrorKind kind, const char* id, std::string object, std::string cause) {
    Error error;
    error.kind = kind;
    error.id = id;
    error.object = std::move(object);
    error.attempted = "find or keep it";
    error.cause = std::move(cause);
    error.action = "list the nodes and ports and use one of them";
    return error;
}

bool isPassword(const std::string& key) {
    return lower(key).find("password") != std::string::npos;
}

// Texts of a node that are sealed at rest: passwords of its controller, the token of its agent.
std::vector<nlohmann::json*> secretsOf(nlohmann::json& node) {
    std::vector<nlohmann::json*> secrets;
    for (const auto* part : {"driver_info", "driver_internal_info"}) {
        for (auto& [key, value] : node[part].items()) {
            if (value.is_string() && (isPassword(key) || key == "agent_secret_token")) {
                secrets.push_back(&value);
            }
        }
    }
    return secrets;
}

std::vector<nlohmann::json> listed(Store& store, const std::string& kind) {
    auto all = store.list(kind);
    if (all) {
        return std::move(*all);
    }
    log::error(all.error());
    return {};
}

} // namespace

Result<nlohmann::json> NodeRecords::opened(nlohmann::json node) {
    for (auto* secret : secretsOf(node)) {
        auto plain = vault_.unseal(secret->get<std::string>());
        if (!plain) {
            return fail(plain.error());
        }
        *secret = *plain;
    }
    return node;
}

Result<> NodeRecords::keep(nlohmann::json node) {
    for (auto* secret : secretsOf(node)) {
        *secret = vault_.seal(secret->get<std::string>());
    }
    return store_.put(nodeKind, textOf(node, "uuid"), node);
}

Result<nlohmann::json> NodeRecords::find(const std::string& idOrName) {
    auto node = store_.get(nodeKind, idOrName);
    if (node) {
        return opened(std::move(*node));
    }
    if (!idOrName.empty()) {
        for (auto& candidate : listed(store_, nodeKind)) {
            if (textOf(candidate, "name") == idOrName) {
                return opened(std::move(candidate));
            }
        }
    }
    return fail(recordError(ErrorKind::notFound, "NODE-ABSENT", "node " + log::printable(idOrName, 80),
                            "there is no such node"));
}

std::vector<nlohmann::json> NodeRecords::all() {
    std::vector<nlohmann::json> nodes;
    for (auto& sealed : listed(store_, nodeKind)) {
        auto node = opened(std::move(sealed));
        if (node) {
            nodes.push_back(std::move(*node));
        } else {
            log::error(node.error());
        }
    }
    return nodes;
}

std::vector<std::string> NodeRecords::macs(const std::string& nodeId) {
    std::vector<std::string> found;
    for (const auto& port : ports()) {
        if (textOf(port, "node_uuid") == nodeId) {
            found.push_back(textOf(port, "address"));
        }
    }
    return found;
}

Result<> NodeRecords::patch(const std::string& nodeId, const nlohmann::json& changes) {
    auto node = find(nodeId);
    if (!node) {
        return fail(node.error());
    }
    auto before = textOf(*node, "provision_state");
    node->merge_patch(changes);
    (*node)["updated_at"] = nowIso();
    if (textOf(*node, "provision_state") != before) {
        (*node)["provision_updated_at"] = (*node)["updated_at"];
    }
    return keep(std::move(*node));
}

void NodeRecords::record(const std::string& nodeId, const std::string& type, const std::string& text) {
    auto id = newUuid();
    nlohmann::json entry = {{"uuid", id},
                            {"node_uuid", nodeId},
                            {"event", text},
                            {"event_type", type},
                            {"severity", type == history::failed || type == history::stalled ? "ERROR" : "INFO"},
                            {"created_at", nowIso()},
                            {"conductor", "seedbed"},
                            {"user", nullptr}};
    auto kept = store_.put(historyKind(nodeId), id, entry);
    if (!kept) {
        log::error(kept.error(), {{"NODE", nodeId}});
    }
}

Result<> NodeRecords::checkUnique(const nlohmann::json& node) {
    for (const auto* key : {"name", "instance_uuid"}) {
        auto value = textOf(node, key);
        for (const auto& other : listed(store_, nodeKind)) {
            if (!value.empty() && other["uuid"] != node["uuid"] && textOf(other, key) == value) {
                return fail(recordError(ErrorKind::conflict, "NODE-TAKEN", std::string(key) + " " + value,
                                        "node " + textOf(other, "uuid") + " has it already"));
            }
        }
    }
    return {};
}

Result<> NodeRecords::add(const nlohmann::json& node) {
    auto id = textOf(node, "uuid");
    if (store_.get(nodeKind, id)) {
        return fail(
            recordError(ErrorKind::conflict, "NODE-TAKEN", "node " + id, "there is a node of that UUID"));
    }
    return replace(node);
}

Result<> NodeRecords::replace(const nlohmann::json& node) {
    auto unique = checkUnique(node);
    return unique ? keep(node) : unique;
}

Result<> NodeRecords::remove(const std::string& nodeId) {
    return store_.atomically([this, &nodeId]() -> Result<> {
        for (const auto& port : ports()) {
            if (textOf(port, "node_uuid") != nodeId) {
                continue;
            }
            auto gone = removePort(textOf(port, "uuid"));
            if (!gone) {
                return fail(gone.error());
            }
        }
        auto emptied = store_.removeAll(historyKind(nodeId));
        auto gone = emptied ? store_.remove(nodeKind, nodeId) : fail(emptied.error());
        return gone ? Result<>() : fail(gone.error());
    });
}

std::vector<nlohmann::json> NodeRecords::history(const std::string& nodeId) {
    return listed(store_, historyKind(nodeId));
}

std::vector<nlohmann::json> NodeRecords::ports() {
    return listed(store_, portKind);
}

Result<nlohmann::json> NodeRecords::findPort(const std::string& idOrAddress) {
    auto mac = MacAddress::parse(idOrAddress);
    for (auto& port : ports()) {
        if (textOf(port, "uuid") == idOrAddress || (mac && textOf(port, "address") == mac->toString())) {
            return std::move(port);
        }
    }
    return fail(recordError(ErrorKind::notFound, "PORT-ABSENT", "port " + log::printable(idOrAddress, 80),
                            "there is no such port"));
}

Result<> NodeRecords::keepPort(const nlohmann::json& port) {
    auto other = findPort(textOf(port, "address"));
    if (other && (*other)["uuid"] != port["uuid"]) {
        return fail(recordError(ErrorKind::conflict, "NODE-TAKEN", "address " + textOf(port, "address"),
                                "a port with that MAC address exists already"));
    }
    return store_.put(portKind, textOf(port, "uuid"), port);
}

} // namespace seedbed::seed
