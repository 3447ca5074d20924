// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/deployment.hpp"

#include <algorithm>

#include <sys/stat.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/api/error_json.hpp"
#include "appliance/deploy/address.hpp"
#include "appliance/deploy/power.hpp"
#include "appliance/deploy/standing.hpp"
#include "appliance/deploy/steps.hpp"
#include "appliance/deploy/survey_json.hpp"
#include "appliance/inventory/collector.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
constexpr unsigned kBlockingThreads = 8;

Result<Secret> chassisPassword(const SiteSpec& site) {
    auto password = readSecretFile(site.chassis.passwordFile);
    if (!password) {
        return fail(password.error().withContext("read the chassis password"));
    }
    return password;
}

Result<Secret> engineSecret(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) {
        auto written = writeFile(file, randomSecret(16).reveal() + "\n", 0600);
        if (!written) {
            return fail(written.error());
        }
    }
    return readSecretFile(file);
}

EngineSpec engineSpec(const SiteSpec& site, const Paths& paths) {
    const ProvisioningNetwork& network = site.provisioning;
    EngineSpec spec{paths.programs / "seedbed-seed", paths.state / "seed", {}};
    spec.arguments = {"--listen",
                      network.address.toString(),
                      "--state",
                      spec.state.string(),
                      "--admin-password-file",
                      (paths.secrets() / "engine-admin").string(),
                      "--provisioning-network",
                      network.cidr.toString(),
                      "--provisioning-range",
                      network.rangeFirst.toString() + "-" + network.rangeLast.toString(),
                      "--provisioning-interface",
                      network.interface,
                      "--metadata-address",
                      "169.254.169.254",
                      "--ipmi-interval",
                      std::to_string(site.chassis.ipmiInterval.count())};
    return spec;
}

Error runError(ErrorKind kind, std::string id, std::int64_t run, std::string cause, std::string action) {
    return {.kind = kind,
            .id = std::move(id),
            .object = fmt::format("run {}", run),
            .attempted = "start, repeat or abort it",
            .cause = std::move(cause),
            .action = std::move(action)};
}

Error runActive(std::int64_t run) {
    return runError(ErrorKind::conflict, "RUN-ACTIVE", run, "it is still running",
                    fmt::format("wait for it, or abort it: seedbed abort {}", run));
}

} // namespace

Deployment::Deployment(asio::any_io_executor executor, DeploymentParts parts, Paths paths)
    : executor_(executor), journal_(parts.journal), pins_(parts.pins), paths_(std::move(paths)),
      blocking_(executor, kBlockingThreads), keyTurn_(executor), engineTurn_(executor),
      runner_(executor, parts.journal, parts.bus), runs_(executor) {
    if (parts.consoles != nullptr) {
        consoles_.emplace(executor, *parts.consoles, paths_.state / "consoles");
    }
}
Deployment::~Deployment() = default;

std::filesystem::path Deployment::consoleFile(BayNumber bay) const {
    return paths_.state / "consoles" / fmt::format("bay{}.log", bay);
}

// Two first requests at once: the second finds the key of the first.
Task<> Deployment::makeNodeKey() {
    auto mine = co_await keyTurn_.take();
    std::error_code code; // writeFile and ssh-keygen tell
    std::filesystem::create_directories(paths_.secrets(), code);
    ::chmod(paths_.secrets().c_str(), 0700);
    if (std::filesystem::exists(paths_.nodeKey())) {
        co_return Result<>();
    }
    ProcessSpec keygen({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "seedbed", "-f", paths_.nodeKey().string()});
    auto made = co_await runChecked(std::move(keygen));
    if (!made) {
        co_return fail(made.error());
    }
    co_return Result<>();
}

Task<std::unique_ptr<DeployContext>> Deployment::open(SiteSpec site, std::string siteFile) {
    auto pack = readPack(paths_.packs, site.pack);
    if (!pack) {
        co_return fail(pack.error());
    }
    auto password = chassisPassword(site);
    if (!password) {
        co_return fail(password.error());
    }
    auto keyed = co_await makeNodeKey();
    if (!keyed) {
        co_return fail(keyed.error());
    }
    auto admin = engineSecret(paths_.secrets() / "engine-admin");
    if (!admin) {
        co_return fail(admin.error());
    }
    std::unique_ptr<DeployContext> context(new DeployContext{.site = site,
                                                             .pack = std::move(*pack),
                                                             .plan = {},
                                                             .paths = paths_,
                                                             .chassisPassword = *password,
                                                             .blocking = blocking_,
                                                             .engineTurn = engineTurn_,
                                                             .pins = pins_});
    OaAccess oa;
    oa.address = site.chassis.oa.toString();
    oa.user = site.chassis.user;
    oa.password = *password;
    oa.tls.pins = &pins_;
    context->oa = std::make_unique<OnboardAdministrator>(executor_, std::move(oa));
    OaCliAccess line;
    line.ssh.host = site.chassis.oa.toString();
    line.ssh.user = site.chassis.user;
    line.ssh.password = *password;
    line.ssh.legacy = true;
    line.ssh.pins = &pins_;
    context->oaLine = std::make_unique<OaCommandLine>(executor_, blocking_, std::move(line));
    EngineAccess engine;
    engine.identityUrl = fmt::format("http://{}:5000/v3", site.provisioning.address.toString());
    engine.password = *admin;
    context->openstack = std::make_unique<OpenStack>(std::move(engine));
    context->engine = std::make_unique<EngineProcess>(engineSpec(site, paths_));
    context->plan.siteFile = std::move(siteFile);
    context->plan.siteText = site.text;
    co_return context;
}

void Deployment::recordConsole(const DeployContext& context, BayNumber bay, const std::string& iloAddress,
                               SolClaim claim) {
    if (!consoles_ || iloAddress.empty()) {
        return;
    }
    BmcAccess access;
    access.address = iloAddress;
    access.user = context.site.chassis.user;
    access.password = context.chassisPassword;
    consoles_->record(bay, std::move(access), claim);
}

Task<Inventory> Deployment::observe(DeployContext& context) {
    InventoryAccess access;
    access.oaAddress = context.site.chassis.oa.toString();
    access.user = context.site.chassis.user;
    access.password = context.chassisPassword;
    access.pins = &pins_;
    auto inventory = co_await collectInventory(*context.oa, blocking_, access);
    if (inventory) {
        for (const DeviceBay& bay : inventory->enclosure.bays) {
            const auto& ours = context.site.bays;
            if (bay.present() && std::find(ours.begin(), ours.end(), bay.number) != ours.end()) {
                recordConsole(context, bay.number, bay.ilo.address, SolClaim::giveWay);
            }
        }
    }
    co_return inventory;
}

Task<json> Deployment::survey(std::filesystem::path siteFile) {
    auto site = readSite(siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto context = co_await open(std::move(*site), siteFile.string());
    if (!context) {
        co_return fail(context.error());
    }
    auto inventory = co_await givingBack(**context, observe(**context));
    if (!inventory) {
        co_return fail(inventory.error());
    }
    json shown = surveyJson(*inventory);
    auto kept = writeFile(inventoryFile(), shown.dump(2) + "\n", 0640);
    if (!kept) {
        co_return fail(kept.error());
    }
    co_return shown;
}

Result<json> Deployment::inventory() const {
    const auto text = readFile(inventoryFile());
    if (!text) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "INVENTORY-NONE",
                     .object = "inventory",
                     .attempted = "show it",
                     .cause = "there was no survey yet",
                     .action = "run: seedbed survey"});
    }
    return parseJson(*text, "inventory");
}

Task<std::int64_t> Deployment::start(RunOrder order) {
    if (active_) {
        co_return fail(runActive(*active_));
    }
    auto site = readSite(order.siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto context = co_await open(std::move(*site), order.siteFile.string());
    if (!context) {
        co_return fail(context.error());
    }
    auto planned = co_await givingBack(**context, planFor(**context, order));
    if (!planned) {
        co_return fail(planned.error());
    }
    auto run = co_await begin(std::move(*context));
    co_return run;
}

Task<std::int64_t> Deployment::begin(std::unique_ptr<DeployContext> context) {
    auto other = journal_.activeRun(); // another request may have been quicker
    if (!other) {
        co_return fail(other.error());
    }
    if (*other) {
        co_return fail(runActive((**other).id));
    }
    for (const PlannedBlade& blade : context->plan.blades) {
        if (powering_.count(blade.bay) != 0) {
            co_return fail(bladePowering(blade.bay));
        }
    }
    auto run = journal_.startRun(context->plan.hash(), planJson(context->plan).dump());
    if (!run) {
        co_return fail(run.error());
    }
    active_ = *run;
    log::info("RUN-BEGUN", "a run begins", {{"RUN", std::to_string(*run)}});
    runs_.spawn(fmt::format("run {}", *run), execute({.id = *run, .state = "running"}, std::move(context)));
    co_return *run;
}

void Deployment::endAs(std::int64_t run, const Error& error) {
    log::error(error, {{"RUN", std::to_string(run)}});
    auto ended = journal_.endRun(run, "failed", errorJson(error));
    if (!ended) {
        log::error(ended.error());
    }
}

Task<> Deployment::carryOut(RunRecord run, DeployContext& context) {
    std::error_code ignored; // who writes a report tells
    std::filesystem::create_directories(paths_.report(run.id).parent_path(), ignored);
    for (const PlannedBlade& blade : context.plan.blades) {
        recordConsole(context, blade.bay, blade.iloAddress, SolClaim::takeOver);
    }
    RunSteps steps = stepsFor(context, journal_);
    auto now = journal_.run(run.id); // it may have been aborted since
    auto end = co_await runner_.run(run.id, steps, now && now->state == "aborting");
    auto left = co_await context.oa->logOut();
    if (!left) {
        log::warning(left.error().id, toSentence(left.error()));
    }
    log::info("RUN-ENDED", "the run ended: " + end.state, {{"RUN", std::to_string(run.id)}});
    auto report = makeReport(journal_, run.id); // once more, with the run's end in it
    if (!report) {
        co_return fail(report.error());
    }
    co_return writeFile(paths_.report(run.id), report->dump(2) + "\n");
}

asio::awaitable<void> Deployment::execute(RunRecord run, std::unique_ptr<DeployContext> context) {
    std::shared_ptr<void> finished(nullptr, [this](void*) { active_.reset(); });
    engine_ = context->engine->spec();
    auto ending = co_await endingOf<void>(carryOut(run, *context));
    auto mine = co_await asio::this_coro::cancellation_state;
    if (mine.cancelled() != asio::cancellation_type::none) {
        co_return; // the daemon stops; its next life resumes the run
    }
    if (ending.thrown) {
        endAs(run.id, threw("RUN-THREW", fmt::format("run {}", run.id), ending.thrown));
    } else if (!*ending.result) {
        log::error(ending.result->error());
    }
}

Task<std::unique_ptr<DeployContext>> Deployment::reopen(const RunRecord& record) {
    auto parsed = parseJson(record.plan, "the plan in the journal");
    if (!parsed) {
        co_return fail(parsed.error());
    }
    auto plan = planFromJson(*parsed);
    if (!plan) {
        co_return fail(plan.error());
    }
    auto site = parseSite(plan->siteText, plan->siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto context = co_await open(std::move(*site), plan->siteFile);
    if (!context) {
        co_return fail(context.error());
    }
    (*context)->plan = std::move(*plan);
    (*context)->vc = makeVirtualConnect(executor_, **context, (*context)->plan.vcAddress);
    co_return std::move(*context);
}

// The nodes of an ended run still ask the engine for their configuration.
Task<> Deployment::resumeNewest() {
    auto runs = journal_.runs();
    if (!runs || runs->empty()) {
        co_return runs ? Result<>() : fail(runs.error());
    }
    auto record = journal_.run(runs->front().id);
    if (!record) {
        co_return fail(record.error());
    }
    auto context = co_await reopen(*record);
    if (!context) {
        if (record->active()) {
            endAs(record->id, context.error());
        }
        co_return fail(context.error());
    }
    engine_ = (*context)->engine->spec();
    if (!record->active()) {
        for (const PlannedBlade& blade : (*context)->plan.blades) {
            recordConsole(**context, blade.bay, blade.iloAddress, SolClaim::giveWay);
        }
        auto last = (*context)->engine->lastArguments();
        auto woken = co_await wakeEngine(**context, last.value_or((*context)->engine->spec().arguments));
        co_return woken;
    }
    auto images = withEngine((*context)->plan.goal) ? readImagesManifest((*context)->site.images) : std::vector<LocalImage>();
    if (!images) {
        endAs(record->id, images.error());
        co_return fail(images.error());
    }
    (*context)->images = std::move(*images);
    log::info("RUN-RESUMED", "a run goes on after a restart", {{"RUN", std::to_string(record->id)}});
    active_ = record->id;
    runs_.spawn(fmt::format("run {}", record->id), execute(*record, std::move(*context)));
    co_return Result<>();
}

asio::awaitable<void> Deployment::resume() {
    auto resumed = co_await resumeNewest();
    if (!resumed) {
        log::error(resumed.error());
    }
}

Task<std::int64_t> Deployment::retry(std::int64_t run) {
    auto record = journal_.run(run);
    if (!record) {
        co_return fail(record.error());
    }
    if (record->state == "succeeded" || record->active()) {
        co_return fail(runError(ErrorKind::conflict, "RUN-NOTHING-TO-RETRY", run, "it is " + record->state,
                                "start a new run: seedbed deploy"));
    }
    auto text = parseJson(record->plan, "the plan in the journal");
    if (!text) {
        co_return fail(text.error());
    }
    auto plan = planFromJson(*text);
    if (!plan) {
        co_return fail(plan.error());
    }
    RunOrder order{plan->siteFile, plan->goal, plan->powerOff};
    auto started = co_await start(std::move(order));
    co_return started;
}

Result<> Deployment::abort(std::int64_t run) {
    auto record = journal_.run(run);
    if (!record) {
        return fail(record.error());
    }
    if (active_ != run) {
        return fail(runError(ErrorKind::conflict, "RUN-NOT-ACTIVE", run, "it is " + record->state,
                             record->active() ? "start the daemon anew: it takes the run up" : "nothing is to be done"));
    }
    auto journalled = journal_.abortRun(run);
    if (journalled) {
        runner_.abort();
    }
    return journalled;
}

asio::awaitable<void> Deployment::stop() {
    runs_.cancel();
    co_await runs_.join();
    if (consoles_) {
        co_await consoles_->stop();
    }
    if (engine_) {
        EngineProcess engine(*engine_);
        auto stopped = co_await engine.stop();
        if (!stopped) {
            log::error(stopped.error());
        }
    }
}

} // namespace seedbed
