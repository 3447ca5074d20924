// SPDX-License-Identifier: GPL-3.0-or-later
// Moves one stack forward: starts what is ready, asks what is under way, ends the action. A step never waits;
// the engine calls it again until the stack is no longer in progress. Every transition is stored with its
// event before the next call. Create, update and the rollback of an update are one work (stack_build.cpp):
// bring every resource to the stack's revision, then delete what was replaced or is no longer wanted. Delete
// and the rollback of a create take everything away (stack_removal.cpp). Errors are the store's; failures of
// resources end in the stack's status. I/O thread only. Facts: tripleo-deployment.md 7.1.
#pragma once

#include "firmware/seed-services/heat/live_stack.hpp"
#include "firmware/seed-services/heat/stack_store.hpp"

namespace seedbed::heat {

class StackRun {
public:
    StackRun(LiveStack& stack, StackStore& store, std::int64_t errorWaitSeconds)
        : stack_(stack), store_(store), errorWait_(errorWaitSeconds) {}

    // CREATE, UPDATE, DELETE, ROLLBACK, CHECK, SUSPEND or RESUME becomes IN_PROGRESS. What runs is given up.
    Result<> start(const std::string& action);
    Result<> step();
    // A running update ends here: goes back to what was before, or fails. A create can only fail.
    enum class After { rollback, failure };
    Result<> cancel(After after);

private:
    // stack_build.cpp
    Result<> stepBuild();
    Result<bool> advanceBuild(Resource& resource); // whether it moved
    Result<> begin(Resource& resource);
    void accept(Resource& resource, const PreparedResource& prepared, const std::string& action);
    Result<> beginCreate(Resource& resource, PreparedResource prepared);
    Result<> beginUpdate(Resource& resource, PreparedResource prepared);
    Result<> beginReplace(Resource& resource, PreparedResource prepared);
    Result<> call(Resource& resource);
    Result<> endBuild();
    Result<> failBuild(const std::string& reason);
    Result<> stepBack(); // to the template and parameters before the update

    // stack_removal.cpp
    Result<> stepRemove();
    Result<> advanceRemovals(std::vector<Resource*> resources);
    Result<bool> advanceRemoval(Resource& resource);
    Result<> beginRemoval(Resource& resource);
    Result<> callRemove(Resource& resource);
    Result<> endRemove();
    bool isNeeded(const Resource& resource) const;

    // stack_run.cpp
    Result<> visitAll(); // CHECK, SUSPEND, RESUME
    Result<> giveUp();
    Result<> move(Resource& resource, const std::string& status, const std::string& reason);
    Result<> failed(Resource& resource, const Error& error);
    Result<> moveStack(const std::string& status, const std::string& reason);
    bool anyInProgress() const;
    bool timedOut() const;
    bool mustGiveUp() const; // the stack's time is over, or enough was waited after a failure
    std::string failureOfStack() const;

    LiveStack& stack_;
    StackStore& store_;
    std::int64_t errorWait_;
};

// As Heat 19 words them (section 7.1); the two marked are inferred.
namespace word {
inline constexpr const char* stateChanged = "state changed";
inline constexpr const char* retained = "retained as its deletion policy asks"; // inferred
inline constexpr const char* cancelled = "cancelled by the user";               // inferred
inline constexpr const char* create = "CREATE";
inline constexpr const char* update = "UPDATE";
inline constexpr const char* remove = "DELETE";
inline constexpr const char* rollback = "ROLLBACK";
inline constexpr const char* complete = "COMPLETE";
inline constexpr const char* inProgress = "IN_PROGRESS";
inline constexpr const char* failure = "FAILED";
} // namespace word

} // namespace seedbed::heat
