// SPDX-License-Identifier: GPL-3.0-or-later
// preflight: the checks, before anything is changed. A finding that blocks stops the blade it is about, any other the
// run. Looked at once a run: after a restart the blades may be on, as the run wanted them.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/api/error_json.hpp"
#include "appliance/deploy/steps.hpp"
#include "appliance/inventory/collector.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

constexpr const char* kFinding = "finding";     // anything but a pass
constexpr const char* kPreflight = "preflight"; // event of the chassis: all that was found is journalled

Error blockedBy(const Finding& finding) {
    return {.kind = ErrorKind::blocked,
            .id = "PREFLIGHT-BLOCKED",
            .object = finding.object,
            .attempted = "preflight",
            .cause = finding.id + ": " + finding.evidence,
            .action = finding.fix};
}

class PreflightStep : public Step {
public:
    PreflightStep(DeployContext& context, Journal& journal)
        : Step({.stage = "preflight", .name = "preflight", .deadline = std::chrono::minutes(4), .stall = std::chrono::minutes(4)}),
          deploy_(context), journal_(journal) {}

    Task<bool> observe(StepContext& context) override {
        auto events = journal_.events(context.run(), 0, 1000000);
        if (!events) {
            co_return fail(events.error());
        }
        bool done = false;
        for (const EventRecord& event : *events) {
            done = done || event.type == kPreflight;
            const auto data = event.type == kKeptOut ? parseJson(event.data, "an event") : Result<nlohmann::json>();
            if (event.type == kKeptOut && data) {
                deploy_.blocked.insert_or_assign(event.bay, errorFromJson(*data));
            }
        }
        co_return done;
    }
    Task<> act(StepContext& context) override {
        InventoryAccess access;
        access.oaAddress = deploy_.site.chassis.oa.toString();
        access.user = deploy_.site.chassis.user;
        access.password = deploy_.chassisPassword;
        access.pins = &deploy_.pins;
        auto inventory = co_await collectInventory(*deploy_.oa, deploy_.blocking, access);
        if (!inventory) {
            co_return fail(inventory.error());
        }
        context.alive();
        auto findings = co_await findingsOf(deploy_, *inventory);
        if (!findings) {
            co_return fail(findings.error());
        }
        co_return judge(context, *findings);
    }
    Task<> verify(StepContext&) override { co_return Result<>(); } // nothing was changed

private:
    BayNumber bayOf(const Finding& finding) const {
        const auto& blades = deploy_.plan.blades;
        const auto found = std::find_if(blades.begin(), blades.end(), [&](const auto& b) { return b.name() == finding.object; });
        return found == blades.end() ? 0 : found->bay;
    }

    Result<> judge(StepContext& context, const Findings& findings) {
        const Finding* ofChassis = nullptr;
        for (const Finding& finding : findings) {
            if (finding.status == FindingStatus::pass) {
                continue;
            }
            const BayNumber bay = bayOf(finding);
            auto noted = context.noteFor(bay, kFinding, fmt::format("{} {}: {}", finding.id, finding.object, finding.evidence),
                                         findingJson(finding).dump());
            if (noted && blocks(finding) && bay != 0 && deploy_.blocked.count(bay) == 0) {
                noted = keepOut(deploy_, context, bay, blockedBy(finding));
            }
            if (!noted) {
                return noted;
            }
            ofChassis = blocks(finding) && bay == 0 && ofChassis == nullptr ? &finding : ofChassis;
        }
        if (ofChassis != nullptr) {
            return fail(blockedBy(*ofChassis));
        }
        if (deploy_.blocked.size() == deploy_.plan.blades.size()) { // nothing is left to change anything for
            return fail(deploy_.blocked.begin()->second);
        }
        return context.note(kPreflight, fmt::format("{} findings, {} blades blocked", findings.size(), deploy_.blocked.size()));
    }

    DeployContext& deploy_;
    Journal& journal_;
};

} // namespace

std::unique_ptr<Step> makePreflightStep(DeployContext& context, Journal& journal) {
    return std::make_unique<PreflightStep>(context, journal);
}

} // namespace seedbed
