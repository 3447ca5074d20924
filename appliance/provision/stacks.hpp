// SPDX-License-Identifier: GPL-3.0-or-later
// Heat stacks by name. Errors as OpenStack.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "appliance/provision/openstack.hpp"

namespace seedbed {

struct StackStatus {
    std::string id;
    std::string status; // CREATE_IN_PROGRESS, CREATE_COMPLETE, CREATE_FAILED, ...
    std::string reason;
    std::string created;
    std::map<std::string, std::string> parameters;
};

Task<std::optional<StackStatus>> findStack(OpenStack& openstack, std::string name);
// The same by id; no value when it is gone.
Task<std::optional<StackStatus>> showStack(OpenStack& openstack, std::string name, std::string id);
// Its id.
Task<std::string> createStack(OpenStack& openstack, std::string name, std::string stackTemplate,
                              nlohmann::json parameters);
Task<> deleteStack(OpenStack& openstack, std::string name, std::string id); // returns once it is gone

} // namespace seedbed
