// SPDX-License-Identifier: GPL-3.0-or-later
// Stacks, resources and events in the seed's document store: one kind for stacks, one kind per stack for its
// resources and for its events. Called by the engine. Errors are the store's. I/O thread only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "firmware/seed-services/heat/resources/records.hpp"
#include "firmware/seed-services/heat/software/sealed_store.hpp"

namespace seedbed::heat {

class StackStore {
public:
    explicit StackStore(SealedStore& store) : store_(store) {}

    Result<std::vector<Stack>> stacks();
    Result<std::vector<Resource>> resources(const std::string& stackId); // with the retired ones
    Result<std::vector<StackEvent>> events(const std::string& stackId);  // oldest first

    Result<> save(const Stack& stack);
    Result<> save(const std::string& stackId, const Resource& resource);
    // A transition: the record and its event, both or neither.
    Result<> saveWithEvent(const Stack& stack);
    Result<> saveWithEvent(const std::string& stackId, const Resource& resource);
    Result<> addEvent(const std::string& stackId, StackEvent event); // id and time are filled in
    // Under their names no longer, but as retired.
    Result<> retire(const std::string& stackId, const std::vector<Resource*>& resources);
    // Another resource took the name, and the old one is among the retired.
    Result<> exchange(const std::string& stackId, const Resource& current,
                      const std::map<std::string, Resource>& retired);
    Result<> drop(const std::string& stackId, const Resource& resource);
    Result<> dropResources(const std::string& stackId);
    Result<> dropStack(const std::string& stackId); // with its events

private:
    SealedStore& store_;
};

std::string clientTime(); // now, as clients see it

} // namespace seedbed::heat
