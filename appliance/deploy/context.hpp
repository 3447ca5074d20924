// SPDX-License-Identifier: GPL-3.0-or-later
// What the steps of one site share: the device clients, the engine and the paths. Made by Deployment for each
// site, outlives the run. I/O thread only.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "appliance/deploy/plan.hpp"
#include "appliance/provision/engine.hpp"
#include "appliance/provision/images.hpp"
#include "appliance/provision/openstack.hpp"
#include "appliance/site/pack.hpp"
#include "appliance/site/site.hpp"
#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/net/pin_store.hpp"
#include "oa-bridge/oa/oa_command_line.hpp"
#include "oa-bridge/oa/onboard_administrator.hpp"
#include "vc-config/apply/virtual_connect.hpp"

namespace seedbed {

struct Paths {
    std::filesystem::path state;   // --state
    std::filesystem::path programs; // where seedbed-seed is
    std::filesystem::path packs;
    std::filesystem::path secrets() const { return state / "secrets.d"; }
    std::filesystem::path nodeKey() const { return secrets() / "node-key"; }
    std::filesystem::path report(std::int64_t run) const;
};

struct DeployContext {
    SiteSpec site;
    PackSpec pack;
    Plan plan;
    Paths paths;
    Secret chassisPassword;
    Blocking& blocking;
    Turn& engineTurn; // who starts the engine
    PinStore& pins;
    std::unique_ptr<OnboardAdministrator> oa;
    std::unique_ptr<OaCommandLine> oaLine; // for what SOAP lacks
    std::unique_ptr<vc::VirtualConnect> vc;
    std::unique_ptr<OpenStack> openstack;
    std::unique_ptr<EngineProcess> engine;
    std::vector<LocalImage> images;
    std::map<std::string, std::string> imageIds; // name -> id, filled by the images step
    std::map<BayNumber, Error> blocked;          // by what preflight found or the address stage could not set

    const PlannedBlade& blade(BayNumber bay) const;
    const LocalImage* image(const std::string& name) const;
};

// The OA has few sessions: ours is given back, whatever `work` came to.
template <class T>
Task<T> givingBack(DeployContext& context, Task<T> work) {
    auto done = co_await std::move(work);
    auto left = co_await context.oa->logOut();
    if (!left) {
        log::warning(left.error().id, toSentence(left.error()));
    }
    co_return done;
}

// What Virtual Connect needs changed to be what site and pack ask for.
Task<vc::VcPlan> virtualConnectPlan(DeployContext& context);
// The rules that ask what the module has: its uplink ports, the MAC addresses it gave. VC-RULE-* (invalid).
Task<> checkObservedRules(DeployContext& context);
std::unique_ptr<vc::VirtualConnect> makeVirtualConnect(asio::any_io_executor executor, const DeployContext& context,
                                                       const std::string& address);

} // namespace seedbed
