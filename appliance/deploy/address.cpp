// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/address.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed {
namespace {

constexpr auto kDoorLimit = std::chrono::seconds(10);

Error noAddress(const AddressTarget& target) {
    return {.kind = ErrorKind::notFound,
            .id = "ADDRESS-NO-ILO",
            .object = fmt::format("bay{} iLO", target.bay),
            .attempted = "look at its settings",
            .cause = "it has no address yet",
            .action = "enable EBIPA for the device bays: key address of the site file"};
}

asio::awaitable<void> lookAtOne(DeployContext& context, AddressTarget target, IloLook look, AddressState& into) {
    auto seen = co_await look(context, std::move(target));
    if (seen) {
        into = std::move(*seen);
    } else {
        into.unseen = seen.error();
    }
}

} // namespace

const std::vector<AddressConcern>& addressConcerns() {
    static const std::vector<AddressConcern> table{
        {"ebipa", {"PF-05"}, [](const AddressSpec& a) { return a.ebipa.has_value(); }, lookAtEbipa, setEbipa, saveEbipa},
        {"access", {"PF-05", "PF-06", "PF-07"}, [](const AddressSpec& a) { return a.access; }, lookAtAccess, setAccess, nullptr},
        {"boot", {"PF-10"}, [](const AddressSpec& a) { return a.networkFirst; }, lookAtBootOrder, setBootOrder, nullptr},
        {"clock", {"PF-09"}, [](const AddressSpec& a) { return !a.ntp.empty(); }, lookAtClocks, setTimeServers, nullptr},
    };
    return table;
}

AddressTargets addressTargets(const SiteSpec& site, const Enclosure& enclosure) {
    AddressTargets targets;
    for (const BayNumber number : site.bays) {
        const DeviceBay* bay = enclosure.bay(number);
        if (bay != nullptr && bay->present()) {
            targets.push_back({number, bay->ilo.address == "0.0.0.0" ? "" : bay->ilo.address});
        }
    }
    return targets;
}

AddressTargets addressTargets(const Plan& plan) {
    AddressTargets targets;
    for (const PlannedBlade& blade : plan.blades) {
        targets.push_back({blade.bay, blade.iloAddress});
    }
    return targets;
}

Task<std::vector<AddressDifference>> addressDifferences(DeployContext& context, AddressTargets targets) {
    std::vector<AddressDifference> differences;
    for (const AddressConcern& concern : addressConcerns()) {
        if (!concern.asked(context.site.address)) {
            continue;
        }
        auto states = co_await concern.look(context, targets);
        if (!states) {
            co_return fail(states.error().withContext(fmt::format("look at {}", concern.name)));
        }
        for (AddressState& state : *states) {
            if (!state.fields.empty() || state.unseen) {
                differences.push_back({&concern, std::move(state)});
            }
        }
    }
    co_return differences;
}

Task<std::vector<PlannedChange>> addressChanges(DeployContext& context, AddressTargets targets) {
    auto differences = co_await addressDifferences(context, std::move(targets));
    if (!differences) {
        co_return fail(differences.error());
    }
    std::vector<PlannedChange> changes;
    for (AddressDifference& difference : *differences) {
        AddressState& state = difference.state;
        PlannedChange change{state.object, "as the site asks", std::move(state.fields), {}};
        if (state.unseen) {
            change.reason = toSentence(*state.unseen);
            change.fields = {"(not seen: " + state.unseen->cause + ") -> as the site asks"};
        }
        changes.push_back(std::move(change));
    }
    co_return changes;
}

void leaveToAddressStage(const std::vector<AddressDifference>& differs, std::vector<Finding>& findings) {
    for (Finding& finding : findings) {
        const auto mends = [&finding](const AddressDifference& difference) {
            const auto& checks = difference.concern->mends;
            return !difference.state.fields.empty() && finding.object == fmt::format("bay{}", difference.state.bay) &&
                   std::find(checks.begin(), checks.end(), finding.id) != checks.end();
        };
        const auto mender = std::find_if(differs.begin(), differs.end(), mends);
        if (!blocks(finding) || mender == differs.end()) {
            continue;
        }
        finding.severity = Severity::warn;
        finding.evidence += fmt::format("; the address stage of the run sets {}: {}", mender->state.object,
                                        fmt::join(mender->state.fields, ", "));
    }
}

IloAccess addressAccess(const DeployContext& context, const AddressTarget& target) {
    IloAccess access;
    access.address = target.ilo;
    access.user = context.site.chassis.user;
    access.password = context.chassisPassword;
    access.deadline = kDoorLimit;
    access.tls.pins = &context.pins;
    return access;
}

AddressState iloState(const AddressTarget& target, std::string_view what) {
    AddressState state;
    state.bay = target.bay;
    state.object = fmt::format("bay{} iLO {}", target.bay, what);
    return state;
}

std::string fieldChange(std::string_view field, std::string_view before, std::string_view after) {
    return fmt::format("{}: {} -> {}", field, before.empty() ? "(none)" : before, after);
}

Task<AddressStates> lookAtEach(DeployContext& context, AddressTargets targets, std::string what, IloLook look) {
    auto executor = co_await asio::this_coro::executor;
    AddressStates states;
    for (const AddressTarget& target : targets) {
        states.push_back(iloState(target, what));
        if (target.ilo.empty()) {
            states.back().unseen = noAddress(target);
        }
    }
    Nursery nursery(executor);
    for (std::size_t i = 0; i < targets.size(); ++i) { // no state is added any more: the references hold
        if (!targets[i].ilo.empty()) {
            nursery.spawn(states[i].object, lookAtOne(context, targets[i], look, states[i]));
        }
    }
    co_await nursery.join();
    co_return states;
}

} // namespace seedbed
