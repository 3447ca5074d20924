// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/ironic/node_document.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/json_patch.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;

// Fields a user sets, with their values when not given; null takes a text.
const Json& settable() {
    static const Json fields = {{"name", nullptr},
                                {"driver", "ipmi"},
                                {"driver_info", Json::object()},
                                {"properties", Json::object()},
                                {"instance_info", Json::object()},
                                {"extra", Json::object()},
                                {"network_data", Json::object()},
                                {"instance_uuid", nullptr},
                                {"maintenance", false},
                                {"maintenance_reason", nullptr},
                                {"resource_class", nullptr},
                                {"description", nullptr},
                                {"owner", nullptr},
                                {"lessee", nullptr},
                                {"chassis_uuid", nullptr},
                                {"conductor_group", ""},
                                {"protected", false},
                                {"protected_reason", nullptr},
                                {"retired", false},
                                {"retired_reason", nullptr},
                                {"bios_interface", "no-bios"},
                                {"boot_interface", "ipxe"},
                                {"console_interface", "no-console"},
                                {"deploy_interface", "iscsi"},
                                {"inspect_interface", "no-inspect"},
                                {"management_interface", "ipmitool"},
                                {"network_interface", "noop"},
                                {"power_interface", "ipmitool"},
                                {"raid_interface", "no-raid"},
                                {"rescue_interface", "no-rescue"},
                                {"storage_interface", "noop"},
                                {"vendor_interface", "ipmitool"}};
    return fields;
}
// Fields only the services set.
const Json& observed() {
    static const Json fields = {{"uuid", ""},
                                {"provision_state", "enroll"},
                                {"target_provision_state", nullptr},
                                {"provision_updated_at", nullptr},
                                {"power_state", nullptr},
                                {"target_power_state", nullptr},
                                {"last_error", nullptr},
                                {"fault", nullptr},
                                {"reservation", nullptr},
                                {"conductor", "seedbed"},
                                {"driver_internal_info", Json::object()},
                                {"console_enabled", false},
                                {"allocation_uuid", nullptr},
                                {"automated_clean", false},
                                {"boot_mode", nullptr},
                                {"secure_boot", nullptr},
                                {"clean_step", Json::object()},
                                {"deploy_step", Json::object()},
                                {"raid_config", Json::object()},
                                {"target_raid_config", Json::object()},
                                {"inspection_started_at", nullptr},
                                {"inspection_finished_at", nullptr},
                                {"traits", Json::array()},
                                {"created_at", nullptr},
                                {"updated_at", nullptr}};
    return fields;
}

const Json& portFields() {
    static const Json fields = {{"address", ""},
                                {"node_uuid", ""},
                                {"name", nullptr},
                                {"extra", Json::object()},
                                {"local_link_connection", Json::object()},
                                {"physical_network", nullptr},
                                {"portgroup_uuid", nullptr},
                                {"pxe_enabled", true},
                                {"is_smartnic", false}};
    return fields;
}

tl::unexpected<Error> wrong(std::string object, std::string cause, ErrorKind kind = ErrorKind::invalid) {
    Error error;
    error.kind = kind;
    error.id = "NODE-FIELD";
    error.object = std::move(object);
    error.attempted = "set it";
    error.cause = std::move(cause);
    error.action = "correct the request";
    return fail(std::move(error));
}

bool typeFits(const Json& value, const Json& standard) {
    return standard.is_null() ? value.is_null() || value.is_string() : value.type() == standard.type();
}

bool isUuid(const std::string& text) {
    auto plain = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0 || c == '-'; };
    return text.size() == 36 && std::all_of(text.begin(), text.end(), plain);
}

// A host name, so that it is fit for DHCP and never a UUID.
Result<> checkName(const std::string& name) {
    auto plain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
    };
    bool good =
        !name.empty() && name.size() <= 255 && !isUuid(name) && std::all_of(name.begin(), name.end(), plain);
    return good ? Result<>() : wrong("node name", "\"" + name + "\" is no host name");
}

Result<> checkNode(const Json& node) {
    for (const auto& [key, standard] : settable().items()) {
        if (!typeFits(node[key], standard)) {
            return wrong("node field " + key, "its value has the wrong type");
        }
    }
    if (!isKnownDriver(textOf(node, "driver"))) {
        return wrong("node field driver", "there is no driver \"" + textOf(node, "driver") + "\", only ipmi");
    }
    if (const auto way = textOf(node, "deploy_interface"); !isKnownDeployInterface(way)) {
        return wrong("node field deploy_interface", "\"" + way + "\" is none of iscsi, custom-agent, direct");
    }
    return node["name"].is_null() ? Result<>() : checkName(textOf(node, "name"));
}

// The address of a port whose fields have the right types.
Result<MacAddress> checkPort(const Json& port) {
    for (const auto& [key, standard] : portFields().items()) {
        if (!typeFits(port[key], standard)) {
            return wrong("port field " + key, "its value has the wrong type");
        }
    }
    return MacAddress::parse(textOf(port, "address"));
}

Result<Json> applied(const Json& document, const Json& operations, const Json& allowed) {
    auto changed = patched(document, operations);
    if (!changed) {
        return changed;
    }
    for (const auto& [key, standard] : allowed.items()) {
        if (!changed->contains(key)) {
            (*changed)[key] = standard; // removing a field resets it
        }
    }
    for (const auto& difference : Json::diff(document, *changed)) {
        auto field = split(textOf(difference, "path"), '/').at(1);
        if (!allowed.contains(field)) {
            return wrong("field " + field, "it cannot be set by a request");
        }
    }
    return changed;
}

bool isSecretKey(std::string_view key) {
    constexpr std::array<std::string_view, 5> marks = {"password", "secret", "token", "deploy_key",
                                                       "configdrive"};
    auto small = lower(key);
    return std::any_of(marks.begin(), marks.end(),
                       [&small](auto mark) { return small.find(mark) != std::string::npos; });
}

void mask(Json& info) {
    for (auto& [key, value] : info.items()) {
        if (isSecretKey(key) && !value.is_null()) {
            value = maskText;
        }
    }
}

Json linksTo(const std::string& base, const std::string& what) {
    return {{{"href", base + "/v1/" + what}, {"rel", "self"}},
            {{"href", base + "/" + what}, {"rel", "bookmark"}}};
}

Json verdict(const std::string& reason) {
    return reason.empty() ? Json{{"result", true}} : Json{{"result", false}, {"reason", reason}};
}

std::string missing(const Json& info, std::initializer_list<const char*> keys) {
    std::string names;
    for (const auto* key : keys) {
        if (textOf(info, key).empty()) {
            names += (names.empty() ? "" : ", ") + std::string(key);
        }
    }
    return names.empty() ? std::string() : "missing: " + names;
}

} // namespace

bool isKnownDeployInterface(const std::string& name) {
    return name == "iscsi" || name == "custom-agent" || name == "direct";
}

bool isKnownDriver(const std::string& driver) {
    return driver == "ipmi" || driver == "pxe_ipmitool";
}

Result<Json> newNode(const Json& wanted) {
    Json node = settable();
    for (const auto& [key, value] : wanted.items()) {
        if (key != "uuid" && !settable().contains(key)) {
            return wrong("node field " + key, "it cannot be set by a request");
        }
        node[key] = value;
    }
    if (!wanted.contains("driver")) {
        return wrong("node field driver", "it is missing");
    }
    auto good = checkNode(node);
    if (!good) {
        return fail(good.error());
    }
    auto uuid = textOf(wanted, "uuid", newUuid());
    if (!isUuid(uuid)) {
        return wrong("node field uuid", "it is no UUID");
    }
    node.update(observed());
    node["uuid"] = lower(uuid);
    node["created_at"] = nowIso();
    return node;
}

Result<Json> patchedNode(const Json& node, const Json& operations) {
    auto changed = applied(node, operations, settable());
    auto good = changed ? checkNode(*changed) : Result<>(fail(changed.error()));
    if (!good) {
        return fail(good.error());
    }
    (*changed)["updated_at"] = nowIso();
    return changed;
}

Json shownNode(const Json& node, const std::string& base) {
    Json shown = settable();
    shown.update(observed());
    shown.update(node);
    for (const auto* info : {"driver_info", "instance_info", "driver_internal_info"}) {
        mask(shown[info]);
    }
    auto self = "nodes/" + textOf(node, "uuid");
    shown["links"] = linksTo(base, self);
    for (const auto* part : {"ports", "states", "portgroups", "volume"}) {
        shown[part] = linksTo(base, self + "/" + part);
    }
    return shown;
}

Json nodeStates(const Json& node) {
    Json states;
    for (const auto* key : {"power_state", "target_power_state", "provision_state", "target_provision_state",
                            "provision_updated_at", "last_error", "console_enabled", "raid_config",
                            "target_raid_config", "boot_mode", "secure_boot"}) {
        states[key] = node.value(key, observed()[key]);
    }
    return states;
}

Result<Json> newPort(const Json& wanted) {
    Json port = portFields();
    for (const auto& [key, value] : wanted.items()) {
        if (key != "uuid" && !portFields().contains(key)) {
            return wrong("port field " + key, "it cannot be set by a request");
        }
        port[key] = value;
    }
    auto mac = checkPort(port);
    if (!mac) {
        return fail(mac.error());
    }
    auto uuid = textOf(wanted, "uuid", newUuid());
    if (!isUuid(uuid)) {
        return wrong("port field uuid", "it is no UUID");
    }
    port["address"] = mac->toString();
    port["uuid"] = lower(uuid);
    port["internal_info"] = Json::object();
    port["created_at"] = nowIso();
    port["updated_at"] = nullptr;
    return port;
}

Result<Json> patchedPort(const Json& port, const Json& operations) {
    auto changed = applied(port, operations, portFields());
    auto mac = changed ? checkPort(*changed) : fail(changed.error());
    if (!mac) {
        return fail(mac.error());
    }
    (*changed)["address"] = mac->toString();
    (*changed)["updated_at"] = nowIso();
    return changed;
}

Json shownPort(Json port, const std::string& base) {
    port["links"] = linksTo(base, "ports/" + textOf(port, "uuid"));
    return port;
}

Result<> checkProvisionTarget(const Json& node, const std::string& target) {
    static const std::map<std::string, std::set<std::string>> statesFor = {
        {"manage", {"enroll", "available", "deploy failed", "error"}},
        {"provide", {"manageable"}},
        {"active", {"available", "deploy failed"}},
        {"rebuild", {"active", "deploy failed", "error"}},
        {"deleted", {"active", "deploying", "wait call-back", "deploy failed", "error"}},
        {"abort", {"verifying", "deploying", "wait call-back"}},
    };
    auto state = textOf(node, "provision_state");
    auto allowed = statesFor.find(target);
    if (allowed != statesFor.end() && allowed->second.contains(state)) {
        return {};
    }
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "NODE-STATE";
    error.object = "node " + textOf(node, "uuid");
    error.attempted = fmt::format("provision state {}", target);
    error.cause = allowed == statesFor.end() ? "there is no such target"
                                             : fmt::format("it cannot be done in state \"{}\"", state);
    error.action = "wait for or bring about a state that allows it";
    return fail(std::move(error));
}

Result<> checkPowerTarget(const std::string& target) {
    bool known = target == "power on" || target == "power off" || target == "rebooting";
    return known ? Result<>()
                 : wrong("power target", "\"" + target + "\" is none of power on, power off, rebooting");
}

Result<> checkNodeRemovable(const Json& node) {
    static const std::set<std::string> states = {"enroll", "manageable", "available", "deploy failed",
                                                 "error"};
    bool reserved = !node.value("reservation", Json()).is_null();
    bool settled = states.contains(textOf(node, "provision_state")) || node.value("maintenance", false);
    bool used = !node.value("instance_uuid", Json()).is_null() && !node.value("maintenance", false);
    if (settled && !reserved && !used) {
        return {};
    }
    return wrong("node " + textOf(node, "uuid"),
                 reserved
                     ? "it is being worked on"
                     : "its state is \"" + textOf(node, "provision_state") + "\" or it holds an instance",
                 ErrorKind::conflict);
}

Json nodeValidation(const Json& node, std::size_t ports) {
    const auto& info = partOf(node, "driver_info");
    const auto& instance = partOf(node, "instance_info");
    auto bmc = missing(info, {"ipmi_address"});
    auto image = missing(instance, {"image_source"});
    std::string noPort = ports == 0 ? "the node has no port" : "";
    Json unsupported = {{"result", nullptr}, {"reason", "not supported"}};
    Json result = {{"power", verdict(bmc)},   {"management", verdict(bmc)},
                   {"boot", verdict(noPort)}, {"deploy", verdict(!image.empty() ? image : noPort)},
                   {"network", verdict("")},  {"storage", verdict("")}};
    for (const auto* name : {"console", "inspect", "raid", "rescue", "bios"}) {
        result[name] = unsupported;
    }
    return result;
}

} // namespace seedbed::seed
