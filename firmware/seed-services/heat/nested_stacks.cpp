// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's side of stacks inside stacks.
#include <fmt/format.h>

#include "firmware/seed-services/heat/engine.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

constexpr int nestingLimit = 5; // Heat's max_nested_stack_depth

} // namespace

void Engine::wakeParent(const LiveStack& stack) {
    auto parent = stacks_.find(stack.record.parentId);
    if (parent != stacks_.end()) {
        parent->second->changed.notifyAll();
    }
}

int Engine::depthOfNesting(std::string parentId) {
    int depth = 0;
    for (auto parent = stacks_.find(parentId); parent != stacks_.end(); parent = stacks_.find(parentId)) {
        parentId = parent->second->record.parentId;
        ++depth;
    }
    return depth;
}

Result<> Engine::create(Stack stack) {
    if (stacks_.contains(stack.id)) { // made before a restart
        return {};
    }
    if (depthOfNesting(stack.parentId) > nestingLimit) {
        return fail(refusal(Refusal::templateTooLarge, stack.name,
                            fmt::format("Recursion depth exceeds {}.", nestingLimit)));
    }
    auto plan = planStack(stack);
    if (!plan) {
        return fail(plan.error());
    }
    stack.created = clientTime();
    auto begun = begin(std::make_unique<LiveStack>(executor_, around_, std::move(stack), std::move(*plan)));
    return begun ? Result<>() : fail(begun.error());
}

// One that is under way already does so because of a call before a restart.
Result<> Engine::update(const Stack& stack) {
    auto found = byId(stack.id);
    if (!found) {
        return fail(found.error());
    }
    (*found)->record.facade = stack.facade;
    return (*found)->record.in("UPDATE", "IN_PROGRESS") ? Result<>() : change(**found, stack);
}

Result<> Engine::remove(const std::string& id) {
    auto found = byId(id);
    return found ? remove(**found) : fail(found.error());
}

Result<Stack> Engine::record(const std::string& id) {
    auto found = byId(id);
    return found ? Result<Stack>((*found)->record) : fail(found.error());
}

Result<Json> Engine::output(const std::string& id, const std::string& name) {
    auto found = byId(id);
    if (!found) {
        return fail(found.error());
    }
    for (const auto& candidate : (*found)->plan.tmpl.outputs) {
        if (candidate.name == name) {
            return (*found)->outputValue(candidate);
        }
    }
    return Json();
}

std::vector<std::string> Engine::members(const std::string& id) {
    std::vector<std::string> names;
    auto found = stacks_.find(id);
    if (found != stacks_.end()) {
        for (const auto& [name, resource] : found->second->resources) {
            names.push_back(name);
        }
    }
    return names;
}

Json Engine::reference(const std::string& id, const std::string& member) {
    auto found = stacks_.find(id);
    return found == stacks_.end() ? Json() : found->second->referenceOf(member);
}

Json Engine::attribute(const std::string& id, const std::string& member, const std::string& name) {
    auto found = stacks_.find(id);
    return found == stacks_.end() ? Json() : found->second->attributeOf(member, name);
}

} // namespace seedbed::heat
