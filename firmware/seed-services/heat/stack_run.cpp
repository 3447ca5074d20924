// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/stack_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

bool isBuild(const Stack& record) {
    const auto& action = record.action;
    return action == word::create || action == word::update ||
           (action == word::rollback && !record.removesAll());
}

bool wasAborted(const Resource& resource) {
    return resource.reason.ends_with("aborted");
}

} // namespace

Result<> StackRun::start(const std::string& action) {
    auto& record = stack_.record;
    record.action = action;
    record.actionStarted = secondsNow();
    record.firstFailure = 0;
    for (Resource* resource : stack_.everything()) {
        if (resource->in(word::remove, word::failure)) { // tried again
            resource->action = word::create;
        }
    }
    return moveStack(word::inProgress, fmt::format("Stack {} started", action));
}

Result<> StackRun::step() {
    const auto& record = stack_.record;
    if (!record.inProgress()) {
        return {};
    }
    if (record.removesAll()) {
        return stepRemove();
    }
    return isBuild(record) ? stepBuild() : visitAll();
}

// A client that waits takes UPDATE_FAILED for the end, so a rollback begins without it.
Result<> StackRun::cancel(After after) {
    auto given = giveUp();
    if (!given || after == After::rollback) {
        return given ? stepBack() : given;
    }
    return moveStack(word::failure, fmt::format("Stack {} {}", stack_.record.action, word::cancelled));
}

// These ask or do something at once; none waits.
Result<> StackRun::visitAll() {
    auto& record = stack_.record;
    for (const auto& name : stack_.plan.graph.order) {
        Resource& resource = *stack_.find(name);
        if (resource.isGone()) {
            continue;
        }
        auto context = stack_.context(resource);
        auto seen = stack_.typeOf(resource).visit(context, record.action);
        resource.action = record.action;
        auto moved = move(resource, word::inProgress, word::stateChanged);
        if (moved) {
            moved = seen ? move(resource, word::complete, *seen) : failed(resource, seen.error());
        }
        if (!moved) {
            return moved;
        }
    }
    if (record.firstFailure != 0) {
        return moveStack(word::failure, failureOfStack());
    }
    return moveStack(word::complete, fmt::format("Stack {} completed successfully", record.action));
}

// What is still under way fails.
Result<> StackRun::giveUp() {
    for (Resource* resource : stack_.everything()) {
        if (resource->status != word::inProgress) {
            continue;
        }
        auto moved = failed(*resource, resourceFailure("Error", resource->action + " aborted"));
        if (!moved) {
            return moved;
        }
    }
    return {};
}

Result<> StackRun::move(Resource& resource, const std::string& status, const std::string& reason) {
    resource.status = status;
    resource.reason = reason;
    resource.updated = clientTime();
    return store_.saveWithEvent(stack_.record.id, resource);
}

Result<> StackRun::failed(Resource& resource, const Error& error) {
    if (stack_.record.firstFailure == 0) {
        stack_.record.firstFailure = secondsNow();
        auto saved = store_.save(stack_.record);
        if (!saved) {
            return saved;
        }
    }
    return move(resource, word::failure, failureReason(error, resource.name));
}

Result<> StackRun::moveStack(const std::string& status, const std::string& reason) {
    auto& record = stack_.record;
    record.status = status;
    record.reason = reason;
    return store_.saveWithEvent(record);
}

bool StackRun::anyInProgress() const {
    const auto all = stack_.everything();
    return std::any_of(all.begin(), all.end(),
                       [](const Resource* resource) { return resource->status == word::inProgress; });
}

bool StackRun::timedOut() const {
    return secondsNow() - stack_.record.actionStarted >= std::int64_t{60} * stack_.record.timeoutMinutes;
}

bool StackRun::mustGiveUp() const {
    const auto& record = stack_.record;
    const bool waitedEnough = record.firstFailure != 0 && secondsNow() - record.firstFailure >= errorWait_;
    return timedOut() || (waitedEnough && !record.removesAll());
}

// What failed by itself comes before what was given up for it.
std::string StackRun::failureOfStack() const {
    const auto action = stack_.record.action;
    if (timedOut()) {
        return action.substr(0, 1) + lower(action.substr(1)) + " timed out";
    }
    const Resource* first = nullptr;
    for (const Resource* resource : stack_.everything()) {
        const bool better = first == nullptr || (wasAborted(*first) && !wasAborted(*resource));
        if (resource->status == word::failure && better) {
            first = resource;
        }
    }
    return fmt::format("Resource {} failed: {}", first == nullptr ? action : first->action,
                       first == nullptr ? "unknown" : first->reason);
}

} // namespace seedbed::heat
