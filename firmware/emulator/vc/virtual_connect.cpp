// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/virtual_connect.hpp"

#include <algorithm>
#include <filesystem>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/vc/domain_json.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

bool same(const Nics& a, const Nics& b) {
    return std::equal(a.begin(), a.end(), b.begin(), [](const Nic& x, const Nic& y) {
        return x.mac == y.mac && x.network == y.network && x.pxe == y.pxe;
    });
}

} // namespace

std::string VirtualConnect::file() const {
    return chassis_.stateDirectory() + "/vc-domain.json";
}

Result<> VirtualConnect::load() {
    if (!std::filesystem::exists(file())) {
        return {};
    }
    auto text = readFile(file());
    if (!text) {
        return fail(text.error());
    }
    auto domain = domainFromJson(*text);
    if (!domain) {
        return fail(domain.error());
    }
    domain_ = std::move(*domain);
    carryOut();
    return {};
}

void VirtualConnect::save() const {
    if (auto written = writeFile(file(), domainToJson(domain_)); !written) {
        log::error(written.error());
    }
}

Outcome VirtualConnect::change(const std::function<Outcome(Domain&)>& rule) {
    auto changed = domain_;
    auto outcome = rule(changed);
    if (outcome) {
        domain_ = std::move(changed);
        save();
        carryOut();
    }
    return outcome;
}

void VirtualConnect::carryOut() {
    carryingOut_ = true;
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        carryOutBay(bay);
    }
    auto uplinks = untaggedUplinks(domain_);
    auto before = chassis_.networkUplinks();
    for (const auto& [network, ports] : before) {
        if (!ports.empty() && !uplinks.contains(network)) {
            chassis_.setNetworkUplinks(network, {});
        }
    }
    for (const auto& [network, ports] : uplinks) {
        auto known = before.find(network);
        if (known == before.end() || known->second != ports) {
            chassis_.setNetworkUplinks(network, ports);
        }
    }
    auto facts = enclosureFacts(chassis_.options());
    VcmMode mode;
    if (domain_.imported) {
        mode = {true, "https://" + chassis_.vcAddress().toString(), facts.vcSerial, domain_.name};
    }
    chassis_.setVcmMode(std::move(mode));
    carryingOut_ = false;
}

void VirtualConnect::carryOutBay(BayNumber bay) {
    const auto* profile = profileOfBay(domain_, bay);
    auto known = wired_.find(bay);
    if (profile == nullptr) {
        if (known != wired_.end()) {
            wired_.erase(known);
            chassis_.assignProfile(bay, std::nullopt, factoryNics(chassis_.blade(bay)));
        }
        return;
    }
    auto nics = wiring(domain_, *profile, factoryNics(chassis_.blade(bay)));
    if (known == wired_.end() || known->second.first != profile->name || !same(known->second.second, nics)) {
        wired_[bay] = {profile->name, nics};
        chassis_.assignProfile(bay, profile->name, nics);
    }
}

void VirtualConnect::bladeChanged(BayNumber bay) {
    if (carryingOut_ || !wired_.contains(bay) || !chassis_.blade(bay).present ||
        !chassis_.blade(bay).profile.empty()) {
        return;
    }
    log::info("VC-PROFILE-DROPPED", "the chassis dropped a profile", {{"BAY", std::to_string(bay)}});
    wired_.erase(bay);
    for (auto& profile : domain_.profiles) {
        profile.bay = profile.bay == bay ? 0 : profile.bay;
    }
    save();
}

} // namespace seedbed::emulator::vc
