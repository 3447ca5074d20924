// SPDX-License-Identifier: GPL-3.0-or-later
// The deployments of one appliance: survey, plan, run, resume, abort. One run at a time (design.md section 8); the
// server calls it for each request, main resumes what a crash left. Owned by main, I/O thread only.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "appliance/deploy/console_recorder.hpp"
#include "appliance/deploy/context.hpp"
#include "appliance/deploy/goal.hpp"
#include "appliance/deploy/report.hpp"
#include "appliance/events/bus.hpp"
#include "appliance/inventory/inventory.hpp"
#include "appliance/workflow/runner.hpp"

namespace seedbed {

// What outlives it.
struct DeploymentParts {
    Journal& journal;
    EventBus& bus;
    PinStore& pins;
    SolEngine* consoles = nullptr; // nullptr: consoles are not recorded
};

class Deployment {
public:
    Deployment(asio::any_io_executor executor, DeploymentParts parts, Paths paths);
    ~Deployment();

    Task<nlohmann::json> survey(std::filesystem::path siteFile);    // what the chassis holds, by all its doors
    Task<nlohmann::json> preflight(std::filesystem::path siteFile); // the findings, and "blocked"
    // Switches a blade on or off, or looks at it; off climbs the recovery ladder. POWER-BAY (usage), POWER-WORD (usage),
    // RUN-ACTIVE, POWER-ACTIVE, BAY-ABSENT, and those of appliance/inventory/ladder.hpp.
    Task<nlohmann::json> power(std::filesystem::path siteFile, BayNumber bay, std::string word);
    Result<nlohmann::json> inventory() const; // the last survey; INVENTORY-NONE
    Task<nlohmann::json> plan(RunOrder order); // a Plan as JSON, with its hash and "empty"
    // How Virtual Connect differs from what site and pack ask for; changes nothing.
    Task<nlohmann::json> drift(std::filesystem::path siteFile);
    // Plans and starts a run; its id. RUN-ACTIVE when one is running, VERIFY-NOTHING. A run with an empty plan still
    // verifies.
    Task<std::int64_t> start(RunOrder order);
    // A new run for the plan of a finished one that did not succeed. RUN-UNKNOWN, RUN-SUCCEEDED.
    Task<std::int64_t> retry(std::int64_t run);
    Result<> abort(std::int64_t run); // RUN-UNKNOWN, RUN-NOT-ACTIVE
    std::optional<std::int64_t> activeRun() const { return active_; }
    // Of the active run: its end cannot be written.
    const std::optional<Error>& journalTrouble() const { return runner_.unwritten(); }
    asio::awaitable<void> resume(); // the run that the journal calls active, and the engine it needs
    asio::awaitable<void> stop();   // the daemon ends: cancels, stops the engine
    std::filesystem::path consoleFile(BayNumber bay) const;
    ConsoleRecorder* consoles() { return consoles_ ? &*consoles_ : nullptr; } // nullptr: they are not recorded
    PinStore& pins() { return pins_; }
    const Paths& paths() const { return paths_; }

private:
    Result<> mayPower(const SiteSpec& site, BayNumber bay);
    Task<nlohmann::json> powerOf(DeployContext& context, BayNumber bay, std::string word);
    Task<std::unique_ptr<DeployContext>> open(SiteSpec site, std::string siteFile);
    Task<nlohmann::json> preflightOf(DeployContext& context);
    Task<> makeNodeKey();
    Task<> planFor(DeployContext& context, RunOrder order); // fills its plan
    Task<> planChanges(DeployContext& context, Enclosure enclosure);
    Task<Inventory> observe(DeployContext& context);
    void recordConsole(const DeployContext& context, BayNumber bay, const std::string& iloAddress, SolClaim claim);
    std::filesystem::path inventoryFile() const { return paths_.state / "inventory.json"; }
    Task<nlohmann::json> driftOf(DeployContext& context);
    Task<> compareWithEngine(DeployContext& context);
    Task<std::int64_t> begin(std::unique_ptr<DeployContext> context);
    asio::awaitable<void> execute(RunRecord run, std::unique_ptr<DeployContext> context);
    Task<> carryOut(RunRecord run, DeployContext& context);
    void endAs(std::int64_t run, const Error& error);
    Task<std::unique_ptr<DeployContext>> reopen(const RunRecord& record); // of an earlier life of the daemon
    Task<> resumeNewest();

    asio::any_io_executor executor_;
    Journal& journal_;
    PinStore& pins_;
    Paths paths_;
    std::optional<ConsoleRecorder> consoles_;
    Blocking blocking_;
    Turn keyTurn_;    // of makeNodeKey()
    Turn engineTurn_; // of wakeEngine()
    Runner runner_;
    Nursery runs_;
    std::optional<std::int64_t> active_;
    std::set<BayNumber> powering_;     // somebody switches them by hand
    std::optional<EngineSpec> engine_; // of the newest run, so that stop() finds it
};

} // namespace seedbed
