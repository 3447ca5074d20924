// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/stack_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {

// A resource that is done may make others ready, so go on until nothing moves.
Result<> StackRun::stepBuild() {
    for (bool moved = true; moved;) {
        moved = false;
        for (const auto& name : stack_.plan.graph.order) {
            auto result = advanceBuild(*stack_.find(name));
            if (!result) {
                return fail(result.error());
            }
            moved = moved || *result;
        }
    }
    const bool built = stack_.record.firstFailure == 0 && stack_.isBuilt();
    auto cleaned = built ? advanceRemovals(stack_.retiredOnes()) : Result<>();
    if (!cleaned) {
        return cleaned;
    }
    if (anyInProgress() && mustGiveUp()) {
        auto given = giveUp();
        return given ? endBuild() : given;
    }
    return anyInProgress() ? Result<>() : endBuild();
}

Result<bool> StackRun::advanceBuild(Resource& resource) {
    if (resource.revision != stack_.record.revision) {
        const auto& needs = stack_.plan.graph.needs.at(resource.name);
        const bool ready = stack_.record.firstFailure == 0 &&
                           std::all_of(needs.begin(), needs.end(),
                                       [this](const auto& name) { return stack_.isUpToDate(name); });
        auto begun = ready ? begin(resource) : Result<>();
        return begun ? Result<bool>(ready) : fail(begun.error());
    }
    if (resource.status != word::inProgress) {
        return false;
    }
    if (!resource.begun) { // the process ended in the middle of it
        auto called = call(resource);
        return called ? Result<bool>(true) : fail(called.error());
    }
    auto context = stack_.context(resource);
    auto done = stack_.typeOf(resource).created(context);
    if (done && !*done) {
        return false;
    }
    auto moved = done ? move(resource, word::complete, word::stateChanged) : failed(resource, done.error());
    return moved ? Result<bool>(true) : fail(moved.error());
}

// A resource that nothing changes gets no event, as in Heat.
Result<> StackRun::begin(Resource& resource) {
    auto prepared = stack_.prepare(resource.name);
    if (!prepared) {
        resource.action = resource.isGone() ? word::create : word::update;
        resource.revision = stack_.record.revision;
        resource.created = resource.created.empty() ? clientTime() : resource.created;
        auto moved = move(resource, word::inProgress, word::stateChanged);
        return moved ? failed(resource, prepared.error()) : moved;
    }
    switch (stack_.changeOf(resource, *prepared)) {
    case Change::nothing:
        break;
    case Change::create:
        return beginCreate(resource, std::move(*prepared));
    case Change::inPlace:
        return beginUpdate(resource, std::move(*prepared));
    case Change::replace:
        return beginReplace(resource, std::move(*prepared));
    }
    accept(resource, *prepared, resource.action);
    return store_.save(stack_.record.id, resource);
}

void StackRun::accept(Resource& resource, const PreparedResource& prepared, const std::string& action) {
    resource.action = action;
    resource.revision = stack_.record.revision;
    resource.started = secondsNow();
    resource.begun = false;
    resource.needs = prepared.needs;
    resource.retain = prepared.retain;
}

Result<> StackRun::beginCreate(Resource& resource, PreparedResource prepared) {
    auto revived = stack_.revive(resource, prepared);
    if (revived) {
        return store_.exchange(stack_.record.id, *stack_.find(resource.name), stack_.retired);
    }
    accept(resource, prepared, word::create);
    resource.created = clientTime();
    resource.properties = std::move(prepared.properties);
    resource.declared = prepared.metadata;
    resource.metadata = std::move(prepared.metadata);
    auto moved = move(resource, word::inProgress, word::stateChanged);
    return moved ? call(resource) : moved;
}

Result<> StackRun::beginUpdate(Resource& resource, PreparedResource prepared) {
    accept(resource, prepared, word::update);
    resource.before = std::exchange(resource.properties, std::move(prepared.properties));
    for (const auto& [key, value] : resource.declared.items()) {
        resource.metadata.erase(key); // the type's own keys stay
    }
    resource.metadata.update(prepared.metadata);
    resource.declared = std::move(prepared.metadata);
    auto moved = move(resource, word::inProgress, word::stateChanged);
    return moved ? call(resource) : moved;
}

// The old one stays until all that used it use the new one.
Result<> StackRun::beginReplace(Resource& resource, PreparedResource prepared) {
    if (!stack_.revive(resource, prepared)) {
        stack_.replace(resource);
    }
    Resource& fresh = *stack_.find(resource.name);
    auto kept = store_.exchange(stack_.record.id, fresh, stack_.retired);
    return kept && fresh.action == "INIT" ? beginCreate(fresh, std::move(prepared)) : kept;
}

Result<> StackRun::call(Resource& resource) {
    auto context = stack_.context(resource);
    const auto& type = stack_.typeOf(resource);
    auto called = resource.action == word::update ? type.update(context) : type.create(context);
    if (!called) {
        return failed(resource, called.error());
    }
    resource.begun = true;
    return store_.save(stack_.record.id, resource);
}

Result<> StackRun::endBuild() {
    auto& record = stack_.record;
    if (record.firstFailure != 0 || !stack_.isBuilt()) {
        return failBuild(failureOfStack());
    }
    for (const Resource* resource : stack_.retiredOnes()) {
        auto dropped = store_.drop(record.id, *resource);
        if (!dropped) {
            return dropped;
        }
    }
    stack_.retired.clear();
    record.previous = nullptr;
    return moveStack(word::complete, fmt::format("Stack {} completed successfully", record.action));
}

Result<> StackRun::failBuild(const std::string& reason) {
    auto ended = moveStack(word::failure, reason);
    if (!ended || stack_.record.disableRollback || stack_.record.action == word::rollback) {
        return ended;
    }
    return stack_.record.action == word::create ? start(word::rollback) : stepBack();
}

Result<> StackRun::stepBack() {
    auto& record = stack_.record;
    auto back = stack_.planBack();
    if (!back) {
        return moveStack(word::failure, "it cannot go back: " + back.error().cause);
    }
    ++record.revision;
    auto retired = store_.retire(record.id, stack_.adopt(std::move(*back)));
    return retired ? start(word::rollback) : retired;
}

} // namespace seedbed::heat
