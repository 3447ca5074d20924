// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/power.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/deployment.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

Error powerError(ErrorKind kind, std::string id, BayNumber bay, std::string cause, std::string action) {
    return {.kind = kind,
            .id = std::move(id),
            .object = fmt::format("bay{}", bay),
            .attempted = "switch the blade",
            .cause = std::move(cause),
            .action = std::move(action)};
}

Task<LadderEnd> lookOnly(BladePower& blade) {
    LadderEnd end;
    end.look = co_await blade.look();
    co_return end;
}

json endJson(BayNumber bay, const LadderEnd& end) {
    json accounts = json::array();
    for (const auto& account : end.look.power.accounts()) {
        accounts.push_back({{"source", toString(account.source)},
                            {"value", toString(account.value)},
                            {"time", isoTimeMillis(account.time)}});
    }
    json dissenters = json::array();
    for (const auto& account : end.look.power.dissenters()) {
        dissenters.push_back(toString(account.source));
    }
    json silent = json::array();
    for (const Error& error : end.look.silent) {
        silent.push_back(toSentence(error));
    }
    const auto value = end.look.power.value();
    return {{"schema", 1},
            {"bay", bay},
            {"power", value ? json(toString(*value)) : json(nullptr)},
            {"verdict", toString(end.look.power.verdict())},
            {"accounts", accounts},
            {"dissenters", dissenters},
            {"silent", silent},
            {"effects", end.effects}};
}

bool isPowerWord(const std::string& word) { return word == "on" || word == "off" || word == "status"; }

} // namespace

Error bladePowering(BayNumber bay) {
    return powerError(ErrorKind::conflict, "POWER-ACTIVE", bay, "somebody switches the blade by hand at this moment",
                      "wait until that is done");
}

ChassisPowerAccess powerAccess(const DeployContext& context, BayNumber bay, std::string iloAddress) {
    ChassisPowerAccess access;
    access.bay = bay;
    access.oaAddress = context.site.chassis.oa.toString();
    access.iloAddress = std::move(iloAddress);
    access.user = context.site.chassis.user;
    access.password = context.chassisPassword;
    access.pins = &context.pins;
    access.ipmiInterval = context.site.chassis.ipmiInterval;
    return access;
}

LadderTerms ladderTerms(const DeployContext& context, StepContext& step, BayNumber bay) {
    LadderTerms terms;
    terms.bay = bay;
    terms.rules = context.site.recovery;
    terms.record = [&step, bay](const std::string& type, const std::string& text) { return step.noteFor(bay, type, text); };
    terms.alive = [&step] { step.alive(); };
    return terms;
}

// A run owns the power of its blades.
Result<> Deployment::mayPower(const SiteSpec& site, BayNumber bay) {
    if (std::find(site.bays.begin(), site.bays.end(), bay) == site.bays.end()) {
        return fail(powerError(ErrorKind::usage, "POWER-BAY", bay, "the site does not name the bay",
                               "take one of /bays of the site file"));
    }
    if (powering_.count(bay) != 0) {
        return fail(bladePowering(bay));
    }
    const auto active = journal_.activeRun();
    if (!active) {
        return fail(active.error());
    }
    if (!*active) {
        return {};
    }
    const auto stored = parseJson((**active).plan, "the plan in the journal");
    const auto plan = stored ? planFromJson(*stored) : Result<Plan>(fail(stored.error()));
    const auto named = [bay](const PlannedBlade& blade) { return blade.bay == bay; };
    const bool apart = plan && std::none_of(plan->blades.begin(), plan->blades.end(), named);
    const auto run = (**active).id;
    return apart ? Result<>()
                 : fail(powerError(ErrorKind::conflict, "RUN-ACTIVE", bay, fmt::format("run {} is active on it", run),
                                   fmt::format("wait for it, or abort it: seedbed abort {}", run)));
}

Task<json> Deployment::powerOf(DeployContext& context, BayNumber bay, std::string word) {
    auto enclosure = co_await context.oa->survey();
    if (!enclosure) {
        co_return fail(enclosure.error());
    }
    const DeviceBay* place = enclosure->bay(bay);
    if (place == nullptr || !place->present()) {
        co_return fail(powerError(ErrorKind::notFound, "BAY-ABSENT", bay, "the OA sees no blade", "insert a blade"));
    }
    ChassisPower blade(executor_, blocking_, *context.oa, powerAccess(context, bay, place->ilo.address));
    StepContext journal(kByHand, bay, [this](EventRecord event) -> Result<> {
        auto recorded = journal_.record(event);
        return recorded ? Result<>() : fail(recorded.error());
    });
    auto terms = ladderTerms(context, journal, bay);
    auto work = word == "off"  ? switchOff(blade, std::move(terms))
                : word == "on" ? switchOn(blade, std::move(terms))
                               : lookOnly(blade);
    auto end = co_await std::move(work);
    if (!end) {
        co_return fail(end.error());
    }
    co_return endJson(bay, *end);
}

Task<json> Deployment::power(std::filesystem::path siteFile, BayNumber bay, std::string word) {
    auto site = readSite(siteFile);
    if (!site) {
        co_return fail(site.error());
    }
    if (!isPowerWord(word)) {
        co_return fail(powerError(ErrorKind::usage, "POWER-WORD", bay, "no power command \"" + log::printable(word, 40) + "\"",
                                  "send on, off or status"));
    }
    auto allowed = mayPower(*site, bay);
    if (!allowed && (word != "status" || allowed.error().kind == ErrorKind::usage)) {
        co_return fail(allowed.error());
    }
    std::shared_ptr<void> done;
    if (word != "status") {
        powering_.insert(bay);
        done = std::shared_ptr<void>(nullptr, [this, bay](void*) { powering_.erase(bay); });
    }
    auto context = co_await open(std::move(*site), siteFile.string());
    if (!context) {
        co_return fail(context.error());
    }
    auto answer = co_await givingBack(**context, powerOf(**context, bay, std::move(word)));
    co_return answer;
}

} // namespace seedbed
