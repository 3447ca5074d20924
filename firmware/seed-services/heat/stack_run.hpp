// SPDX-License-Identifier: GPL-3.0-or-later
// Moves one stack forward: starts what is ready, asks what is under way, ends the action. A step never waits;
// the engine calls it again until the stack is no longer in progress. Every transition is stored with its
// event before the next call. Errors are the store's; failures of resources end in the stack's status. I/O
// thread only. Facts: tripleo-deployment.md 7.1.
#pragma once

#include "firmware/seed-services/heat/live_stack.hpp"
#include "firmware/seed-services/heat/stack_store.hpp"

namespace seedbed::heat {

class StackRun {
public:
    StackRun(LiveStack& stack, StackStore& store, std::int64_t errorWaitSeconds)
        : stack_(stack), store_(store), errorWait_(errorWaitSeconds) {}

    // CREATE, DELETE or ROLLBACK becomes IN_PROGRESS. A running create is given up for a delete.
    Result<> start(const std::string& action);
    Result<> step();

private:
    Result<> stepCreate();
    Result<> stepDelete();
    Result<bool> advanceCreate(Resource& resource); // whether it moved
    Result<bool> advanceDelete(Resource& resource);
    Result<> beginCreate(Resource& resource);
    Result<> callCreate(Resource& resource);
    Result<> beginDelete(Resource& resource);
    Result<> callRemove(Resource& resource);
    Result<> endCreate();
    Result<> endDelete();
    Result<> giveUp(const std::string& resourceReason);
    Result<> prepare(Resource& resource); // resolves its properties and metadata

    Result<> move(Resource& resource, const std::string& status, const std::string& reason);
    Result<> failed(Resource& resource, const Error& error);
    Result<> moveStack(const std::string& status, const std::string& reason);
    std::size_t count(const char* action, const char* status) const;
    bool timedOut() const;
    std::string firstFailure() const;
    using Advance = Result<bool> (StackRun::*)(Resource&);
    Result<> advanceAll(const std::vector<std::string>& order, Advance advance);

    LiveStack& stack_;
    StackStore& store_;
    std::int64_t errorWait_;
};

} // namespace seedbed::heat
