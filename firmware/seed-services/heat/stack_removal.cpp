// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/stack_run.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::heat {
namespace {

// What is retired belongs to older graphs: only what is as old, or older, may still use it. So a graph that
// an update turned round makes no ring.
bool holdsBack(const Resource& user, const Resource& resource) {
    if (&user == &resource || user.isGone() ||
        std::find(user.needs.begin(), user.needs.end(), resource.name) == user.needs.end()) {
        return false;
    }
    return !resource.retired || (user.retired && user.revision <= resource.revision);
}

} // namespace

bool StackRun::isNeeded(const Resource& resource) const {
    const auto all = stack_.everything();
    return std::any_of(all.begin(), all.end(),
                       [&](const Resource* user) { return holdsBack(*user, resource); });
}

Result<> StackRun::stepRemove() {
    auto advanced = advanceRemovals(stack_.everything());
    if (!advanced) {
        return advanced;
    }
    if (anyInProgress() && timedOut()) {
        auto given = giveUp();
        return given ? endRemove() : given;
    }
    return anyInProgress() ? Result<>() : endRemove();
}

// One that is gone may set others free, so go on until nothing moves.
Result<> StackRun::advanceRemovals(std::vector<Resource*> resources) {
    for (bool moved = true; moved;) {
        moved = false;
        for (Resource* resource : resources) {
            auto result = advanceRemoval(*resource);
            if (!result) {
                return fail(result.error());
            }
            moved = moved || *result;
        }
    }
    return {};
}

Result<bool> StackRun::advanceRemoval(Resource& resource) {
    if (resource.isGone() || resource.in(word::remove, word::failure)) {
        return false;
    }
    if (resource.action != word::remove) {
        const bool ready = !isNeeded(resource);
        auto begun = ready ? beginRemoval(resource) : Result<>();
        return begun ? Result<bool>(ready) : fail(begun.error());
    }
    if (!resource.begun) { // the process ended in the middle of it
        auto called = callRemove(resource);
        return called ? Result<bool>(true) : fail(called.error());
    }
    auto context = stack_.context(resource);
    auto gone = stack_.typeOf(resource).removed(context);
    if (gone && !*gone) {
        return false;
    }
    auto moved = gone ? move(resource, word::complete, word::stateChanged) : failed(resource, gone.error());
    return moved ? Result<bool>(true) : fail(moved.error());
}

Result<> StackRun::beginRemoval(Resource& resource) {
    resource.action = word::remove;
    resource.started = secondsNow();
    resource.begun = false;
    auto moved = move(resource, word::inProgress, word::stateChanged);
    if (!moved || resource.retain) {
        return moved ? move(resource, word::complete, word::retained) : moved;
    }
    return callRemove(resource);
}

Result<> StackRun::callRemove(Resource& resource) {
    auto context = stack_.context(resource);
    auto called = stack_.typeOf(resource).remove(context);
    resource.begun = called.has_value();
    return called ? store_.save(stack_.record.id, resource) : failed(resource, called.error());
}

Result<> StackRun::endRemove() {
    auto& record = stack_.record;
    if (record.firstFailure != 0) {
        return moveStack(word::failure, failureOfStack());
    }
    if (record.action == word::remove) {
        record.deleted = clientTime();
    }
    stack_.resources.clear();
    stack_.retired.clear();
    auto dropped = store_.dropResources(record.id);
    return dropped ? moveStack(word::complete, fmt::format("Stack {} completed successfully", record.action))
                   : dropped;
}

} // namespace seedbed::heat
