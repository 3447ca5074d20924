// SPDX-License-Identifier: GPL-3.0-or-later
// Deployment::plan, and what it rests on: the world as it is against what the goal of a run asks for.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/address.hpp"
#include "appliance/deploy/deployment.hpp"
#include "appliance/deploy/standing.hpp"
#include "appliance/deploy/steps.hpp"
#include "appliance/deploy/vc_change.hpp"
#include "oa-bridge/base/log.hpp"
#include "vc-config/compile/bandwidth.hpp"
#include "vc-config/plan/drift.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

// The nodes know the engine by its address: another one would leave those deployed already without it.
Result<> sameAddress(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    auto addressOf = [](const std::vector<std::string>& arguments) {
        auto option = std::find(arguments.begin(), arguments.end(), "--listen");
        return arguments.end() - option > 1 ? option[1] : std::string();
    };
    if (addressOf(before) == addressOf(after)) {
        return {};
    }
    return fail({.kind = ErrorKind::needsHuman,
                 .id = "ENGINE-ADDRESS",
                 .object = "seed services",
                 .attempted = "compare their address with the site's",
                 .cause = fmt::format("they were set up at {}, the site file says {}", addressOf(before), addressOf(after)),
                 .action = "keep the provisioning address, or begin anew with another state directory"});
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

// A verification looks at blades that are deployed; the others are no part of it.
Result<> keepDeployed(Plan& plan) {
    std::erase_if(plan.blades, [](const PlannedBlade& blade) { return blade.deploy; });
    if (!plan.blades.empty()) {
        return {};
    }
    return fail({.kind = ErrorKind::notFound,
                 .id = "VERIFY-NOTHING",
                 .object = plan.siteFile,
                 .attempted = "find the blades that are deployed",
                 .cause = "none of the site's is",
                 .action = "deploy them first: seedbed deploy"});
}

json driftJson(const vc::Drift& drift, const std::string& address) {
    json differences = json::array();
    for (const vc::Difference& each : drift.differences) {
        differences.push_back(
            {{"object", each.object}, {"field", each.field}, {"wanted", each.wanted}, {"found", each.found}});
    }
    return {
        {"schema", 1}, {"virtual_connect", address}, {"differences", differences}, {"notes", drift.notes}};
}

} // namespace

// Looks at the world and compares: the OA, Virtual Connect, and the engine if it has ever lived.
Task<> Deployment::planFor(DeployContext& context, RunOrder order) {
    if (withEngine(order.goal)) {
        auto images = readImagesManifest(context.site.images);
        if (!images) {
            co_return fail(images.error());
        }
        context.images = std::move(*images);
        auto complete = checkImages(context);
        if (!complete) {
            co_return complete;
        }
    }
    auto enclosure = co_await context.oa->survey();
    if (!enclosure) {
        co_return fail(enclosure.error());
    }
    SiteSpec site = context.site;
    if (order.goal == Goal::rollback) { // a blade that was pulled since keeps nobody from it
        std::erase_if(site.bays, [&](BayNumber bay) { return enclosure->bay(bay) == nullptr || !enclosure->bay(bay)->present(); });
    }
    auto plan = makePlan(site, context.plan.siteFile, *enclosure);
    if (!plan) {
        co_return fail(plan.error());
    }
    context.plan = std::move(*plan);
    context.plan.goal = order.goal;
    context.plan.powerOff = std::move(order.powerOff);
    for (PlannedBlade& blade : context.plan.blades) {
        blade.deploy = withEngine(order.goal);
    }
    context.vc = makeVirtualConnect(executor_, context, context.plan.vcAddress);
    auto changed = co_await planChanges(context, *enclosure);
    if (!changed || !withEngine(order.goal)) {
        co_return changed;
    }
    auto compared = co_await compareWithEngine(context);
    co_return compared && order.goal == Goal::verify ? keepDeployed(context.plan) : compared;
}

// What of the chassis is not as the goal has it.
Task<> Deployment::planChanges(DeployContext& context, Enclosure enclosure) {
    const Goal goal = context.plan.goal;
    if (goal == Goal::verify) {
        co_return Result<>();
    }
    if (goal != Goal::rollback) {
        auto addressing = co_await addressChanges(context, addressTargets(context.site, enclosure));
        if (!addressing) {
            co_return fail(addressing.error());
        }
        context.plan.changes = std::move(*addressing);
    }
    if (goal == Goal::apply) { // preflight looks at the same before a deployment, bay by bay
        auto check = [&context] { return checkObservedRules(context); };
        auto obeyed = co_await onceItAnswers<void>(context, check);
        if (!obeyed) {
            co_return obeyed;
        }
    }
    auto ask = [&context, goal] {
        return goal == Goal::rollback ? rollbackPlan(context) : virtualConnectPlan(context);
    };
    auto changes = co_await onceItAnswers<vc::VcPlan>(context, ask);
    if (!changes) {
        co_return fail(changes.error());
    }
    context.plan.notes = changes->notes;
    for (const std::string& foreign : changes->foreign) {
        context.plan.notes.push_back(foreign + " is not ours and stays");
    }
    const auto domain = forPeople(*changes);
    context.plan.changes.insert(context.plan.changes.end(), domain.begin(), domain.end());
    co_return Result<>();
}

// An engine that never lived knows of no blade. One that only sleeps is woken: what it holds must be known.
Task<> Deployment::compareWithEngine(DeployContext& context) {
    const auto last = context.engine->lastArguments();
    if (!last) {
        co_return Result<>();
    }
    auto moved = sameAddress(*last, context.engine->spec().arguments);
    if (!moved) {
        co_return moved;
    }
    if (*last != context.engine->spec().arguments) {
        context.plan.changes.push_back({"seed services", "the site's provisioning part changed", {"restart"}, {}});
    }
    auto woken = co_await wakeEngine(context, *last); // a plan changes nothing
    if (!woken) {
        co_return woken;
    }
    auto image = co_await findImage(*context.openstack, *context.image(context.pack.image));
    if (!image) {
        co_return fail(image.error());
    }
    if (*image) {
        context.imageIds[context.pack.image] = **image;
    }
    for (PlannedBlade& blade : context.plan.blades) {
        auto standing = co_await standingOf(context, blade.bay);
        if (!standing) {
            co_return fail(standing.error());
        }
        blade.deploy = !standing->deployed();
        blade.reason = standing->difference;
    }
    co_return Result<>();
}

Task<json> Deployment::plan(RunOrder order) {
    auto site = readSite(order.siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto context = co_await open(std::move(*site), order.siteFile.string());
    if (!context) {
        co_return fail(context.error());
    }
    auto planned = co_await givingBack(**context, planFor(**context, std::move(order)));
    if (!planned) {
        co_return fail(planned.error());
    }
    const Plan& plan = (*context)->plan;
    json shown = planJson(plan);
    shown["hash"] = plan.hash();
    shown["empty"] = plan.empty();
    if (auto desired = desiredDomain((*context)->site, (*context)->pack)) {
        shown["allotments"] = vc::allotmentsJson(vc::allotments(*desired));
    }
    co_return shown;
}

Task<json> Deployment::driftOf(DeployContext& context) {
    auto desired = desiredDomain(context.site, context.pack);
    if (!desired) {
        co_return fail(desired.error());
    }
    auto enclosure = co_await context.oa->survey();
    if (!enclosure) {
        co_return fail(enclosure.error());
    }
    auto address = moduleAddress(*enclosure);
    if (!address) {
        co_return fail(address.error());
    }
    context.plan.vcAddress = *address;
    context.plan.enclosureSerial = enclosure->serialNumber;
    auto arrival = keptArrival(context);
    if (!arrival) {
        co_return fail(arrival.error());
    }
    context.vc = makeVirtualConnect(executor_, context, *address);
    auto actual = co_await context.vc->readDomain();
    if (!actual) {
        co_return fail(actual.error());
    }
    Result<std::vector<vc::UplinkPort>> uplinks;
    if (actual->enclosureImported) {
        uplinks = co_await context.vc->readUplinkPorts();
    }
    if (!uplinks) {
        co_return fail(uplinks.error());
    }
    co_return driftJson(vc::drift(*desired, *actual, *uplinks, *arrival ? &**arrival : nullptr), *address);
}

Task<json> Deployment::drift(std::filesystem::path siteFile) {
    auto site = readSite(siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto context = co_await open(std::move(*site), siteFile.string());
    if (!context) {
        co_return fail(context.error());
    }
    auto drift = co_await givingBack(**context, driftOf(**context));
    co_return drift;
}

} // namespace seedbed
