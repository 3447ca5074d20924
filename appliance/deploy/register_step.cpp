// SPDX-License-Identifier: GPL-3.0-or-later
// register: the blade is a node of the engine, with the MAC that its Virtual Connect profile gives the PXE FlexNIC.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/steps.hpp"
#include "appliance/provision/nodes.hpp"

namespace seedbed {
namespace {

class RegisterStep : public Step {
public:
    RegisterStep(DeployContext& context, BayNumber bay)
        : Step({.stage = "undercloud", .name = "register", .bay = bay, .deadline = std::chrono::minutes(2),
                .stall = std::chrono::seconds(90)}),
          deploy_(context) {}

    Task<bool> observe(StepContext& context) override {
        auto spec = co_await describe(context);
        if (!spec) {
            co_return fail(spec.error());
        }
        auto found = co_await findNode(*deploy_.openstack, *spec);
        if (!found) {
            co_return fail(found.error());
        }
        co_return found->has_value();
    }
    Task<> act(StepContext& context) override {
        auto spec = co_await describe(context);
        if (!spec) {
            co_return fail(spec.error());
        }
        auto noted = context.effect("register node " + spec->name);
        if (!noted) {
            co_return noted;
        }
        auto node = co_await ensureNode(*deploy_.openstack, *spec);
        if (!node) {
            co_return fail(node.error());
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
                            .id = "NODE-NOT-THERE",
                            .object = deploy_.blade(this->spec().bay).name(),
                            .attempted = "read the node just registered",
                            .cause = "the engine holds something else",
                            .action = "look at the node in the engine"});
        }
        co_return Result<>();
    }

private:
    Task<NodeSpec> describe(StepContext& context) {
        const PlannedBlade& blade = deploy_.blade(this->spec().bay);
        auto macs = co_await deploy_.vc->readProfileMacs(profileName(blade.bay));
        if (!macs) {
            co_return fail(macs.error());
        }
        if (macs->empty()) {
            co_return fail({.kind = ErrorKind::conflict,
                            .id = "VC-PROFILE-NO-MAC",
                            .object = "profile " + profileName(blade.bay),
                            .attempted = "read the MAC of its PXE connection",
                            .cause = "it shows none",
                            .action = "look at the profile in Virtual Connect"});
        }
        nlohmann::json facts{{"mac", macs->front().toString()}, {"profile", profileName(blade.bay)}};
        auto noted = context.note("fact", "addresses of the profile", facts.dump());
        if (!noted) {
            co_return fail(noted.error());
        }
        NodeSpec node;
        node.name = blade.name();
        node.serial = blade.serial;
        node.iloAddress = blade.iloAddress;
        node.user = deploy_.site.chassis.user;
        node.password = deploy_.chassisPassword;
        node.mac = macs->front();
        node.deployKernel = deploy_.imageIds["deploy-kernel"];
        node.deployRamdisk = deploy_.imageIds["deploy-ramdisk"];
        node.cpus = blade.cpus;
        node.memoryMb = blade.memoryMb;
        node.diskGb = deploy_.pack.diskGb;
        co_return node;
    }

    DeployContext& deploy_;
};

} // namespace

std::unique_ptr<Step> makeRegisterStep(DeployContext& context, BayNumber bay) {
    return std::make_unique<RegisterStep>(context, bay);
}

} // namespace seedbed
