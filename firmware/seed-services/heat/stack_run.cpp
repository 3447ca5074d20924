// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/stack_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

// As Heat 19 words them (section 7.1).
constexpr const char* stateChanged = "state changed";
constexpr const char* created = "CREATE";
constexpr const char* deleted = "DELETE";
constexpr const char* complete = "COMPLETE";
constexpr const char* inProgress = "IN_PROGRESS";
constexpr const char* failure = "FAILED";

// Gone, or never there.
bool isGone(const Resource& resource) {
    return resource.action == "INIT" || resource.in(deleted, complete);
}

} // namespace

Result<> StackRun::start(const std::string& action) {
    auto& record = stack_.record;
    record.action = action;
    record.actionStarted = secondsNow();
    record.firstFailure = 0;
    for (auto& [name, resource] : stack_.resources) {
        if (resource.in(deleted, failure)) { // tried again
            resource.action = created;
        }
    }
    return moveStack(inProgress, fmt::format("Stack {} started", action));
}

Result<> StackRun::step() {
    if (!stack_.record.inProgress()) {
        return {};
    }
    return stack_.record.action == created ? stepCreate() : stepDelete();
}

// A resource that is done may make others ready, so go on until nothing moves.
Result<> StackRun::advanceAll(const std::vector<std::string>& order, Advance advance) {
    for (bool moved = true; moved;) {
        moved = false;
        for (const auto& name : order) {
            Resource* resource = stack_.find(name); // none after a rollback
            auto result = resource ? (this->*advance)(*resource) : Result<bool>(false);
            if (!result) {
                return fail(result.error());
            }
            moved = moved || *result;
        }
    }
    return {};
}

Result<> StackRun::stepCreate() {
    auto advanced = advanceAll(stack_.plan.graph.order, &StackRun::advanceCreate);
    if (!advanced) {
        return advanced;
    }
    const auto& record = stack_.record;
    const bool waitedEnough = record.firstFailure != 0 && secondsNow() - record.firstFailure >= errorWait_;
    const bool busy = count(created, inProgress) > 0;
    if (busy && (timedOut() || waitedEnough)) {
        auto given = giveUp("CREATE aborted");
        return given ? endCreate() : given;
    }
    return busy ? Result<>() : endCreate();
}

Result<bool> StackRun::advanceCreate(Resource& resource) {
    const auto& needs = stack_.plan.graph.needs.at(resource.name);
    if (resource.action == "INIT" && stack_.record.firstFailure == 0) {
        const bool ready = std::all_of(needs.begin(), needs.end(), [this](const auto& name) {
            return stack_.find(name)->in(created, complete);
        });
        auto begun = ready ? beginCreate(resource) : Result<>();
        return begun ? Result<bool>(ready) : fail(begun.error());
    }
    if (!resource.in(created, inProgress)) {
        return false;
    }
    if (!resource.begun) { // the process ended in the middle of it
        auto called = callCreate(resource);
        return called ? Result<bool>(true) : fail(called.error());
    }
    auto context = stack_.context(resource);
    auto done = stack_.typeOf(resource).created(context);
    if (done && !*done) {
        return false;
    }
    auto moved = done ? move(resource, complete, stateChanged) : failed(resource, done.error());
    return moved ? Result<bool>(true) : fail(moved.error());
}

Result<> StackRun::prepare(Resource& resource) {
    const auto& definition = stack_.plan.tmpl.resources.at(resource.name);
    auto scope = stack_.scope();
    auto properties = resolve(definition.properties, stack_.plan.tmpl, scope);
    auto metadata = properties ? resolve(definition.metadata, stack_.plan.tmpl, scope) : properties;
    if (!metadata) {
        return fail(metadata.error());
    }
    if (std::max(depthOf(*properties), depthOf(*metadata)) > templateDepthLimit) {
        return fail(
            refusal(Refusal::templateTooLarge, resource.name,
                    fmt::format("The properties are nested deeper than {} levels.", templateDepthLimit)));
    }
    auto checked = checkedProperties(stack_.typeOf(resource), resource.name, std::move(*properties));
    if (!checked) {
        return fail(checked.error());
    }
    resource.properties = std::move(*checked);
    resource.metadata = std::move(*metadata);
    return {};
}

Result<> StackRun::beginCreate(Resource& resource) {
    resource.action = created;
    resource.started = secondsNow();
    resource.begun = false;
    resource.created = clientTime();
    auto ready = prepare(resource);
    auto moved = move(resource, inProgress, stateChanged);
    if (!moved) {
        return moved;
    }
    return ready ? callCreate(resource) : failed(resource, ready.error());
}

Result<> StackRun::callCreate(Resource& resource) {
    auto context = stack_.context(resource);
    auto called = stack_.typeOf(resource).create(context);
    if (!called) {
        return failed(resource, called.error());
    }
    resource.begun = true;
    return store_.save(stack_.record.id, resource);
}

Result<> StackRun::endCreate() {
    if (timedOut() && count(created, complete) < stack_.resources.size()) {
        stack_.record.firstFailure = secondsNow();
    }
    if (stack_.record.firstFailure == 0) {
        return moveStack(complete, "Stack CREATE completed successfully");
    }
    const auto why =
        timedOut() ? std::string("Create timed out") : "Resource CREATE failed: " + firstFailure();
    auto ended = moveStack(failure, why);
    return ended && !stack_.record.disableRollback ? start("ROLLBACK") : ended;
}

Result<> StackRun::stepDelete() {
    auto order = stack_.plan.graph.order;
    std::reverse(order.begin(), order.end());
    auto advanced = advanceAll(order, &StackRun::advanceDelete);
    if (!advanced) {
        return advanced;
    }
    const bool busy = count(deleted, inProgress) > 0;
    if (busy && timedOut()) {
        auto given = giveUp("DELETE aborted");
        return given ? endDelete() : given;
    }
    return busy ? Result<>() : endDelete();
}

Result<bool> StackRun::advanceDelete(Resource& resource) {
    if (isGone(resource) || resource.in(deleted, failure)) {
        return false;
    }
    if (resource.action != deleted) {
        const auto& users = stack_.plan.graph.neededBy.at(resource.name);
        const bool ready = std::all_of(users.begin(), users.end(),
                                       [this](const auto& name) { return isGone(*stack_.find(name)); });
        auto begun = ready ? beginDelete(resource) : Result<>();
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
    auto moved = gone ? move(resource, complete, stateChanged) : failed(resource, gone.error());
    return moved ? Result<bool>(true) : fail(moved.error());
}

Result<> StackRun::beginDelete(Resource& resource) {
    resource.action = deleted;
    resource.started = secondsNow();
    resource.begun = false;
    auto moved = move(resource, inProgress, stateChanged);
    if (!moved || stack_.plan.tmpl.resources.at(resource.name).retain) {
        return moved ? move(resource, complete, "retained as its deletion policy asks") : moved;
    }
    return callRemove(resource);
}

Result<> StackRun::callRemove(Resource& resource) {
    auto context = stack_.context(resource);
    auto called = stack_.typeOf(resource).remove(context);
    resource.begun = called.has_value();
    return called ? store_.save(stack_.record.id, resource) : failed(resource, called.error());
}

Result<> StackRun::endDelete() {
    const auto& action = stack_.record.action;
    if (stack_.record.firstFailure != 0) {
        return moveStack(failure,
                         timedOut() ? "Delete timed out" : "Resource DELETE failed: " + firstFailure());
    }
    if (action == deleted) {
        stack_.record.deleted = clientTime();
    }
    stack_.resources.clear();
    auto dropped = store_.dropResources(stack_.record.id);
    return dropped ? moveStack(complete, fmt::format("Stack {} completed successfully", action)) : dropped;
}

// What is still under way when the stack's time is over fails with it.
Result<> StackRun::giveUp(const std::string& resourceReason) {
    for (auto& [name, resource] : stack_.resources) {
        if (resource.status != inProgress) {
            continue;
        }
        auto moved = failed(resource, resourceFailure("Error", resourceReason));
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
    return move(resource, failure, failureReason(error, resource.name));
}

Result<> StackRun::moveStack(const std::string& status, const std::string& reason) {
    auto& record = stack_.record;
    record.status = status;
    record.reason = reason;
    return store_.saveWithEvent(record);
}

std::size_t StackRun::count(const char* action, const char* status) const {
    return static_cast<std::size_t>(
        std::count_if(stack_.resources.begin(), stack_.resources.end(),
                      [&](const auto& pair) { return pair.second.in(action, status); }));
}

bool StackRun::timedOut() const {
    return secondsNow() - stack_.record.actionStarted >= std::int64_t{60} * stack_.record.timeoutMinutes;
}

std::string StackRun::firstFailure() const {
    const Resource* first = nullptr;
    for (const auto& [name, resource] : stack_.resources) {
        const bool aborted = resource.reason.ends_with("aborted");
        if (resource.status == failure && (first == nullptr || first->reason.ends_with("aborted"))) {
            first = aborted && first != nullptr ? first : &resource;
        }
    }
    return first == nullptr ? std::string("unknown") : first->reason;
}

} // namespace seedbed::heat
