// SPDX-License-Identifier: GPL-3.0-or-later
// Deployment::preflight: gathers what the checks look at, runs them, says whether they block.
#include <nlohmann/json.hpp>

#include "appliance/deploy/address.hpp"
#include "appliance/deploy/deployment.hpp"
#include "appliance/deploy/steps.hpp"
#include "appliance/preflight/check.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

json preflightJson(const Findings& findings, const Inventory& inventory) {
    json list = json::array();
    std::map<std::string, int> counts{{"pass", 0}, {"fail", 0}, {"waived", 0}, {"skipped", 0}};
    bool blocked = false;
    for (const Finding& finding : findings) {
        list.push_back(findingJson(finding));
        ++counts[std::string(toString(finding.status))];
        blocked = blocked || blocks(finding);
    }
    return {{"schema", 1},      {"time", isoTime(inventory.time)}, {"inventory_ms", inventory.took.count()},
            {"findings", list}, {"counts", counts},                {"blocked", blocked}};
}

// Virtual Connect as it is, as it should be, and the way; or why one of these cannot be had.
asio::awaitable<void> readVirtualConnect(DeployContext& context, PreflightContext& into) {
    auto desired = desiredDomain(context.site, context.pack);
    if (!desired) {
        into.domainError = desired.error();
        co_return;
    }
    into.desired = std::move(*desired);
    auto actual = co_await context.vc->readDomain();
    if (!actual) {
        into.domainError = actual.error();
        co_return;
    }
    into.domain = std::move(*actual);
    auto state = co_await context.vc->readState();
    if (!state) {
        into.domainError = state.error();
        co_return;
    }
    into.domainState = std::move(*state);
    auto changes = vc::plan(*into.desired, *into.domain);
    if (changes) {
        into.changes = std::move(*changes);
    } else {
        into.domainError = changes.error();
    }
}

asio::awaitable<void> readUplinks(DeployContext& context, PreflightContext& into) {
    auto ports = co_await context.vc->readUplinkPorts();
    if (ports) {
        into.uplinks = std::move(*ports);
    } else {
        into.uplinksError = ports.error();
    }
}

void readNodes(const SiteSpec& site, PreflightContext& into) {
    if (!site.nodesCsv) {
        return;
    }
    auto nodes = readNodesCsv(*site.nodesCsv);
    if (nodes) {
        into.nodes = std::move(*nodes);
    } else {
        into.nodesError = nodes.error();
    }
}

} // namespace

Task<Findings> findingsOf(DeployContext& context, const Inventory& inventory) {
    PreflightContext checking{.site = context.site,
                              .pack = context.pack,
                              .inventory = inventory,
                              .blocking = context.blocking,
                              .password = context.chassisPassword,
                              .state = context.paths.state,
                              .engineRuns = context.engine->running(),
                              .probeTime = context.site.provisioning.listen};
    auto images = readImagesManifest(context.site.images);
    if (images) {
        for (const LocalImage& image : *images) {
            checking.images.push_back({image.name, image.file, std::max(image.bytes, image.minDiskBytes), image.sha256});
        }
    } else {
        checking.imagesError = images.error();
    }
    readNodes(context.site, checking);
    if (context.vc == nullptr) {
        const auto address = moduleAddress(inventory.enclosure);
        checking.domainError = address ? Error{} : address.error();
        checking.uplinksError = checking.domainError;
    } else {
        co_await readVirtualConnect(context, checking);
        co_await readUplinks(context, checking);
    }
    auto findings = co_await runPreflight(checking);
    if (!findings) {
        co_return findings;
    }
    auto differs = co_await addressDifferences(context, addressTargets(context.site, inventory.enclosure));
    if (!differs) {
        co_return fail(differs.error());
    }
    leaveToAddressStage(*differs, *findings);
    co_return findings;
}

Task<json> Deployment::preflight(std::filesystem::path siteFile) {
    auto site = readSite(siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    auto opened = co_await open(std::move(*site), siteFile.string());
    if (!opened) {
        co_return fail(opened.error());
    }
    auto findings = co_await givingBack(**opened, preflightOf(**opened));
    co_return findings;
}

Task<json> Deployment::preflightOf(DeployContext& context) {
    auto inventory = co_await observe(context);
    if (!inventory) {
        co_return fail(inventory.error());
    }
    const auto address = moduleAddress(inventory->enclosure);
    if (address) {
        context.vc = makeVirtualConnect(executor_, context, *address);
    }
    auto findings = co_await findingsOf(context, *inventory);
    if (!findings) {
        co_return fail(findings.error());
    }
    co_return preflightJson(*findings, *inventory);
}

} // namespace seedbed
