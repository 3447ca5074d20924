// SPDX-License-Identifier: GPL-3.0-or-later
// The stacks of this process: created, updated, checked, listed, signalled, deleted, and carried on after a
// restart; nested ones too, which their resource asks for. One coroutine a stack in progress; it steps the
// stack, then waits for a signal or a short interval. Called by the REST and CFN routes; owned by Heat.
// Errors HEAT-* and the store's. I/O thread only.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware/seed-services/heat/live_stack.hpp"
#include "firmware/seed-services/heat/stack_run.hpp"
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
    seed::PortBook& ports;
};

class Engine : private NestedStacks {
public:
    Engine(asio::any_io_executor executor, EngineSettings settings, SealedStore store, Peers peers);

    // Stacks of the store. A stack in progress that can no longer be understood is FAILED.
    Result<> load();
    void carryOnAll();            // those in progress
    asio::awaitable<void> stop(); // stacks rest until the next process carries them on
    // HEAT-STACK-EXISTS and all of planStack.
    Result<LiveStack*> create(Stack request, const seed::Identity& who);
    Result<std::unique_ptr<LiveStack>> preview(Stack request, const seed::Identity& who); // kept nowhere
    // The inputs of `request` take the place of the stack's. HEAT-ACTION-IN-PROGRESS and all of planStack.
    Result<> change(LiveStack& stack, const Stack& request);
    // What change() would do: unchanged, updated, replaced, added, deleted; kept nowhere.
    Result<Json> previewChange(LiveStack& stack, const Stack& request);
    enum class Visit { check, suspend, resume };
    Result<> visit(LiveStack& stack, Visit what);
    Result<> cancelUpdate(LiveStack& stack, StackRun::After after); // HEAT-REQUEST when none runs
    Result<> markUnhealthy(LiveStack& stack, const std::string& resource, const std::string& reason);
    Result<> remove(LiveStack& stack); // at once; the stack goes on to DELETE_COMPLETE

    // By name or id within a project; deleted ones by id only. HEAT-ABSENT.
    Result<LiveStack*> find(const std::string& projectId, const std::string& nameOrId);
    Result<LiveStack*> byId(const std::string& stackId);
    std::vector<LiveStack*>
    list(const std::string& projectId); // newest first, without deleted and nested ones
    std::vector<LiveStack*> all();
    std::vector<LiveStack*> childrenOf(const LiveStack& stack); // nested ones, not deleted

    Result<Json> metadata(LiveStack& stack, const std::string& resource);
    // The same for the node itself: counts as its reading of the deployments.
    Result<Json> metadataForNode(LiveStack& stack, const std::string& resource);
    Result<> signal(LiveStack& stack, const std::string& resource, const Json& details);
    Result<Resource*> resource(LiveStack& stack, const std::string& name); // HEAT-ABSENT
    Result<std::vector<StackEvent>> events(const LiveStack& stack) { return store_.events(stack.record.id); }
    SoftwareBook& software() { return software_; }

private:
    // NestedStacks
    Result<> create(Stack stack) override;
    Result<> update(const Stack& stack) override;
    Result<> remove(const std::string& id) override;
    Result<Stack> record(const std::string& id) override;
    Result<Json> output(const std::string& id, const std::string& name) override;
    std::vector<std::string> members(const std::string& id) override;
    Json reference(const std::string& id, const std::string& member) override;
    Json attribute(const std::string& id, const std::string& member, const std::string& name) override;

    StackRun runOf(LiveStack& stack) { return StackRun(stack, store_, settings_.errorWaitSeconds); }
    Result<LiveStack*> begin(std::unique_ptr<LiveStack> stack);
    void wakeParent(const LiveStack& stack);
    int depthOfNesting(std::string parentId);
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
