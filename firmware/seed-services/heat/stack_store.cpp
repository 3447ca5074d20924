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

Result<std::map<std::string, Resource>> StackStore::resources(const std::string& stackId) {
    auto records = listOf<Resource>(store_, resourceKind(stackId));
    if (!records) {
        return fail(records.error());
    }
    std::map<std::string, Resource> byName;
    for (auto& record : *records) {
        const auto name = record.name;
        byName.emplace(name, std::move(record));
    }
    return byName;
}

Result<std::vector<StackEvent>> StackStore::events(const std::string& stackId) {
    return listOf<StackEvent>(store_, eventKind(stackId));
}

Result<> StackStore::save(const Stack& stack) {
    return store_.put(stackKind, stack.id, stack);
}

Result<> StackStore::save(const std::string& stackId, const Resource& resource) {
    return store_.put(resourceKind(stackId), resource.name, resource);
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
