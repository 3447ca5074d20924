// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/plan.hpp"

#include <algorithm>

#include "vc-config/plan/draft.hpp"

namespace seedbed::vc {

namespace {

// Maps are sets. Sorted, they can be compared; takeEffect() keeps them so.
VcDomain withSortedMaps(VcDomain domain) {
    for (auto& profile : domain.profiles) {
        for (auto& connection : profile.connections) {
            std::sort(connection.map.begin(), connection.map.end(),
                      [](const auto& a, const auto& b) { return a.network < b.network; });
        }
    }
    return domain;
}

Error contradiction() {
    Error error;
    error.id = "VC-PLAN-INPUT";
    error.object = "desired domain";
    error.attempted = "plan the Virtual Connect domain";
    error.cause = "the wanted domain contradicts itself: no sequence of commands leads to it";
    error.action = "check it against the layout rules first; if it obeys them, report this as a defect";
    return error;
}

Result<VcPlan> fulfil(const Wish& wish, const VcDomain& actual) {
    if (actual.enclosureImported) {
        auto clear = checkConflicts(wish, actual);
        if (!clear) {
            return fail(clear.error());
        }
    }
    Draft draft(wish, actual);
    planAll(draft);
    Draft second(wish, draft.now);
    planAll(second);
    if (!second.plan.empty()) {
        return fail(contradiction());
    }
    VcPlan made = std::move(draft.plan);
    if (actual.enclosureImported) {
        made.foreign = foreignObjects(wish, actual);
    }
    return made;
}

// There was no domain: it goes, unless others have put something into it.
Result<VcPlan> undoDomain(const VcDomain& actual, const VcDomain& ours) {
    if (!actual.enclosureImported) {
        return VcPlan{};
    }
    VcDomain none;
    none.name = actual.name;
    const Wish wish{none, &ours, true};
    auto foreign = foreignObjects(wish, actual);
    if (foreign.empty()) {
        Draft draft(wish, actual);
        planDeletion(draft);
        return std::move(draft.plan);
    }
    auto made = fulfil(wish, actual);
    if (made) {
        made->notes.push_back("the domain stays, for others have put something into it");
    }
    return made;
}

std::vector<VcPlan::Pending> pendingOf(const VcDomain& desired, const VcDomain& actual) {
    std::vector<VcPlan::Pending> waiting;
    for (const auto& wanted : desired.profiles) {
        const auto* held = actual.profile(wanted.name);
        if (held != nullptr && wanted.bay && held->bay == wanted.bay && held->pending.value.value_or(false)) {
            waiting.push_back({wanted.name, *wanted.bay});
        }
    }
    return waiting;
}

} // namespace

Result<VcPlan> plan(const VcDomain& desired, const VcDomain& actual, const Arrival* arrival) {
    const auto wanted = withSortedMaps(desired);
    Wish wish{wanted};
    if (arrival != nullptr) {
        wish.ours = &arrival->ours;
        wish.arrival = &arrival->domain;
    }
    auto made = fulfil(wish, withSortedMaps(actual));
    if (made) {
        made->pending = pendingOf(wanted, actual);
    }
    return made;
}

Result<VcPlan> planRollback(const VcDomain& saved, const VcDomain& actual, const VcDomain& ours) {
    if (!saved.enclosureImported) {
        return undoDomain(actual, ours);
    }
    const auto wanted = withSortedMaps(saved);
    return fulfil(Wish{wanted, &ours, true}, withSortedMaps(actual));
}

} // namespace seedbed::vc
