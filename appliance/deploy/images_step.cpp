// SPDX-License-Identifier: GPL-3.0-or-later
// images: deploy kernel, deploy ramdisk and the pack's image are in Glance, each with the content of the manifest.
#include "appliance/deploy/steps.hpp"

namespace seedbed {
namespace {

class ImagesStep : public Step {
public:
    explicit ImagesStep(DeployContext& context)
        : Step({.stage = "seed-host", .name = "images", .deadline = std::chrono::minutes(30), .stall = std::chrono::minutes(10)}),
          deploy_(context) {}

    Task<bool> observe(StepContext&) override {
        deploy_.imageIds.clear();
        for (const std::string& name : needed()) {
            auto found = co_await findImage(*deploy_.openstack, *deploy_.image(name));
            if (!found) {
                co_return fail(found.error());
            }
            if (!*found) {
                co_return false;
            }
            deploy_.imageIds[name] = **found;
        }
        co_return true;
    }
    Task<> act(StepContext& context) override {
        for (const std::string& name : needed()) {
            if (deploy_.imageIds.contains(name)) {
                continue;
            }
            auto noted = context.effect("upload image " + name);
            if (!noted) {
                co_return noted;
            }
            auto uploaded = co_await uploadImage(*deploy_.openstack, *deploy_.image(name));
            if (!uploaded) {
                co_return fail(uploaded.error());
            }
            deploy_.imageIds[name] = *uploaded;
        }
        co_return Result<>();
    }
    Task<> verify(StepContext& context) override {
        auto there = co_await observe(context);
        if (!there) {
            co_return fail(there.error());
        }
        if (!*there) {
            co_return fail({.kind = ErrorKind::nonsense,
                            .id = "IMAGES-NOT-THERE",
                            .object = "Glance",
                            .attempted = "find the images just uploaded",
                            .cause = "one of them is not active",
                            .action = "look at the engine's log"});
        }
        co_return Result<>();
    }

private:
    std::vector<std::string> needed() const { return {"deploy-kernel", "deploy-ramdisk", deploy_.pack.image}; }
    DeployContext& deploy_;
};

} // namespace

std::unique_ptr<Step> makeImagesStep(DeployContext& context) { return std::make_unique<ImagesStep>(context); }

} // namespace seedbed
