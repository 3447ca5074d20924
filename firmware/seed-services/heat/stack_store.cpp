// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/stack_store.hpp"

#include <chrono>

#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr const char* stackKind = "heat-stack";
std::string resourceKind(const std::string& stackId) {
    return "heat-resource/" + stackId;
}
std::string eventKind(const std::string& stackId) {
    return "heat-event/" + stackId;
}

template <class T>
Result<std::vector<T>> listOf(SealedStore& store, const std::string& kind) {
    auto documents = store.list(kind);
    if (!documents) {
        return fail(documents.error());
    }
    std::vector<T> records;
    for (const auto& document : *documents) {
        records.push_back(document.template get<T>());
    }
    return records;
}

} // namespace

std::string clientTime() {
    return isoTime(std::chrono::system_clock::now());
}

Result<std::vector<Stack>> StackStore::stacks() {
    return listOf<Stack>(store_, stackKind);
}

Result<std::vector<Resource>> StackStore::resources(const std::string& stackId) {
    return listOf<Resource>(store_, resourceKind(stackId));
}

Result<std::vector<StackEvent>> StackStore::events(const std::string& stackId) {
    return listOf<StackEvent>(store_, eventKind(stackId));
}

Result<> StackStore::save(const Stack& stack) {
    return store_.put(stackKind, stack.id, stack);
}

Result<> StackStore::save(const std::string& stackId, const Resource& resource) {
    return store_.put(resourceKind(stackId), resource.key(), resource);
}

Result<> StackStore::saveWithEvent(const Stack& stack) {
    StackEvent event;
    event.resourceName = stack.name;
    event.resourceType = "OS::Heat::Stack";
    event.physicalId = stack.id;
    event.status = stack.action + "_" + stack.status;
    event.reason = stack.reason;
    return store_.atomically([&]() -> Result<> {
        auto saved = save(stack);
        return saved ? addEvent(stack.id, event) : saved;
    });
}

Result<> StackStore::saveWithEvent(const std::string& stackId, const Resource& resource) {
    StackEvent event;
    event.resourceName = resource.name;
    event.resourceType = resource.type;
    event.physicalId = resource.physicalId;
    event.status = resource.action + "_" + resource.status;
    event.reason = resource.reason;
    event.properties = resource.properties;
    return store_.atomically([&]() -> Result<> {
        auto saved = save(stackId, resource);
        return saved ? addEvent(stackId, event) : saved;
    });
}

Result<> StackStore::addEvent(const std::string& stackId, StackEvent event) {
    event.id = newUuid();
    event.time = clientTime();
    return store_.put(eventKind(stackId), event.id, event);
}

Result<> StackStore::drop(const std::string& stackId, const Resource& resource) {
    auto gone = store_.remove(resourceKind(stackId), resource.key());
    return gone ? Result<>() : fail(gone.error());
}

Result<> StackStore::retire(const std::string& stackId, const std::vector<Resource*>& resources) {
    return store_.atomically([&]() -> Result<> {
        for (const Resource* resource : resources) {
            auto gone = store_.remove(resourceKind(stackId), resource->name);
            auto saved = gone ? save(stackId, *resource) : fail(gone.error());
            if (!saved) {
                return saved;
            }
        }
        return {};
    });
}

Result<> StackStore::exchange(const std::string& stackId, const Resource& current,
                              const std::map<std::string, Resource>& retired) {
    return store_.atomically([&]() -> Result<> {
        auto gone = store_.remove(resourceKind(stackId), current.name + "/" + current.uuid);
        auto saved = gone ? save(stackId, current) : fail(gone.error());
        for (const auto& [key, resource] : retired) {
            saved = saved ? save(stackId, resource) : saved;
        }
        return saved;
    });
}

Result<> StackStore::dropResources(const std::string& stackId) {
    return store_.removeAll(resourceKind(stackId));
}

Result<> StackStore::dropStack(const std::string& stackId) {
    return store_.atomically([&]() -> Result<> {
        auto resources = dropResources(stackId);
        auto events = resources ? store_.removeAll(eventKind(stackId)) : resources;
        auto stack = store_.remove(stackKind, stackId);
        return events && !stack ? fail(stack.error()) : events;
    });
}

} // namespace seedbed::heat
