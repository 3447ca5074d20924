// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/plan_groups.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/json_fields.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

constexpr std::string_view kPlace = "bay{}"; // of the bay in a text

struct Draft {
    PlannedGroup group; // its object with kPlace
    std::set<BayNumber> bays, needsOff;
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); !what.empty() && at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

// The bay that an object is about, 0 for none.
BayNumber bayIn(const std::string& object) {
    static const std::regex pattern("bay([0-9]{1,2})(?![0-9])");
    std::smatch found;
    return std::regex_search(object, found, pattern) ? std::stoi(found[1]) : 0;
}

Draft draftOf(const json& change) {
    Draft draft;
    draft.group.object = field::text(change, "object");
    draft.group.reason = field::text(change, "reason");
    const BayNumber bay = bayIn(draft.group.object);
    const auto name = bay == 0 ? std::string() : fmt::format("bay{}", bay);
    draft.group.object = replaced(draft.group.object, name, kPlace);
    for (const json& each : field::list(change, "fields")) {
        auto text = each.is_string() ? each.get<std::string>() : each.dump();
        if (bay != 0 && text == fmt::format("bay: (none) -> {}", bay)) {
            text = "bay: (none) -> its bay";
        } else if (bay != 0 && text == fmt::format("bay: {} -> (none)", bay)) {
            text = "bay: its bay -> (none)";
        }
        draft.group.fields.push_back(replaced(std::move(text), name, kPlace));
    }
    for (const json& each : field::list(change, "needs_off")) {
        draft.needsOff.insert(each.is_number_integer() ? each.get<BayNumber>() : 0);
    }
    if (bay != 0) {
        draft.bays.insert(bay);
    }
    return draft;
}

} // namespace

std::string bayRange(const std::vector<BayNumber>& bays) {
    std::vector<std::string> parts;
    for (std::size_t first = 0; first < bays.size();) {
        std::size_t last = first;
        while (last + 1 < bays.size() && bays[last + 1] == bays[last] + 1) {
            ++last;
        }
        parts.push_back(first == last ? std::to_string(bays[first]) : fmt::format("{}-{}", bays[first], bays[last]));
        first = last + 1;
    }
    if (parts.empty()) {
        return {};
    }
    return bays.size() == 1 ? "bay" + parts.front() : fmt::format("bay[{}]", fmt::join(parts, ","));
}

std::vector<PlannedGroup> groupOverBays(const json& changes) {
    std::vector<Draft> drafts;
    for (const json& change : changes) {
        Draft draft = draftOf(change);
        const auto same = std::find_if(drafts.begin(), drafts.end(), [&draft](const Draft& other) {
            return !draft.bays.empty() && other.group.object == draft.group.object && other.group.fields == draft.group.fields &&
                   other.group.reason == draft.group.reason && other.needsOff.empty() == draft.needsOff.empty();
        });
        if (same == drafts.end()) {
            drafts.push_back(std::move(draft));
        } else {
            same->bays.merge(draft.bays);
            same->needsOff.merge(draft.needsOff);
        }
    }
    std::vector<PlannedGroup> groups;
    for (Draft& draft : drafts) {
        const auto range = bayRange({draft.bays.begin(), draft.bays.end()});
        draft.group.object = replaced(draft.group.object, kPlace, range);
        for (std::string& each : draft.group.fields) {
            each = replaced(each, kPlace, range);
        }
        draft.group.needsOff.assign(draft.needsOff.begin(), draft.needsOff.end());
        groups.push_back(std::move(draft.group));
    }
    return groups;
}

} // namespace seedbed
