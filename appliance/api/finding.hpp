// SPDX-License-Identifier: GPL-3.0-or-later
// One result of a survey, a preflight or a verification: what was looked at, what was seen, what to do. Pure, shared
// with the command line and the console. Ids are stable ("PF-09", "BOM-02").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace seedbed {

enum class Severity { block, warn };
enum class FindingStatus {
    pass,
    fail,
    waived,  // failed, and somebody took the responsibility
    skipped, // could not be looked at; the evidence says why
};
std::string_view toString(Severity severity);
std::string_view toString(FindingStatus status);

struct Finding {
    std::string id;
    Severity severity = Severity::block;
    FindingStatus status = FindingStatus::pass;
    std::string object;   // "bay3", "chassis", "site.yaml"
    std::string evidence; // what was seen, with numbers
    std::string fix;      // what to do; empty when it passed
    std::string waiver;   // who and why
    bool operator==(const Finding&) const = default;
};

bool blocks(const Finding& finding); // failed and of severity block
nlohmann::json findingJson(const Finding& finding);

} // namespace seedbed
