// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/compute/server_records.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "firmware/seed-services/compute/base64.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr const char* serverKind = "nova.server";
constexpr const char* flavorKind = "nova.flavor";
constexpr const char* keyKind = "nova.keypair";
constexpr std::string_view pinMark = "nova::";

Error computeError(ErrorKind kind, const char* id, std::string object, std::string cause) {
    Error error;
    error.kind = kind;
    error.id = id;
    error.object = std::move(object);
    error.attempted = "use it for a server";
    error.cause = std::move(cause);
    error.action = "list what there is (servers, flavors, key pairs, nodes) and choose one";
    return error;
}

std::vector<nlohmann::json> listed(Store& store, const char* kind) {
    auto all = store.list(kind);
    if (all) {
        return std::move(*all);
    }
    log::error(all.error());
    return {};
}

bool isSet(const nlohmann::json& document, const char* key) {
    return !textOf(document, key).empty();
}

std::string addressOf(const nlohmann::json& node) {
    return textOf(partOf(node, "driver_internal_info"), "provisioning_address");
}

// What a node's state means for its server.
ServerStatus statusFrom(const nlohmann::json& record, const nlohmann::json& node) {
    ServerStatus status;
    auto state = textOf(node, "provision_state");
    status.nodeId = textOf(node, "uuid");
    status.address = addressOf(node);
    bool failed = state == "deploy failed" || state == "error";
    status.status = failed ? "ERROR" : state == "active" ? "ACTIVE" : "BUILD";
    if (failed) {
        status.fault = textOf(node, "last_error", "the node's state is " + state);
    }
    if (record.value("deleting", false) && !failed) {
        status.status = "ACTIVE"; // until the node is clean
    }
    return status;
}

// The parts of GET /servers/{id}: what was asked for, and what is.
nlohmann::json recordPart(const nlohmann::json& record) {
    const auto& flavor = record["flavor"];
    auto keyName = textOf(record, "key_name");
    return {{"id", record["id"]},
            {"name", record["name"]},
            {"tenant_id", record["project_id"]},
            {"user_id", textOf(record, "user_id")},
            {"image", {{"id", record["image_id"]}, {"links", nlohmann::json::array()}}},
            {"flavor",
             {{"id", flavor["id"]}, {"original_name", flavor["name"]}, {"links", nlohmann::json::array()}}},
            {"metadata", record["metadata"]},
            {"key_name", keyName.empty() ? nlohmann::json() : nlohmann::json(keyName)},
            {"created", record["created"]},
            {"config_drive", ""},
            {"security_groups", nlohmann::json::array()},
            {"OS-DCF:diskConfig", "MANUAL"},
            {"OS-EXT-AZ:availability_zone", "nova"},
            {"OS-EXT-SRV-ATTR:host", "seedbed"},
            {"OS-EXT-SRV-ATTR:instance_name", record["id"]},
            {"os-extended-volumes:volumes_attached", nlohmann::json::array()}};
}

nlohmann::json statusPart(const nlohmann::json& record, const ServerStatus& now) {
    bool builds = now.status == "BUILD";
    nlohmann::json task;
    if (builds || record.value("deleting", false)) {
        task = builds ? "spawning" : "deleting";
    }
    return {{"status", now.status},
            {"hostId", sha256Hex(now.nodeId).substr(0, 56)},
            {"addresses", nlohmann::json::object()},
            {"accessIPv4", now.address},
            {"accessIPv6", ""},
            {"progress", now.status == "ACTIVE" ? 100 : 0},
            {"OS-EXT-SRV-ATTR:hypervisor_hostname", now.nodeId},
            {"OS-EXT-STS:vm_state", builds ? "building" : lower(now.status)},
            {"OS-EXT-STS:task_state", std::move(task)}};
}

} // namespace

Result<> ServerRecords::start() {
    if (findFlavor("baremetal")) {
        return {};
    }
    nlohmann::json flavor = {{"id", newUuid()}, {"name", "baremetal"},
                             {"vcpus", 1},      {"ram", 512},
                             {"disk", 1},       {"extra_specs", nlohmann::json::object()}};
    return keepFlavor(flavor);
}

Result<nlohmann::json> ServerRecords::newRecord(const ServerRequest& request) {
    auto image = parts_.images.find(request.image);
    if (!image) {
        return fail(image.error());
    }
    auto flavor = findFlavor(request.flavor);
    if (!flavor) {
        return fail(flavor.error());
    }
    nlohmann::json record = {{"id", request.id},
                             {"name", request.name},
                             {"project_id", request.projectId},
                             {"image_id", image->id},
                             {"flavor", *flavor},
                             {"availability_zone", request.availabilityZone},
                             {"key_name", request.keyName},
                             {"user_data", toBase64(request.userData)},
                             {"metadata", request.metadata ? *request.metadata : nlohmann::json::object()},
                             {"created", isoTime(std::chrono::system_clock::now())}};
    if (!request.keyName.empty()) {
        auto keyPair = findKeyPair(request.keyName);
        if (!keyPair) {
            return keyPair;
        }
        record["public_key"] = textOf(*keyPair, "public_key");
    }
    return record;
}

bool ServerRecords::isFree(const nlohmann::json& node) {
    return textOf(node, "provision_state") == "available" && !isSet(node, "instance_uuid") &&
           !isSet(node, "reservation") && !node.value("maintenance", false);
}

Result<nlohmann::json> ServerRecords::chooseNode(const std::string& zone) {
    if (startsWith(zone, pinMark)) {
        auto node = parts_.nodes.find(zone.substr(pinMark.size()));
        if (!node || isFree(*node)) {
            return node;
        }
        return fail(computeError(ErrorKind::conflict, "COMPUTE-NODE-BUSY",
                                 "node " + zone.substr(pinMark.size()),
                                 fmt::format("its state is \"{}\", it holds an instance or is in maintenance",
                                             textOf(*node, "provision_state"))));
    }
    for (auto& node : parts_.nodes.all()) {
        if (isFree(node) && !parts_.nodes.macs(textOf(node, "uuid")).empty()) {
            return std::move(node);
        }
    }
    return fail(computeError(ErrorKind::conflict, "COMPUTE-NO-NODE", "nodes",
                             "No valid host was found: no node with a port is available"));
}

Result<> ServerRecords::claim(const nlohmann::json& node, const nlohmann::json& record) {
    const auto& flavor = record["flavor"];
    const auto& specs = partOf(flavor, "extra_specs");
    nlohmann::json changes = {
        {"instance_uuid", record["id"]},
        {"instance_info",
         {{"image_source", record["image_id"]},
          {"root_gb", std::to_string(flavor.value("disk", 0))},
          {"display_name", record["name"]}}},
    };
    for (const auto* what : {"kernel", "ramdisk"}) {
        auto image = textOf(specs, fmt::format("baremetal:deploy_{}_id", what));
        if (!image.empty()) {
            changes["driver_info"][fmt::format("pxe_deploy_{}", what)] = image;
        }
    }
    return parts_.nodes.patch(textOf(node, "uuid"), changes);
}

Result<> ServerRecords::create(const ServerRequest& request) {
    auto record = newRecord(request);
    auto node = record ? chooseNode(request.availabilityZone) : record;
    if (!node) {
        return fail(node.error());
    }
    auto nodeId = textOf(*node, "uuid");
    (*record)["node_id"] = nodeId;
    auto kept = parts_.store.atomically([&]() -> Result<> {
        auto claimed = claim(*node, *record);
        return claimed ? parts_.store.put(serverKind, request.id, *record) : claimed;
    });
    if (!kept) {
        return kept;
    }
    auto taken = parts_.conductor.setProvision(nodeId, "active");
    if (taken) {
        return taken;
    }
    auto undone = release(*record);
    auto gone = parts_.store.remove(serverKind, request.id);
    if (!undone || !gone) {
        log::error(undone ? gone.error() : undone.error(), {{"NODE", nodeId}});
    }
    return taken;
}

Result<> ServerRecords::release(const nlohmann::json& record) {
    return parts_.nodes.patch(textOf(record, "node_id"),
                              {{"instance_uuid", nullptr}, {"instance_info", nullptr}});
}

// A node that is available again ends the deletion of its server.
void ServerRecords::settle(const nlohmann::json& record, const nlohmann::json& node) {
    auto id = textOf(record, "id");
    bool ours = textOf(node, "instance_uuid") == id;
    if (ours && textOf(node, "provision_state") != "available") {
        return;
    }
    nlohmann::json tombstone = {{"id", id}, {"project_id", record["project_id"]}, {"deleted", true}};
    auto released = ours ? release(record) : Result<>();
    auto kept = released ? parts_.store.put(serverKind, id, tombstone) : released;
    if (!kept) {
        log::error(kept.error(), {{"NODE", textOf(node, "uuid")}});
    }
}

Result<nlohmann::json> ServerRecords::record(const std::string& serverId) {
    auto found = parts_.store.get(serverKind, serverId);
    if (!found) {
        return fail(computeError(ErrorKind::notFound, "SERVER-ABSENT",
                                 "server " + log::printable(serverId, 80), "there is no such server"));
    }
    if (found->value("deleting", false)) {
        auto node = parts_.nodes.find(textOf(*found, "node_id"));
        settle(*found, node ? *node : nlohmann::json::object());
        found = parts_.store.get(serverKind, serverId);
    }
    return found;
}

Result<ServerStatus> ServerRecords::status(const std::string& serverId) {
    auto found = record(serverId);
    if (!found) {
        return fail(found.error());
    }
    ServerStatus status;
    if (found->value("deleted", false)) {
        status.status = "DELETED";
        return status;
    }
    auto node = parts_.nodes.find(textOf(*found, "node_id"));
    if (!node) {
        status.status = "ERROR";
        status.fault = "its node is gone";
        return status;
    }
    return statusFrom(*found, *node);
}

Result<> ServerRecords::change(const std::string& serverId, const ServerChange& change) {
    auto found = record(serverId);
    if (!found || found->value("deleted", false)) {
        return fail(
            found ? computeError(ErrorKind::notFound, "SERVER-ABSENT", "server " + serverId, "it was deleted")
                  : found.error());
    }
    (*found)["name"] = change.name.value_or(textOf(*found, "name"));
    if (change.metadata) {
        (*found)["metadata"] = *change.metadata;
    }
    auto rebuilt = change.image ? rebuild(*found, change) : Result<>();
    return rebuilt ? parts_.store.put(serverKind, serverId, *found) : rebuilt;
}

// The node keeps its server and is deployed again.
Result<> ServerRecords::rebuild(nlohmann::json& record, const ServerChange& change) {
    auto image = parts_.images.find(*change.image);
    auto node = image ? parts_.nodes.find(textOf(record, "node_id")) : fail(image.error());
    if (!node) {
        return fail(node.error());
    }
    const bool failed = statusFrom(record, *node).status == "ERROR";
    if (textOf(record, "image_id") == image->id && !failed) {
        return {};
    }
    const auto id = textOf(*node, "uuid");
    record["image_id"] = image->id;
    nlohmann::json changes = {
        {"instance_info", {{"image_source", image->id}, {"preserve_ephemeral", change.preserveEphemeral}}}};
    return parts_.store.atomically([&]() -> Result<> { // the conductor only takes note, and begins later
        auto noted = parts_.nodes.patch(id, changes);
        auto kept = noted ? parts_.store.put(serverKind, textOf(record, "id"), record) : noted;
        return kept ? parts_.conductor.setProvision(id, "rebuild") : kept;
    });
}

Result<> ServerRecords::remove(const std::string& serverId) {
    auto found = record(serverId);
    if (!found || found->value("deleted", false)) {
        return found ? Result<>() : fail(found.error());
    }
    (*found)["deleting"] = true;
    auto kept = parts_.store.put(serverKind, serverId, *found);
    auto node = parts_.nodes.find(textOf(*found, "node_id"));
    if (!kept) {
        return kept;
    }
    static const std::set<std::string> busy = {"active", "deploying", "wait call-back", "deploy failed",
                                               "error"};
    bool held =
        node && textOf(*node, "instance_uuid") == serverId && busy.contains(textOf(*node, "provision_state"));
    auto taken = held ? parts_.conductor.setProvision(textOf(*node, "uuid"), "deleted") : Result<>();
    if (!taken) {
        found->erase("deleting");
        auto undone = parts_.store.put(serverKind, serverId, *found);
        return undone ? taken : undone;
    }
    settle(*found, node ? *node : nlohmann::json::object());
    return {};
}

Result<nlohmann::json> ServerRecords::show(const std::string& serverId) {
    auto found = record(serverId);
    auto now = found ? status(serverId) : Result<ServerStatus>(fail(found.error()));
    if (now && now->status == "DELETED") {
        now =
            fail(computeError(ErrorKind::notFound, "SERVER-ABSENT", "server " + serverId, "it was deleted"));
    }
    if (!now) {
        return fail(now.error());
    }
    auto node = parts_.nodes.find(now->nodeId).value_or(nlohmann::json::object());
    auto server = recordPart(*found);
    server.update(statusPart(*found, *now));
    server["updated"] = textOf(node, "provision_updated_at", textOf(*found, "created"));
    server["OS-EXT-STS:power_state"] =
        textOf(node, "power_state") == "power on" ? 1 : 4; // running, shut down
    auto macs = parts_.nodes.macs(now->nodeId);
    if (!now->address.empty()) {
        server["addresses"]["ctlplane"] = {{{"addr", now->address},
                                            {"version", 4},
                                            {"OS-EXT-IPS:type", "fixed"},
                                            {"OS-EXT-IPS-MAC:mac_addr", macs.empty() ? "" : macs.front()}}};
    }
    if (now->status == "ERROR") {
        server["fault"] = {{"code", 500}, {"message", now->fault}, {"created", server["updated"]}};
    }
    return server;
}

std::optional<std::string> ServerRecords::serverAt(const std::string& address) {
    for (const auto& node : parts_.nodes.all()) {
        auto server = textOf(node, "instance_uuid");
        if (!address.empty() && !server.empty() && addressOf(node) == address && record(server)) {
            return server;
        }
    }
    return std::nullopt;
}

std::optional<std::string> ServerRecords::userData(const std::string& serverId) {
    auto found = record(serverId);
    auto text = found ? textOf(*found, "user_data") : std::string();
    auto plain = text.empty() ? Result<std::string>(std::string()) : fromBase64(text);
    return plain && !plain->empty() ? std::optional(std::move(*plain)) : std::nullopt;
}

bool ServerRecords::maySee(const std::string& serverId, const Identity& who) {
    auto found = record(serverId);
    return found && (who.isAdmin() || textOf(*found, "project_id") == who.projectId);
}

std::vector<std::string> ServerRecords::ids(const Identity& who) {
    std::vector<std::string> found;
    for (const auto& document : listed(parts_.store, serverKind)) {
        auto id = textOf(document, "id");
        auto kept = record(id);
        if (kept && !kept->value("deleted", false) && maySee(id, who)) {
            found.push_back(std::move(id));
        }
    }
    return found;
}

std::vector<nlohmann::json> ServerRecords::flavors() {
    return listed(parts_.store, flavorKind);
}

Result<nlohmann::json> ServerRecords::findFlavor(const std::string& idOrName) {
    for (auto& flavor : flavors()) {
        if (flavor["id"] == idOrName || flavor["name"] == idOrName) {
            return std::move(flavor);
        }
    }
    return fail(computeError(ErrorKind::notFound, "FLAVOR-ABSENT", "flavor " + log::printable(idOrName, 80),
                             "there is no such flavor"));
}

Result<> ServerRecords::keepFlavor(const nlohmann::json& flavor) {
    return parts_.store.put(flavorKind, textOf(flavor, "id"), flavor);
}

std::vector<nlohmann::json> ServerRecords::keyPairs() {
    return listed(parts_.store, keyKind);
}

Result<nlohmann::json> ServerRecords::findKeyPair(const std::string& name) {
    auto found = parts_.store.get(keyKind, name);
    return found ? found
                 : fail(computeError(ErrorKind::notFound, "KEY-ABSENT",
                                     "key pair " + log::printable(name, 80), "there is no such key pair"));
}

Result<> ServerRecords::keepKeyPair(const nlohmann::json& keyPair) {
    return parts_.store.put(keyKind, textOf(keyPair, "name"), keyPair);
}

} // namespace seedbed::seed
