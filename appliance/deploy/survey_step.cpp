// SPDX-License-Identifier: GPL-3.0-or-later
// survey: the chassis is still what the plan was made for. A blade that was exchanged since stops the run here,
// before anything is changed.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/steps.hpp"

namespace seedbed {
namespace {

Result<> compare(const std::string& serial, const PlannedBlade& planned) {
    if (serial == planned.serial) {
        return {};
    }
    return fail({.kind = ErrorKind::conflict,
                 .id = "DEPLOY-WORLD-MOVED",
                 .object = planned.name(),
                 .attempted = "find the planned blade",
                 .cause = fmt::format("the plan names blade {}, the bay holds {}", planned.serial,
                                      serial.empty() ? "no blade" : "blade " + serial),
                 .action = "make a new plan"});
}

class SurveyStep : public Step {
public:
    explicit SurveyStep(DeployContext& context)
        : Step({.stage = "survey", .name = "survey", .deadline = std::chrono::minutes(3), .stall = std::chrono::minutes(2)}),
          deploy_(context) {}

    Task<bool> observe(StepContext&) override { co_return false; } // reading is the whole step
    Task<> act(StepContext& context) override {
        auto enclosure = co_await deploy_.oa->survey();
        if (!enclosure) {
            co_return fail(enclosure.error());
        }
        for (const PlannedBlade& planned : deploy_.plan.blades) {
            const DeviceBay* bay = enclosure->bay(planned.bay);
            auto same = compare(bay == nullptr || !bay->present() ? "" : bay->serialNumber, planned);
            if (!same) {
                co_return same;
            }
            nlohmann::json facts{{"serial", planned.serial}, {"product", planned.product}, {"ilo", planned.iloAddress}};
            auto noted = context.noteFor(planned.bay, "fact", "blade as the OA tells it", facts.dump());
            if (noted) {
                noted = context.noteFor(planned.bay, "discovered", planned.product + " " + planned.serial);
            }
            if (!noted) {
                co_return noted;
            }
        }
        co_return Result<>();
    }
    Task<> verify(StepContext&) override { co_return Result<>(); } // nothing was changed

private:
    DeployContext& deploy_;
};

} // namespace

Task<> stillThere(DeployContext& context, BayNumber bay) {
    auto serial = co_await context.oa->serialNumber(bay);
    if (!serial) {
        co_return fail(serial.error());
    }
    co_return compare(*serial, context.blade(bay));
}

std::unique_ptr<Step> makeSurveyStep(DeployContext& context) { return std::make_unique<SurveyStep>(context); }

} // namespace seedbed
