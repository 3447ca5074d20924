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
    int revision = 1;                     // of the template; an update makes the next one
    std::string parentId, parentResource; // of a nested stack
    nlohmann::json facade;                // what that resource is; null: not nested
    nlohmann::json previous;              // what rollback of an update goes back to; null: none
    nlohmann::json source;                // the template's document
    nlohmann::json parameters = nlohmann::json::object(); // as given
    nlohmann::json environment = nlohmann::json::object();
    nlohmann::json files = nlohmann::json::object();
    std::vector<std::string> tags;

    bool in(const char* a, const char* s) const { return action == a && status == s; }
    bool inProgress() const { return status == "IN_PROGRESS"; }
    bool isDeleted() const { return in("DELETE", "COMPLETE"); }
    // Ends with nothing left: a delete, and the rollback of a create.
    bool removesAll() const { return action == "DELETE" || (action == "ROLLBACK" && revision == 1); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Stack, id, name, projectId, owner, userId, action, status,
                                                reason, created, updated, deleted, actionStarted,
                                                firstFailure, disableRollback, timeoutMinutes, revision,
                                                parentId, parentResource, facade, previous, source,
                                                parameters, environment, files, tags)

struct Resource {
    std::string name, type;
    std::string
        uuid; // ours; also the id of what the resource makes, so that making it twice is making it once
    std::string action = "INIT", status = "COMPLETE", reason;
    std::string physicalName, physicalId, created, updated;
    std::int64_t started = 0;                             // of the running action, seconds since 1970
    bool begun = false;                                   // the running action's first call has returned
    int revision = 0;                                     // of the stack, to which this was brought
    bool retired = false;                                 // replaced or no longer wanted: deleted at the end
    bool retain = false;                                  // deletion leaves it alone
    std::vector<std::string> needs;                       // names, when it was last brought up to date
    nlohmann::json properties = nlohmann::json::object(); // resolved
    nlohmann::json before = nlohmann::json::object();     // the properties that the running update changes
    nlohmann::json declared = nlohmann::json::object();   // metadata as the template gives it, resolved
    nlohmann::json metadata = nlohmann::json::object();
    nlohmann::json data = nlohmann::json::object(); // the type's own

    bool in(const char* a, const char* s) const { return action == a && status == s; }
    // Null attributes unless so: tripleo-deployment.md 7.3.
    bool exists() const { return action != "INIT" && action != "DELETE"; }
    bool isGone() const { return action == "INIT" || in("DELETE", "COMPLETE"); }
    std::string key() const { return retired ? name + "/" + uuid : name; } // in the store
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Resource, name, type, uuid, action, status, reason,
                                                physicalName, physicalId, created, updated, started, begun,
                                                revision, retired, retain, needs, properties, before,
                                                declared, metadata, data)

struct StackEvent {
    std::string id, time, resourceName, resourceType, physicalId, status, reason;
    nlohmann::json properties = nlohmann::json::object();
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(StackEvent, id, time, resourceName, resourceType, physicalId,
                                                status, reason, properties)

} // namespace seedbed::heat
