// SPDX-License-Identifier: GPL-3.0-or-later
// survey: the chassis is still what the plan was made for. A blade that was exchanged since stops the run here,
// before anything is changed.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/steps.hpp"

namespace seedbed {
namespace {

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
            auto same = compare(*enclosure, planned);
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
    static Result<> compare(const Enclosure& enclosure, const PlannedBlade& planned) {
        const DeviceBay* bay = enclosure.bay(planned.bay);
        const std::string found = bay == nullptr || !bay->present() ? "no blade" : "blade " + bay->serialNumber;
        if (found == "blade " + planned.serial) {
            return {};
        }
        return fail({.kind = ErrorKind::conflict,
                     .id = "DEPLOY-WORLD-MOVED",
                     .object = planned.name(),
                     .attempted = "find the planned blade",
                     .cause = fmt::format("the plan names blade {}, the bay holds {}", planned.serial, found),
                     .action = "make a new plan"});
    }

    DeployContext& deploy_;
};

} // namespace

std::unique_ptr<Step> makeSurveyStep(DeployContext& context) { return std::make_unique<SurveyStep>(context); }

} // namespace seedbed
