// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/provision/nodes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "oa-bridge/base/json_fields.hpp"


namespace seedbed {
namespace {

using nlohmann::json;
constexpr std::chrono::seconds kProvideTime{75}; // an engine may ask a silent controller for a minute

json driverInfo(const NodeSpec& spec) {
    return {{"ipmi_address", spec.iloAddress},   {"ipmi_username", spec.user},
            {"ipmi_password", spec.password.reveal()}, {"deploy_kernel", spec.deployKernel},
            {"deploy_ramdisk", spec.deployRamdisk}};
}

json properties(const NodeSpec& spec) {
    return {{"cpus", spec.cpus}, {"memory_mb", spec.memoryMb}, {"local_gb", spec.diskGb}, {"cpu_arch", "x86_64"}};
}

std::string serialOf(const json& node) { return field::text(field::object(node, "extra"), "serial"); }

bool matches(const json& node, const NodeSpec& spec) {
    const auto& info = field::object(node, "driver_info");
    return serialOf(node) == spec.serial && field::text(info, "ipmi_username") == spec.user && field::text(info, "ipmi_address") == spec.iloAddress &&
           field::text(info, "deploy_kernel") == spec.deployKernel &&
           field::text(info, "deploy_ramdisk") == spec.deployRamdisk;
}

// On the way to "available", where ensureNode() takes it.
bool isHalfRegistered(const json& node) {
    const auto state = field::text(node, "provision_state");
    return state == "enroll" || state == "verifying" || state == "manageable";
}

Task<std::optional<json>> lookUp(OpenStack& openstack, const std::string& name) {
    auto node = co_await openstack.get("baremetal", "/v1/nodes/" + name);
    if (!node && node.error().id == "OPENSTACK-ABSENT") {
        co_return std::optional<json>();
    }
    if (!node) {
        co_return fail(node.error());
    }
    co_return std::optional<json>(std::move(*node));
}

Task<> ensurePort(OpenStack& openstack, const std::string& uuid, const NodeSpec& spec) {
    auto ports = co_await openstack.get("baremetal", "/v1/nodes/" + uuid + "/ports");
    if (!ports) {
        co_return fail(ports.error());
    }
    bool there = false;
    for (const auto& port : field::list(*ports, "ports")) {
        if (field::text(port, "address") == spec.mac.toString()) {
            there = true;
            continue;
        }
        auto removed = co_await openstack.remove("baremetal", "/v1/ports/" + field::text(port, "uuid"));
        if (!removed) {
            co_return removed;
        }
    }
    if (there) {
        co_return Result<>();
    }
    json request{{"node_uuid", uuid}, {"address", spec.mac.toString()}, {"pxe_enabled", true}};
    auto created = co_await openstack.send("POST", "baremetal", "/v1/ports", request);
    if (!created) {
        co_return fail(created.error());
    }
    co_return Result<>();
}

Task<> correct(OpenStack& openstack, const json& node, const NodeSpec& spec) {
    const std::string serial = serialOf(node);
    if (serial != spec.serial) {
        co_return fail({.kind = ErrorKind::needsHuman,
                        .id = "NODE-SERIAL-DIFFERS",
                        .object = spec.name,
                        .attempted = "register the blade",
                        .cause = fmt::format("the engine knows the bay with blade {}, the plan names {}", serial, spec.serial),
                        .action = "delete that node in the engine if the blade was replaced on purpose"});
    }
    json patch = json::array();
    const auto wanted = driverInfo(spec);
    for (const auto& [key, value] : wanted.items()) {
        patch.push_back({{"op", "add"}, {"path", "/driver_info/" + key}, {"value", value}});
    }
    auto patched = co_await openstack.send("PATCH", "baremetal", "/v1/nodes/" + field::text(node, "uuid"), patch);
    if (!patched) {
        co_return fail(patched.error());
    }
    co_return Result<>();
}

// The engine asked the blade's controller and says why that did not work.
Error refused(const json& node) {
    Error error = errorFromSentence(ErrorKind::unreachable, field::text(node, "last_error"));
    error.object = "node " + field::text(node, "name");
    error.attempted = "manage it";
    return error;
}

Task<> provide(OpenStack& openstack, const std::string& uuid) {
    bool asked = false;
    const auto end = std::chrono::steady_clock::now() + kProvideTime;
    while (std::chrono::steady_clock::now() < end) {
        auto node = co_await openstack.get("baremetal", "/v1/nodes/" + uuid);
        if (!node) {
            co_return fail(node.error());
        }
        auto state = field::text(*node, "provision_state"); // null was "available" once
        const std::string word = state.empty() ? "available" : state;
        if (word == "available" || word == "active") {
            co_return Result<>();
        }
        if (word == "enroll" && asked && !field::text(*node, "last_error").empty()) {
            co_return fail(refused(*node));
        }
        if (word == "enroll" || word == "manageable") {
            asked = true;
            json request{{"target", word == "enroll" ? "manage" : "provide"}};
            auto sent = co_await openstack.send("PUT", "baremetal", "/v1/nodes/" + uuid + "/states/provision", request);
            if (!sent && sent.error().id != "OPENSTACK-CONFLICT") {
                co_return fail(sent.error());
            }
        } else if (word == "deploy failed" || word == "error") {
            json request{{"target", "deleted"}};
            auto sent = co_await openstack.send("PUT", "baremetal", "/v1/nodes/" + uuid + "/states/provision", request);
            if (!sent && sent.error().id != "OPENSTACK-CONFLICT") {
                co_return fail(sent.error());
            }
        }
        co_await pause(std::chrono::milliseconds(100));
    }
    co_return fail({.kind = ErrorKind::timeout,
                    .id = "NODE-NOT-AVAILABLE",
                    .object = "node " + uuid,
                    .attempted = "make it available",
                    .cause = fmt::format("it did not get there in {} s", kProvideTime.count()),
                    .action = "look at the node's last_error in the engine"});
}

} // namespace

Task<std::optional<std::string>> findNode(OpenStack& openstack, NodeSpec spec) {
    auto node = co_await lookUp(openstack, spec.name);
    if (!node) {
        co_return fail(node.error());
    }
    if (!*node || !matches(**node, spec) || isHalfRegistered(**node)) {
        co_return std::optional<std::string>();
    }
    auto uuid = needText(**node, "uuid", "node " + spec.name);
    if (!uuid) {
        co_return fail(uuid.error());
    }
    auto ports = co_await openstack.get("baremetal", "/v1/nodes/" + *uuid + "/ports");
    if (!ports) {
        co_return fail(ports.error());
    }
    const auto& list = field::list(*ports, "ports");
    bool sameMac = list.size() == 1 && field::text(list[0], "address") == spec.mac.toString();
    co_return sameMac ? std::optional<std::string>(*uuid) : std::nullopt;
}

Task<std::string> ensureNode(OpenStack& openstack, NodeSpec spec) {
    auto known = co_await lookUp(openstack, spec.name);
    if (!known) {
        co_return fail(known.error());
    }
    json node;
    if (*known) {
        node = std::move(**known);
        auto corrected = co_await correct(openstack, node, spec);
        if (!corrected) {
            co_return fail(corrected.error());
        }
    } else {
        json request{{"name", spec.name},
                     {"driver", "ipmi"},
                     {"driver_info", driverInfo(spec)},
                     {"properties", properties(spec)},
                     {"extra", {{"serial", spec.serial}}}};
        auto created = co_await openstack.send("POST", "baremetal", "/v1/nodes", request);
        if (!created) {
            co_return fail(created.error());
        }
        node = std::move(*created);
    }
    auto uuid = needText(node, "uuid", "node " + spec.name);
    if (!uuid) {
        co_return uuid;
    }
    auto ported = co_await ensurePort(openstack, *uuid, spec);
    if (!ported) {
        co_return fail(ported.error());
    }
    auto provided = co_await provide(openstack, *uuid);
    if (!provided) {
        co_return fail(provided.error());
    }
    co_return uuid;
}

Task<json> showNode(OpenStack& openstack, std::string node) {
    auto shown = co_await openstack.get("baremetal", "/v1/nodes/" + node);
    co_return shown;
}

Task<std::vector<json>> nodeHistory(OpenStack& openstack, std::string node) {
    auto shown = co_await openstack.get("baremetal", "/v1/nodes/" + node + "/history?detail=true");
    if (!shown) {
        co_return fail(shown.error());
    }
    std::vector<json> events = field::list(*shown, "history");
    std::stable_sort(events.begin(), events.end(), [](const json& a, const json& b) {
        return field::text(a, "created_at") < field::text(b, "created_at");
    });
    co_return events;
}

} // namespace seedbed
