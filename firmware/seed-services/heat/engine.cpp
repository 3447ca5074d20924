// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/contract/history.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr std::size_t deletedStacksKept = 50;
constexpr auto afterStoreError = std::chrono::seconds(5);

constexpr const char* visitNames[] = {"CHECK", "SUSPEND", "RESUME"};

Error busy(const Stack& record) {
    return refusal(
        Refusal::actionInProgress, "stack " + record.name,
        fmt::format("Stack {} already has an action ({}) in progress.", record.name, record.action));
}

Error noStack(const std::string& nameOrId) {
    return refusal(Refusal::absent, "stack " + nameOrId,
                   fmt::format("The Stack ({}) could not be found.", nameOrId));
}

// Enough to delete what a template made that is no longer understood.
StackPlan barePlan(const std::vector<Resource>& resources) {
    StackPlan plan;
    for (const auto& resource : resources) {
        if (resource.retired) {
            continue;
        }
        const auto& name = resource.name;
        plan.tmpl.resources[name].name = name;
        plan.tmpl.resources[name].type = resource.type;
        plan.graph.needs[name];
        plan.graph.neededBy[name];
        plan.graph.order.push_back(name);
    }
    return plan;
}

Json changeShape(const Stack& stack, const Resource& resource) {
    return {{"resource_name", resource.name},
            {"resource_type", resource.type},
            {"physical_resource_id", resource.physicalId},
            {"stack_name", stack.name},
            {"resource_identity",
             {{"tenant", stack.projectId},
              {"stack_name", stack.name},
              {"stack_id", stack.id},
              {"path", "/resources/" + resource.name}}}};
}

// Gives back those that the plan no longer has: an update was cut off before it retired them.
std::vector<Resource*> putBack(LiveStack& stack, std::vector<Resource> resources) {
    std::vector<Resource*> retired;
    for (auto& resource : resources) {
        if (!resource.retired && stack.find(resource.name)) {
            const auto name = resource.name;
            stack.resources.insert_or_assign(name, std::move(resource));
            continue;
        }
        const bool late = !std::exchange(resource.retired, true);
        const auto key = resource.key();
        auto& kept = stack.retired.insert_or_assign(key, std::move(resource)).first->second;
        if (late) {
            retired.push_back(&kept);
        }
    }
    return retired;
}

} // namespace

Engine::Engine(asio::any_io_executor executor, EngineSettings settings, SealedStore store, Peers peers)
    : executor_(executor), settings_(std::move(settings)), documents_(store), store_(documents_),
      software_(documents_), peers_(peers),
      around_{peers.servers, peers.nodes, peers.ports,      peers.tokens,
              software_,     *this,       settings_.cfnUrl, settings_.identityUrl},
      runs_(std::move(executor)) {}

Result<> Engine::load() {
    auto records = store_.stacks();
    if (!records) {
        return fail(records.error());
    }
    for (auto& record : *records) {
        auto adopted = adopt(std::move(record));
        if (!adopted) {
            return adopted;
        }
    }
    return {};
}

Result<> Engine::adopt(Stack record) {
    auto plan = planStack(record);
    if (!plan && record.inProgress()) {
        record.status = "FAILED";
        record.reason = "after a restart: " + plan.error().cause;
        log::error(plan.error(), {{"STACK", record.name}});
        auto saved = store_.saveWithEvent(record);
        if (!saved) {
            return saved;
        }
    }
    auto resources = store_.resources(record.id);
    if (!resources) {
        return fail(resources.error());
    }
    auto understood = plan ? std::move(*plan) : barePlan(*resources);
    const bool gone = record.removesAll() && record.status == "COMPLETE";
    auto stack = std::make_unique<LiveStack>(executor_, around_, std::move(record), std::move(understood));
    const auto id = stack->record.id;
    auto kept = store_.retire(id, putBack(*stack, std::move(*resources)));
    if (gone) {
        stack->resources.clear();
    }
    stacks_[id] = std::move(stack);
    return kept;
}

void Engine::carryOnAll() {
    for (auto& [id, stack] : stacks_) {
        if (stack->record.inProgress()) {
            log::info("HEAT-STACK-RESUMED", "the stack goes on after a restart",
                      {{"STACK", stack->record.name}});
            carryOn(*stack);
        }
    }
}

asio::awaitable<void> Engine::stop() {
    runs_.cancel();
    co_await runs_.join();
}

Result<std::unique_ptr<LiveStack>> Engine::preview(Stack request, const seed::Identity& who) {
    auto plan = planStack(request);
    if (!plan) {
        return fail(plan.error());
    }
    if (find(who.projectId, request.name)) {
        return fail(refusal(Refusal::stackExists, "stack " + request.name,
                            fmt::format("The Stack ({}) already exists.", request.name)));
    }
    request.id = newUuid();
    request.projectId = who.projectId;
    request.userId = who.userId;
    request.owner = who.userName;
    request.created = clientTime();
    return std::make_unique<LiveStack>(executor_, around_, std::move(request), std::move(*plan));
}

Result<LiveStack*> Engine::create(Stack request, const seed::Identity& who) {
    auto stack = preview(std::move(request), who);
    if (!stack) {
        return fail(stack.error());
    }
    return begin(std::move(*stack));
}

Result<LiveStack*> Engine::begin(std::unique_ptr<LiveStack> stack) {
    auto started = runOf(*stack).start("CREATE");
    if (!started) {
        return fail(started.error());
    }
    LiveStack* kept = stack.get();
    stacks_[kept->record.id] = std::move(stack);
    carryOn(*kept);
    return kept;
}

Result<> Engine::change(LiveStack& stack, const Stack& request) {
    auto& record = stack.record;
    if (record.inProgress() || record.isDeleted()) {
        return fail(record.isDeleted() ? noStack(record.name) : busy(record));
    }
    Stack changed = record;
    setInputs(changed, inputsOf(request));
    auto plan = planStack(changed);
    if (!plan) {
        return fail(plan.error());
    }
    record.previous = inputsOf(record);
    setInputs(record, inputsOf(request));
    record.disableRollback = request.disableRollback;
    record.timeoutMinutes = request.timeoutMinutes;
    record.tags = request.tags;
    record.updated = clientTime();
    ++record.revision;
    auto retired = store_.retire(record.id, stack.adopt(std::move(*plan)));
    auto started = retired ? runOf(stack).start("UPDATE") : retired;
    if (started) {
        carryOn(stack);
    }
    return started;
}

Result<Json> Engine::previewChange(LiveStack& stack, const Stack& request) {
    LiveStack trial(executor_, around_, stack.record, stack.plan);
    setInputs(trial.record, inputsOf(request));
    auto plan = planStack(trial.record);
    if (!plan) {
        return fail(plan.error());
    }
    trial.resources = stack.resources;
    Json changes = {{"unchanged", Json::array()},
                    {"updated", Json::array()},
                    {"replaced", Json::array()},
                    {"added", Json::array()},
                    {"deleted", Json::array()}};
    for (const Resource* resource : trial.adopt(std::move(*plan))) {
        changes["deleted"].push_back(changeShape(stack.record, *resource));
    }
    constexpr const char* words[] = {"unchanged", "added", "updated", "replaced"};
    for (auto& [name, resource] : trial.resources) {
        auto prepared = trial.prepare(name);
        if (!prepared) {
            return fail(prepared.error());
        }
        const auto change = trial.changeOf(resource, *prepared);
        changes[words[static_cast<int>(change)]].push_back(changeShape(stack.record, resource));
    }
    return changes;
}

Result<> Engine::visit(LiveStack& stack, Visit what) {
    const auto& record = stack.record;
    if (record.inProgress() || record.isDeleted()) {
        return fail(record.isDeleted() ? noStack(record.name) : busy(record));
    }
    auto started = runOf(stack).start(visitNames[static_cast<int>(what)]);
    if (started) {
        carryOn(stack);
    }
    return started;
}

Result<> Engine::cancelUpdate(LiveStack& stack, StackRun::After after) {
    const bool stops = after == StackRun::After::failure && stack.record.in("CREATE", "IN_PROGRESS");
    if (!stops && !stack.record.in("UPDATE", "IN_PROGRESS")) {
        return fail(refusal(Refusal::request, "stack " + stack.record.name,
                            fmt::format("Cancelling update when stack is ('{}', '{}') is not supported.",
                                        stack.record.action, stack.record.status)));
    }
    auto cancelled = runOf(stack).cancel(after);
    stack.changed.notifyAll();
    return cancelled;
}

// The next update replaces it.
Result<> Engine::markUnhealthy(LiveStack& stack, const std::string& name, const std::string& reason) {
    auto found = resource(stack, name);
    if (!found || stack.record.inProgress()) {
        return fail(found ? busy(stack.record) : found.error());
    }
    (*found)->action = "CHECK";
    (*found)->status = "FAILED";
    (*found)->reason = reason;
    return store_.saveWithEvent(stack.record.id, **found);
}

Result<> Engine::remove(LiveStack& stack) {
    const auto& record = stack.record;
    if (record.isDeleted() || record.in("DELETE", "IN_PROGRESS")) {
        return {};
    }
    auto started = runOf(stack).start("DELETE");
    if (started) {
        carryOn(stack);
    }
    return started;
}

void Engine::carryOn(LiveStack& stack) {
    stack.changed.notifyAll();
    if (stack.running) {
        return;
    }
    stack.running = true;
    runs_.spawn("stack " + stack.record.name, run(stack));
}

asio::awaitable<void> Engine::run(LiveStack& stack) {
    while (stack.record.inProgress()) {
        auto done = runOf(stack).step();
        if (!done) {
            log::error(done.error(), {{"STACK", stack.record.name}});
        }
        if (stack.record.inProgress()) {
            const Duration wait = done ? settings_.interval : Duration(afterStoreError);
            co_await stack.changed.waitFor(wait);
        }
        auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) {
            co_return; // the engine is going: touch nothing
        }
    }
    stack.running = false;
    log::info("HEAT-STACK", stack.record.reason,
              {{"STACK", stack.record.name}, {"STATE", stack.record.action + "_" + stack.record.status}});
    wakeParent(stack);
    forgetOldest();
}

// Deleted stacks stay visible by id for a while, not for ever.
void Engine::forgetOldest() {
    std::vector<LiveStack*> gone;
    for (const auto& [id, stack] : stacks_) {
        if (stack->record.isDeleted() && !stack->running) {
            gone.push_back(stack.get());
        }
    }
    std::sort(gone.begin(), gone.end(),
              [](const auto* a, const auto* b) { return a->record.deleted > b->record.deleted; });
    while (gone.size() > deletedStacksKept) {
        const auto id = gone.back()->record.id;
        auto dropped = store_.dropStack(id);
        if (!dropped) {
            log::error(dropped.error());
            return;
        }
        gone.pop_back();
        stacks_.erase(id);
    }
}

Result<LiveStack*> Engine::byId(const std::string& stackId) {
    auto found = stacks_.find(stackId);
    return found == stacks_.end() ? Result<LiveStack*>(fail(noStack(stackId))) : found->second.get();
}

Result<LiveStack*> Engine::find(const std::string& projectId, const std::string& nameOrId) {
    for (const auto& [id, stack] : stacks_) {
        const auto& record = stack->record;
        const bool named = record.name == nameOrId && !record.isDeleted();
        if (record.projectId == projectId && (named || id == nameOrId)) {
            return stack.get();
        }
    }
    return fail(noStack(nameOrId));
}

std::vector<LiveStack*> Engine::all() {
    std::vector<LiveStack*> found;
    for (const auto& [id, stack] : stacks_) {
        found.push_back(stack.get());
    }
    std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
        return std::pair(b->record.created, b->record.id) < std::pair(a->record.created, a->record.id);
    });
    return found;
}

std::vector<LiveStack*> Engine::list(const std::string& projectId) {
    auto found = all();
    std::erase_if(found, [&](const auto* stack) {
        const auto& record = stack->record;
        return record.isDeleted() || record.projectId != projectId || !record.parentId.empty();
    });
    return found;
}

std::vector<LiveStack*> Engine::childrenOf(const LiveStack& stack) {
    auto found = all();
    std::erase_if(found, [&](const auto* child) {
        return child->record.isDeleted() || child->record.parentId != stack.record.id;
    });
    return found;
}

Result<Resource*> Engine::resource(LiveStack& stack, const std::string& name) {
    if (Resource* found = stack.find(name)) {
        return found;
    }
    return fail(
        refusal(Refusal::absent, "resource " + name,
                fmt::format("The Resource ({}) could not be found in Stack {}.", name, stack.record.name)));
}

Result<Json> Engine::metadata(LiveStack& stack, const std::string& name) {
    auto found = resource(stack, name);
    if (!found) {
        return fail(found.error());
    }
    return stack.typeOf(**found).metadata(stack.context(**found));
}

Result<Json> Engine::metadataForNode(LiveStack& stack, const std::string& name) {
    auto document = metadata(stack, name);
    if (!document) {
        return document;
    }
    Resource& resource = *stack.find(name);
    const auto deployments = document->value("deployments", Json::array());
    const auto mark = sha256Hex(deployments.dump(-1, ' ', true, Json::error_handler_t::replace));
    auto server = peers_.servers.status(resource.uuid);
    const bool seen = resource.data.value("metadata_read", "") == mark;
    if (deployments.empty() || seen || !server || server->nodeId.empty()) {
        return document;
    }
    resource.data["metadata_read"] = mark;
    auto saved = store_.save(stack.record.id, resource);
    if (!saved) {
        return fail(saved.error());
    }
    peers_.nodes.record(
        server->nodeId, std::string(history::metadataRead),
        fmt::format("{} of stack {}, {} deployments", name, stack.record.name, deployments.size()));
    return document;
}

Result<> Engine::signal(LiveStack& stack, const std::string& name, const Json& details) {
    auto found = resource(stack, name);
    if (!found) {
        return fail(found.error());
    }
    if (depthOf(details) > templateDepthLimit) {
        return fail(refusal(Refusal::request, name, "The signal is nested too deep."));
    }
    Resource& resource = **found;
    auto context = stack.context(resource);
    auto heard = stack.typeOf(resource).signal(context, details);
    if (!heard) {
        return fail(heard.error());
    }
    StackEvent event;
    event.resourceName = name;
    event.resourceType = resource.type;
    event.physicalId = resource.physicalId;
    event.status = "SIGNAL_" + resource.status;
    event.reason = "Signal: " + *heard;
    auto saved = store_.save(stack.record.id, resource);
    saved = saved ? store_.addEvent(stack.record.id, std::move(event)) : saved;
    stack.changed.notifyAll();
    return saved;
}

} // namespace seedbed::heat
