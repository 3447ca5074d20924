// SPDX-License-Identifier: GPL-3.0-or-later
// One stack in memory: its record, what its template means, and its resources. Owned by the engine, for as
// long as the stack is listed. The functions here read; stack_run.hpp changes. I/O thread only.
#pragma once

#include <map>
#include <string>

#include "firmware/seed-services/heat/stack_request.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::heat {

class LiveStack {
public:
    LiveStack(const asio::any_io_executor& executor, const Surroundings& around, Stack stack,
              StackPlan stackPlan);

    Stack record;
    StackPlan plan;
    std::map<std::string, Resource> resources;
    Event changed;        // wakes the stack's run
    bool running = false; // its coroutine is alive

    // Null when the stack has none of that name.
    Resource* find(const std::string& name);
    const ResourceType& typeOf(const Resource& resource) const;
    ResourceContext context(Resource& resource);
    Scope scope();
    Json referenceOf(const std::string& name);
    // Null when it cannot be resolved yet.
    Result<Json> outputValue(const OutputDefinition& output);

private:
    Json attributeOf(const std::string& name, const std::string& attribute);
    const Resource* byReference(const std::string& reference);
    const Surroundings& around_;
};

std::int64_t secondsNow();

} // namespace seedbed::heat
