// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/provision/stacks.hpp"

#include "oa-bridge/base/json_fields.hpp"


namespace seedbed {

using nlohmann::json;

Task<std::optional<StackStatus>> findStack(OpenStack& openstack, std::string name) {
    auto list = co_await openstack.get("orchestration", "/stacks");
    if (!list) {
        co_return fail(list.error());
    }
    std::string id;
    for (const auto& entry : field::list(*list, "stacks")) {
        if (field::text(entry, "stack_name") == name) {
            id = field::text(entry, "id");
        }
    }
    if (id.empty()) {
        co_return std::optional<StackStatus>();
    }
    auto shown = co_await showStack(openstack, name, id);
    co_return shown;
}

Task<std::optional<StackStatus>> showStack(OpenStack& openstack, std::string name, std::string id) {
    auto shown = co_await openstack.get("orchestration", "/stacks/" + name + "/" + id);
    if (!shown && shown.error().id == "OPENSTACK-ABSENT") {
        co_return std::optional<StackStatus>();
    }
    if (!shown) {
        co_return fail(shown.error());
    }
    const auto& stack = field::object(*shown, "stack");
    auto status = needText(stack, "stack_status", "stack " + name);
    if (!status) {
        co_return fail(status.error());
    }
    StackStatus found{id, *status, field::text(stack, "stack_status_reason"), field::text(stack, "creation_time"), {}};
    for (const auto& [key, value] : field::object(stack, "parameters").items()) {
        found.parameters[key] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    co_return std::optional<StackStatus>(std::move(found));
}

Task<std::string> createStack(OpenStack& openstack, std::string name, std::string stackTemplate, json parameters) {
    json request{{"stack_name", name},
                 {"template", stackTemplate},
                 {"parameters", parameters},
                 {"timeout_mins", 60},
                 {"disable_rollback", true}};
    auto created = co_await openstack.send("POST", "orchestration", "/stacks", request);
    if (!created) {
        co_return fail(created.error());
    }
    co_return needText(field::object(*created, "stack"), "id", "stack " + name);
}

Task<> deleteStack(OpenStack& openstack, std::string name, std::string id) {
    auto asked = co_await openstack.remove("orchestration", "/stacks/" + name + "/" + id);
    if (!asked && asked.error().id != "OPENSTACK-ABSENT") {
        co_return asked;
    }
    std::optional<StackStatus> left = StackStatus{};
    while (left) {
        auto found = co_await findStack(openstack, name);
        if (!found) {
            co_return fail(found.error());
        }
        left = *found;
        if (left && left->status == "DELETE_FAILED") {
            co_return fail({.kind = ErrorKind::conflict,
                            .id = "STACK-DELETE-FAILED",
                            .object = "stack " + name,
                            .attempted = "delete it",
                            .cause = left->reason,
                            .action = "look at the stack's events in the engine"});
        }
        co_await pause(std::chrono::milliseconds(200));
    }
    co_return Result<>();
}

} // namespace seedbed
