// SPDX-License-Identifier: GPL-3.0-or-later
// Ironic's routes that act on a node: power, provisioning, maintenance, boot device, the ramdisk's call.
#include <nlohmann/json.hpp>

#include "firmware/seed-services/ironic/ironic.hpp"
#include "firmware/seed-services/ironic/node_document.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr auto bootDeviceTime = std::chrono::seconds(60);
constexpr const char* deployTokenField = "deploy_token_sha256";

const nlohmann::json& vendorMethods() {
    static const nlohmann::json methods = {
        {"pass_deploy_info",
         {{"async", true},
          {"attach", false},
          {"http_methods", {"POST"}},
          {"require_exclusive_lock", true},
          {"description", "The deploy ramdisk tells where it exports the disk."}}}};
    return methods;
}

} // namespace

void Ironic::addStateRoutes() {
    const std::string node = "/v1/nodes/{id}";
    router_.addAdmin("GET", node + "/states", atOnce(this, &Ironic::showStates));
    router_.addAdmin("PUT", node + "/states/power", atOnce(this, &Ironic::setPower));
    router_.addAdmin("PUT", node + "/states/provision", atOnce(this, &Ironic::setProvision));
    router_.addAdmin("PUT", node + "/maintenance", atOnce(this, &Ironic::setMaintenance));
    router_.addAdmin("DELETE", node + "/maintenance", atOnce(this, &Ironic::clearMaintenance));
    router_.addAdmin("GET", node + "/management/boot_device",
                     [this](Call call) { return showBootDevice(std::move(call)); });
    router_.addAdmin("PUT", node + "/management/boot_device",
                     [this](Call call) { return setBootDevice(std::move(call)); });
    nlohmann::json devices = {{"supported_boot_devices", {"pxe", "disk"}}};
    router_.addAdmin("GET", node + "/management/boot_device/supported",
                     atOnce([devices](const Call&) { return json(200, devices); }));
    router_.addAdmin("GET", node + "/vendor_passthru/methods", atOnce(this, &Ironic::listVendorMethods));
    // The deploy ramdisk has no user's token; the handler checks the node's own.
    router_.addPublic("POST", node + "/vendor_passthru/{method}", atOnce(this, &Ironic::vendorPassthru));
    router_.addPublic("POST", node + "/vendor_passthru", atOnce(this, &Ironic::vendorPassthru));
}

HttpResponse Ironic::showStates(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    return node ? json(200, nodeStates(*node)) : router_.refuse(node.error());
}

HttpResponse Ironic::accepted(const std::string& nodeId) {
    auto response = noContent(202);
    response.headers.set("Location", base_ + "/v1/nodes/" + nodeId + "/states");
    return response;
}

HttpResponse Ironic::setPower(const Call& call) {
    auto body = bodyOf(call.request);
    auto node = body ? parts_.nodes.find(call.path.at("id")) : body;
    if (!node) {
        return router_.refuse(node.error());
    }
    auto target = textOf(*body, "target");
    auto id = textOf(*node, "uuid");
    auto known = checkPowerTarget(target);
    auto taken = known ? parts_.conductor.setPower(id, target) : known;
    return taken ? accepted(id) : router_.refuse(taken.error());
}

HttpResponse Ironic::setProvision(const Call& call) {
    auto body = bodyOf(call.request);
    auto node = body ? parts_.nodes.find(call.path.at("id")) : body;
    if (!node) {
        return router_.refuse(node.error());
    }
    auto target = textOf(*body, "target");
    auto id = textOf(*node, "uuid");
    auto fitting = checkProvisionTarget(*node, target);
    if (!fitting) {
        return router_.refuse(fitting.error());
    }
    bool deploys = target == "active" || target == "rebuild";
    bool byHand =
        node->value("maintenance", false) && textOf(*node, "fault").empty(); // else its deployment tells
    if (deploys && byHand) {
        return router_.refuse(400, "Node " + id + " is in maintenance; no deployment starts there.");
    }
    auto taken = parts_.conductor.setProvision(id, target);
    return taken ? accepted(id) : router_.refuse(taken.error());
}

HttpResponse Ironic::setMaintenance(const Call& call) {
    auto body = bodyOf(call.request);
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        return router_.refuse(node.error());
    }
    auto reason = body ? body->value("reason", nlohmann::json()) : nlohmann::json();
    auto kept = parts_.nodes.patch(
        textOf(*node, "uuid"), {{"maintenance", true}, {"maintenance_reason", reason}, {"fault", nullptr}});
    return kept ? noContent(202) : router_.refuse(kept.error());
}

HttpResponse Ironic::clearMaintenance(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        return router_.refuse(node.error());
    }
    auto kept = parts_.nodes.patch(
        textOf(*node, "uuid"), {{"maintenance", false}, {"maintenance_reason", nullptr}, {"fault", nullptr}});
    return kept ? noContent(202) : router_.refuse(kept.error());
}

asio::awaitable<HttpResponse> Ironic::showBootDevice(Call call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        co_return router_.refuse(node.error());
    }
    auto id = textOf(*node, "uuid");
    auto work = parts_.conductor.bootDevice(id);
    auto held = co_await within(bootDeviceTime, "read the boot device of node " + id, std::move(work));
    if (!held) {
        co_return router_.refuse(held.error());
    }
    nlohmann::json shown = {{"boot_device", nullptr}, {"persistent", nullptr}};
    if (!held->device.empty()) {
        shown = {{"boot_device", held->device}, {"persistent", held->persistent}};
    }
    co_return json(200, shown);
}

asio::awaitable<HttpResponse> Ironic::setBootDevice(Call call) {
    auto body = bodyOf(call.request);
    auto node = body ? parts_.nodes.find(call.path.at("id")) : body;
    if (!node) {
        co_return router_.refuse(node.error());
    }
    auto id = textOf(*node, "uuid");
    auto device = textOf(*body, "boot_device");
    bool persistent = body->value("persistent", nlohmann::json(false)) == true;
    auto work = parts_.conductor.setBootDevice(id, device, persistent);
    auto done = co_await within(bootDeviceTime, "set the boot device of node " + id, std::move(work));
    co_return done ? noContent() : router_.refuse(done.error());
}

HttpResponse Ironic::listVendorMethods(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    return node ? json(200, vendorMethods()) : router_.refuse(node.error());
}

bool Ironic::mayPassDeployInfo(const Call& call, const nlohmann::json& node) {
    auto token = call.request.headers.get("X-Auth-Token").value_or("");
    auto expected = textOf(partOf(node, "driver_internal_info"), deployTokenField);
    if (!expected.empty() && Secret(sha256Hex(token)) == Secret(expected)) {
        return true;
    }
    auto who = parts_.tokens.verify(token);
    return who && who->isAdmin();
}

HttpResponse Ironic::vendorPassthru(const Call& call) {
    auto inPath = call.path.find("method");
    auto method = inPath != call.path.end() ? inPath->second : call.request.query("method").value_or("");
    auto node = parts_.nodes.find(call.path.at("id"));
    // Who has no right learns nothing about nodes.
    if (!node || !mayPassDeployInfo(call, *node)) {
        return router_.refuse(401, "The request you have made requires authentication.");
    }
    if (method != "pass_deploy_info") {
        return router_.refuse(400, "There is no vendor method " + method + ".");
    }
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    auto id = textOf(*node, "uuid");
    auto taken = parts_.conductor.passDeployInfo(id, *body);
    auto spent =
        taken ? parts_.nodes.patch(id, {{"driver_internal_info", {{deployTokenField, nullptr}}}}) : taken;
    return spent ? noContent(202) : router_.refuse(spent.error());
}

} // namespace seedbed::seed
