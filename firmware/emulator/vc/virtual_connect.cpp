// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/virtual_connect.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/faults.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/vc/domain_json.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFastRestart(1500), kRealRestart(120000); // the real one is inferred: "a few minutes"
constexpr milliseconds kUntilAnswered(100);                      // the answer leaves before the sessions end
constexpr milliseconds kCheckpoint(3000), kRecovery(3000);
constexpr std::size_t kLogLines = 200;

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
    if (auto written = writeFile(file(), domainToJson(domain_), 0600); !written) {
        log::error(written.error());
    }
}

Outcome VirtualConnect::change(const std::function<Outcome(Domain&)>& rule) {
    auto changed = domain_;
    auto outcome = rule(changed);
    if (outcome) {
        domain_ = std::move(changed);
        lastChange_ = Clock::now();
        save();
        carryOut();
        countDown(false);
    }
    return outcome;
}

void VirtualConnect::carryOut() {
    carryingOut_ = true;
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        carryOutBay(bay);
    }
    if (auto networks = networkWires(domain_, chassis_); networks != chassis_.networks()) {
        chassis_.setNetworks(std::move(networks));
    }
    auto facts = enclosureFacts(chassis_.options());
    VcmMode mode;
    if (domain_.imported) {
        mode = {true, "https://" + chassis_.vcAddress().toString(), facts.vcSerial, domain_.name};
    }
    chassis_.setVcmMode(std::move(mode));
    carryingOut_ = false;
    if (tell_) {
        tell_();
    }
}

// With the fault "profile-pending" a blade that is on keeps what it has.
void VirtualConnect::carryOutBay(BayNumber bay) {
    const auto* profile = profileOfBay(domain_, bay);
    auto known = wired_.find(bay);
    if (profile == nullptr) {
        pending_.erase(bay);
        if (known != wired_.end()) {
            wired_.erase(known);
            chassis_.assignProfile(bay, std::nullopt, factoryNics(chassis_.blade(bay)));
        }
        return;
    }
    const bool waits =
        known == wired_.end() && chassis_.blade(bay).powered && chassis_.hasFault("profile-pending", bay);
    if (waits || (isPending(bay) && chassis_.blade(bay).powered)) {
        pending_.insert(bay);
        return;
    }
    pending_.erase(bay);
    auto nics = wiring(domain_, chassis_, *profile);
    if (known == wired_.end() || known->second.first != profile->name || known->second.second != nics) {
        wired_[bay] = {profile->name, nics};
        chassis_.assignProfile(bay, profile->name, nics);
    }
}

// The wires may be changed only after all observers have heard of this change.
void VirtualConnect::chassisChanged(BayNumber bay) {
    if (carryingOut_) {
        return;
    }
    if (bay != 0) {
        dropProfile(bay);
    } else {
        heedRestartFaults();
    }
    if (chassis_.oaIsUp() != oaWasUp_) {
        oaWasUp_ = !oaWasUp_;
        oaTurned_ = Clock::now();
    }
    refresh_.expires_after(milliseconds(0));
    refresh_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) {
            carryOut();
        }
    });
}

void VirtualConnect::dropProfile(BayNumber bay) {
    if (!wired_.contains(bay) || !chassis_.blade(bay).present || !chassis_.blade(bay).profile.empty()) {
        return;
    }
    log::info("VC-PROFILE-DROPPED", "the chassis dropped a profile", {{"BAY", std::to_string(bay)}});
    wired_.erase(bay);
    for (auto& profile : domain_.profiles) {
        profile.bay = profile.bay == bay ? 0 : profile.bay;
    }
    save();
}

Duration VirtualConnect::given(std::string_view kind, const char* name, milliseconds otherwise) const {
    const auto* fault = chassis_.fault(kind, 0);
    const auto usual = static_cast<int>(otherwise.count());
    return milliseconds(fault == nullptr ? usual : parameter(*fault, name, usual));
}

Outcome VirtualConnect::mayChange() {
    if (!reachesOa()) {
        return refuse(words::noOa);
    }
    for (const auto& [id, fault] : chassis_.faults()) {
        if (fault.kind != "vc-locked") {
            continue;
        }
        constexpr int always = 600000;
        auto& left = locksLeft_.try_emplace(id, parameter(fault, "times", always)).first->second;
        if (left > 0) {
            left -= left < always ? 1 : 0;
            return refuse(words::locked);
        }
    }
    return {};
}

bool VirtualConnect::reachesOa() const {
    if (!chassis_.hasFault("oa-recovery", 0)) {
        return true;
    }
    const bool recovering = oaTurned_ && Clock::now() < *oaTurned_ + given("oa-recovery", "ms", kRecovery);
    return chassis_.oaIsUp() && !recovering;
}

bool VirtualConnect::checkpointIsPending() const {
    return chassis_.hasFault("checkpoint-pending", 0) && lastChange_ &&
           Clock::now() < *lastChange_ + given("checkpoint-pending", "ms", kCheckpoint);
}

Duration VirtualConnect::usualRestart() const {
    return chassis_.options().timing == Timing::fast ? kFastRestart : kRealRestart;
}

void VirtualConnect::restart(Duration away, bool atOnce) {
    log::info("VC-RESTART", "the Virtual Connect Manager restarts");
    const auto begin = atOnce ? milliseconds(0) : kUntilAnswered;
    down_ = true; // who has asked for it still gets his answer, nobody is taken in any more
    back_.expires_after(begin);
    back_.async_wait([this, away](boost::system::error_code stopped) {
        if (stopped) {
            return;
        }
        log("Virtual Connect Manager restarted");
        if (drop_) {
            drop_();
        }
        back_.expires_after(away);
        back_.async_wait([this](boost::system::error_code ended) {
            if (!ended) {
                down_ = false;
            }
        });
    });
}

// A fault without `after` restarts the manager when it is switched on; one with it waits for that many
// changes, or commands of any kind.
void VirtualConnect::heedRestartFaults() {
    for (const auto& [id, fault] : chassis_.faults()) {
        if (fault.kind != "vcm-restart") {
            continue;
        }
        const int after = parameter(fault, "after", 0);
        const bool isNew = restartFaults_.try_emplace(id, after).second;
        if (isNew && after == 0) {
            const auto usual = std::chrono::duration_cast<milliseconds>(usualRestart());
            restart(milliseconds(parameter(fault, "ms", static_cast<int>(usual.count()))));
        }
    }
}

void VirtualConnect::countDown(bool everyCommand) {
    for (const auto& [id, fault] : chassis_.faults()) {
        auto waiting = restartFaults_.find(id);
        const auto says = [&fault = fault](const char* name, const char* word) {
            const auto given = fault.parameters.find(name);
            return given != fault.parameters.end() && given->second == word;
        };
        const bool counts =
            waiting != restartFaults_.end() && waiting->second > 0 && says("of", "all") == everyCommand;
        if (!counts || --waiting->second > 0) {
            continue;
        }
        answerLost_ = says("answer", "no");
        const auto usual = std::chrono::duration_cast<milliseconds>(usualRestart());
        restart(milliseconds(parameter(fault, "ms", static_cast<int>(usual.count()))), answerLost_);
    }
}

bool VirtualConnect::takesAnswerAway() {
    return std::exchange(answerLost_, false);
}

void VirtualConnect::log(std::string line) {
    log_.push_back(std::move(line));
    if (log_.size() > kLogLines) {
        log_.pop_front();
    }
}

} // namespace seedbed::emulator::vc
