// SPDX-License-Identifier: GPL-3.0-or-later
// One stack in memory: its record, what its template means, and its resources. Owned by the engine, for as
// long as the stack is listed. Nothing here is stored: stack_run.hpp and the engine do that. I/O thread only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "firmware/seed-services/heat/stack_request.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::heat {

// What a resource shall become: its definition with every function resolved.
struct PreparedResource {
    Json properties;
    Json metadata;
    std::vector<std::string> needs;
    bool retain = false;
};

class LiveStack {
public:
    LiveStack(const asio::any_io_executor& executor, const Surroundings& around, Stack stack,
              StackPlan stackPlan);

    Stack record;
    StackPlan plan;
    std::map<std::string, Resource> resources; // those of the plan, by name
    std::map<std::string, Resource> retired;   // replaced or no longer planned, by key
    Event changed;                             // wakes the stack's run
    bool running = false;                      // its coroutine is alive

    // Null when the stack has none of that name.
    Resource* find(const std::string& name);
    std::vector<Resource*> everything(); // with the retired ones
    std::vector<Resource*> retiredOnes();
    const ResourceType& typeOf(const Resource& resource) const;
    ResourceContext context(Resource& resource);
    Scope scope();
    Json referenceOf(const std::string& name);
    Json attributeOf(const std::string& name, const std::string& attribute); // null before creation
    // Null when it cannot be resolved yet.
    Result<Json> outputValue(const OutputDefinition& output);

    // May this user read the metadata of a resource, and signal it? Its own, and those that the policies of
    // an AWS::IAM::User allow to its key.
    bool mayRead(const std::string& userId, const std::string& name);
    bool isUpToDate(const std::string& name); // at the stack's revision, and complete
    bool isBuilt();                           // all are
    // Errors of functions, HEAT-TEMPLATE-TOO-LARGE, HEAT-VALIDATION.
    Result<PreparedResource> prepare(const std::string& name);
    Change changeOf(Resource& resource, const PreparedResource& prepared);
    // Retires the resource and puts a fresh one in its place.
    void replace(Resource& resource);
    // The same with a retired one that is what `prepared` asks for; false when there is none.
    bool revive(Resource& resource, const PreparedResource& prepared);
    // Another plan for the same stack; gives back what it retired.
    std::vector<Resource*> adopt(StackPlan other);
    // What the stack was before its update; the record has it again when that is understood.
    Result<StackPlan> planBack();

private:
    Resource fresh(const std::string& name) const;
    Resource& retire(Resource resource);
    const Resource* byReference(const std::string& reference);
    const Surroundings& around_;
};

std::int64_t secondsNow();
// The parts of a stack that an update changes and its rollback brings back.
Json inputsOf(const Stack& stack);
void setInputs(Stack& stack, const Json& inputs);

} // namespace seedbed::heat
