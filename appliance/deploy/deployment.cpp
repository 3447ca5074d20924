// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/error_json.hpp"
#include "appliance/deploy/deployment.hpp"

#include <sys/stat.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/console_recorder.hpp"
#include "appliance/deploy/steps.hpp"
#include "appliance/provision/nodes.hpp"
#include "appliance/provision/stacks.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
constexpr unsigned kBlockingThreads = 8;

json bayJson(const DeviceBay& bay) {
    if (!bay.present()) {
        return {{"bay", bay.number}, {"present", false}};
    }
    return {{"bay", bay.number},       {"present", true},           {"product", bay.product},
            {"serial", bay.serialNumber}, {"power", toString(bay.status.power)}, {"memory_mb", bay.memoryMb},
            {"ilo", {{"address", bay.ilo.address}, {"model", bay.ilo.model}, {"firmware", bay.ilo.firmware}}}};
}

json enclosureJson(const Enclosure& enclosure) {
    json bays = json::array();
    for (const DeviceBay& bay : enclosure.bays) {
        bays.push_back(bayJson(bay));
    }
    json interconnects = json::array();
    for (const Interconnect& module : enclosure.interconnects) {
        if (module.presence == Presence::present) {
            interconnects.push_back({{"bay", module.bay}, {"product", module.product}, {"address", module.address}});
        }
    }
    json gaps = json::array();
    for (const Error& gap : enclosure.gaps) {
        gaps.push_back(toSentence(gap));
    }
    return {{"schema", 1},
            {"source", "OA SOAP"},
            {"time", nowIso()},
            {"enclosure", {{"name", enclosure.name}, {"product", enclosure.product}, {"serial", enclosure.serialNumber}}},
            {"bays", bays},
            {"interconnects", interconnects},
            {"gaps", gaps}};
}

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
                      "169.254.169.254"};
    return spec;
}

Error runError(ErrorKind kind, std::string id, std::int64_t run, std::string cause, std::string action) {
    return {.kind = kind,
            .id = std::move(id),
            .object = fmt::format("run {}", run),
            .attempted = "start a run",
            .cause = std::move(cause),
            .action = std::move(action)};
}

Result<> checkImages(const DeployContext& context) {
    for (const std::string& name : {std::string("deploy-kernel"), std::string("deploy-ramdisk"), context.pack.image}) {
        if (context.image(name) == nullptr) {
            return fail({.kind = ErrorKind::notFound,
                         .id = "IMAGES-MISSING",
                         .object = "image " + name,
                         .attempted = "find it in " + (context.site.images / "manifest.json").string(),
                         .cause = "it is not listed",
                         .action = "build the images of pack " + context.pack.name});
        }
    }
    const LocalImage& image = *context.image(context.pack.image);
    const std::uint64_t disk = static_cast<std::uint64_t>(context.pack.diskGb) << 30;
    if (std::max(image.bytes, image.minDiskBytes) > disk) {
        return fail({.kind = ErrorKind::invalid,
                     .id = "IMAGE-TOO-LARGE",
                     .object = "image " + image.name,
                     .attempted = "fit it on the disks of pack " + context.pack.name,
                     .cause = fmt::format("it needs {} bytes, the pack's disks have {}",
                                          std::max(image.bytes, image.minDiskBytes), disk),
                     .action = "take a smaller image, or blades with larger disks and a pack that says so"});
    }
    return {};
}

} // namespace

Deployment::Deployment(asio::any_io_executor executor, Journal& journal, EventBus& bus, Paths paths,
                       SolEngine* consoles)
    : executor_(executor), journal_(journal), paths_(std::move(paths)), consoles_(consoles),
      blocking_(executor, kBlockingThreads), runner_(executor, journal, bus), runs_(executor) {}
Deployment::~Deployment() = default;

std::filesystem::path Deployment::consoleFile(BayNumber bay) const {
    return paths_.state / "consoles" / fmt::format("bay{}.log", bay);
}

Task<> Deployment::makeNodeKey() {
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
                                                             .consoles = consoles_});
    OaAccess oa;
    oa.address = site.chassis.oa.toString();
    oa.user = site.chassis.user;
    oa.password = *password;
    context->oa = std::make_unique<OnboardAdministrator>(executor_, std::move(oa));
    EngineAccess engine;
    engine.identityUrl = fmt::format("http://{}:5000/v3", site.provisioning.address.toString());
    engine.password = *admin;
    context->openstack = std::make_unique<OpenStack>(std::move(engine));
    context->engine = std::make_unique<EngineProcess>(engineSpec(site, paths_));
    context->plan.siteFile = std::move(siteFile);
    context->plan.siteText = site.text;
    co_return context;
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
    auto enclosure = co_await (*context)->oa->survey();
    if (!enclosure) {
        co_return fail(enclosure.error());
    }
    auto left = co_await (*context)->oa->logOut();
    if (!left) {
        log::warning(left.error().id, toSentence(left.error()));
    }
    co_return enclosureJson(*enclosure);
}

// Looks at the world and compares: the OA, Virtual Connect, and the engine if it runs.
Task<Plan> Deployment::planFor(DeployContext& context) {
    auto enclosure = co_await context.oa->survey();
    if (!enclosure) {
        co_return fail(enclosure.error());
    }
    auto left = co_await context.oa->logOut();
    if (!left) {
        log::warning(left.error().id, toSentence(left.error()));
    }
    auto plan = makePlan(context.site, context.plan.siteFile, *enclosure);
    if (!plan) {
        co_return fail(plan.error());
    }
    context.vc = makeVirtualConnect(executor_, context, plan->vcAddress);
    auto changes = co_await virtualConnectPlan(context);
    if (!changes) {
        co_return fail(changes.error());
    }
    plan->changes = forPeople(*changes);
    for (PlannedBlade& blade : plan->blades) {
        if (!context.engine->running()) {
            continue;
        }
        auto stack = co_await findStack(*context.openstack, blade.name());
        if (!stack) {
            co_return fail(stack.error());
        }
        blade.deploy = !*stack || (**stack).status != "CREATE_COMPLETE";
    }
    co_return plan;
}

Task<json> Deployment::plan(std::filesystem::path siteFile) {
    auto site = readSite(siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto context = co_await open(std::move(*site), siteFile.string());
    if (!context) {
        co_return fail(context.error());
    }
    auto plan = co_await planFor(**context);
    if (!plan) {
        co_return fail(plan.error());
    }
    json shown = planJson(*plan);
    shown["hash"] = plan->hash();
    shown["empty"] = plan->empty();
    co_return shown;
}

Task<std::int64_t> Deployment::start(std::filesystem::path siteFile) {
    if (active_) {
        co_return fail(runError(ErrorKind::conflict, "RUN-ACTIVE", *active_, "it is still running",
                                "wait for it, or abort it: seedbed abort"));
    }
    auto site = readSite(siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto context = co_await open(std::move(*site), siteFile.string());
    if (!context) {
        co_return fail(context.error());
    }
    auto images = readImagesManifest((*context)->site.images);
    if (!images) {
        co_return fail(images.error());
    }
    (*context)->images = std::move(*images);
    auto complete = checkImages(**context);
    if (!complete) {
        co_return fail(complete.error());
    }
    auto plan = co_await planFor(**context);
    if (!plan) {
        co_return fail(plan.error());
    }
    (*context)->plan = std::move(*plan);
    auto run = co_await begin(std::move(*context));
    co_return run;
}

Task<std::int64_t> Deployment::begin(std::unique_ptr<DeployContext> context) {
    if (active_) { // another request was quicker
        co_return fail(runError(ErrorKind::conflict, "RUN-ACTIVE", *active_, "it is still running",
                                "wait for it, or abort it: seedbed abort"));
    }
    auto run = journal_.startRun(context->plan.hash(), planJson(context->plan).dump());
    if (!run) {
        co_return fail(run.error());
    }
    active_ = *run;
    runs_.spawn(fmt::format("run {}", *run), execute(*run, std::move(context)));
    co_return *run;
}

asio::awaitable<void> Deployment::execute(std::int64_t run, std::unique_ptr<DeployContext> context) {
    log::info("RUN-BEGUN", "a run begins", {{"RUN", std::to_string(run)}});
    std::shared_ptr<void> finished(nullptr, [this](void*) { active_.reset(); });
    engine_ = engineSpec(context->site, paths_);
    ConsoleRecorder consoles(executor_, *context, paths_.state / "consoles");
    RunSteps steps = stepsFor(*context, journal_);
    auto end = co_await runner_.run(run, steps);
    co_await consoles.stop();
    log::info("RUN-ENDED", "the run ended: " + end.state, {{"RUN", std::to_string(run)}});
    auto report = makeReport(journal_, run); // once more, with the run's end in it
    if (report) {
        auto written = writeFile(paths_.report(run), report->dump(2) + "\n");
        if (!written) {
            log::error(written.error());
        }
    }
}

Task<> Deployment::reopen(RunRecord record) {
    log::info("RUN-RESUMED", "a run goes on after a restart", {{"RUN", std::to_string(record.id)}});
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
    auto images = readImagesManifest((*context)->site.images);
    if (!images) {
        co_return fail(images.error());
    }
    (*context)->images = std::move(*images);
    (*context)->plan = std::move(*plan);
    (*context)->vc = makeVirtualConnect(executor_, **context, (*context)->plan.vcAddress);
    active_ = record.id;
    runs_.spawn(fmt::format("run {}", record.id), execute(record.id, std::move(*context)));
    co_return Result<>();
}

asio::awaitable<void> Deployment::resume() {
    for (RunRecord& record : journal_.unfinishedRuns()) {
        auto id = record.id;
        auto resumed = co_await reopen(std::move(record));
        if (!resumed) {
            log::error(resumed.error(), {{"RUN", std::to_string(id)}});
            auto ended = journal_.endRun(id, "failed", errorJson(resumed.error()));
            if (!ended) {
                log::error(ended.error());
            }
        }
    }
}

Task<std::int64_t> Deployment::retry(std::int64_t run) {
    auto record = journal_.run(run);
    if (!record) {
        co_return fail(runError(ErrorKind::notFound, "RUN-UNKNOWN", run, "there is no such run", "list them: seedbed run"));
    }
    if (record->state == "succeeded" || record->state == "running") {
        co_return fail(runError(ErrorKind::conflict, "RUN-NOTHING-TO-RETRY", run, "it is " + record->state,
                                "start a new run: seedbed deploy"));
    }
    auto plan = parseJson(record->plan, "the plan in the journal");
    if (!plan) {
        co_return fail(plan.error());
    }
    auto started = co_await start(plan->value("site_file", ""));
    co_return started;
}

Result<> Deployment::abort() {
    if (!active_) {
        return fail(runError(ErrorKind::conflict, "RUN-NONE-ACTIVE", 0, "no run is active", "nothing is to be done"));
    }
    runner_.abort();
    return {};
}

asio::awaitable<void> Deployment::stop() {
    runs_.cancel();
    co_await runs_.join();
    if (engine_) {
        EngineProcess engine(*engine_);
        auto stopped = co_await engine.stop();
        if (!stopped) {
            log::error(stopped.error());
        }
    }
}

} // namespace seedbed
