// SPDX-License-Identifier: GPL-3.0-or-later
// The stacks of this process: created, listed, signalled, deleted, and carried on after a restart. One
// coroutine a stack in progress; it steps the stack, then waits for a signal or a short interval. Called by
// the REST and CFN routes; owned by Heat. Errors HEAT-* and the store's. I/O thread only.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware/seed-services/heat/live_stack.hpp"
#include "firmware/seed-services/heat/stack_store.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::heat {

struct EngineSettings {
    std::string cfnUrl;
    std::string identityUrl;
    Duration interval = std::chrono::milliseconds(250); // between looks at what is under way
    std::int64_t errorWaitSeconds = 240;                // for the others, once a resource has failed
};

struct Peers {
    seed::TokenVerifier& tokens;
    seed::ServerBook& servers;
    seed::NodeBook& nodes;
};

class Engine {
public:
    Engine(asio::any_io_executor executor, EngineSettings settings, SealedStore store, Peers peers);

    // Stacks of the store. A stack in progress that can no longer be understood is FAILED.
    Result<> load();
    void carryOnAll();            // those in progress
    asio::awaitable<void> stop(); // stacks rest until the next process carries them on
    // HEAT-STACK-EXISTS and all of planStack.
    Result<LiveStack*> create(Stack request, const seed::Identity& who);
    Result<std::unique_ptr<LiveStack>> preview(Stack request, const seed::Identity& who); // kept nowhere
    Result<> remove(LiveStack& stack); // at once; the stack goes on to DELETE_COMPLETE

    // By name or id within a project; deleted ones by id only. HEAT-ABSENT.
    Result<LiveStack*> find(const std::string& projectId, const std::string& nameOrId);
    Result<LiveStack*> byId(const std::string& stackId);
    std::vector<LiveStack*> list(const std::string& projectId); // newest first, without deleted ones
    std::vector<LiveStack*> all();

    Result<Json> metadata(LiveStack& stack, const std::string& resource);
    // The same for the node itself: counts as its reading of the deployments.
    Result<Json> metadataForNode(LiveStack& stack, const std::string& resource);
    Result<> signal(LiveStack& stack, const std::string& resource, const Json& details);
    Result<Resource*> resource(LiveStack& stack, const std::string& name); // HEAT-ABSENT
    Result<std::vector<StackEvent>> events(const LiveStack& stack) { return store_.events(stack.record.id); }
    SoftwareBook& software() { return software_; }

private:
    Result<> adopt(Stack record);
    void carryOn(LiveStack& stack);
    asio::awaitable<void> run(LiveStack& stack);
    void forgetOldest();

    asio::any_io_executor executor_;
    EngineSettings settings_;
    SealedStore documents_;
    StackStore store_;
    SoftwareBook software_;
    Peers peers_;
    Surroundings around_;
    std::map<std::string, std::unique_ptr<LiveStack>> stacks_;
    Nursery runs_;
};

} // namespace seedbed::heat
