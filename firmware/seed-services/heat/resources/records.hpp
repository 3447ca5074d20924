// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of a stack, of a resource and of an event. Plain values; the engine owns them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace seedbed::heat {

struct Stack {
    std::string id, name, projectId, owner, userId;
    std::string action = "CREATE", status = "IN_PROGRESS", reason;
    std::string created, updated, deleted; // times as clients see them
    std::int64_t actionStarted = 0;        // seconds since 1970
    std::int64_t firstFailure = 0;         // of the running action; 0: none
    bool disableRollback = true;
    int timeoutMinutes = 60;
    nlohmann::json source;                                // the template's document
    nlohmann::json parameters = nlohmann::json::object(); // as given
    nlohmann::json environment = nlohmann::json::object();
    nlohmann::json files = nlohmann::json::object();
    std::vector<std::string> tags;

    bool in(const char* a, const char* s) const { return action == a && status == s; }
    bool inProgress() const { return status == "IN_PROGRESS"; }
    bool isDeleted() const { return in("DELETE", "COMPLETE"); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Stack, id, name, projectId, owner, userId, action, status,
                                                reason, created, updated, deleted, actionStarted,
                                                firstFailure, disableRollback, timeoutMinutes, source,
                                                parameters, environment, files, tags)

struct Resource {
    std::string name, type;
    std::string
        uuid; // ours; also the id of what the resource makes, so that making it twice is making it once
    std::string action = "INIT", status = "COMPLETE", reason;
    std::string physicalName, physicalId, created, updated;
    std::int64_t started = 0;                             // of the running action, seconds since 1970
    bool begun = false;                                   // the running action's first call has returned
    nlohmann::json properties = nlohmann::json::object(); // resolved
    nlohmann::json metadata = nlohmann::json::object();
    nlohmann::json data = nlohmann::json::object(); // the type's own

    bool in(const char* a, const char* s) const { return action == a && status == s; }
    // Null attributes unless so: tripleo-deployment.md 7.3.
    bool exists() const { return action == "CREATE" || action == "UPDATE"; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Resource, name, type, uuid, action, status, reason,
                                                physicalName, physicalId, created, updated, started, begun,
                                                properties, metadata, data)

struct StackEvent {
    std::string id, time, resourceName, resourceType, physicalId, status, reason;
    nlohmann::json properties = nlohmann::json::object();
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(StackEvent, id, time, resourceName, resourceType, physicalId,
                                                status, reason, properties)

} // namespace seedbed::heat
