// SPDX-License-Identifier: GPL-3.0-or-later
// What several doors say of one value, kept side by side: who said what, and when. Accounts are compared, never
// averaged: a majority outvotes the rest by name, two that disagree with none to decide are left to a human. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace seedbed {

enum class Source { oa, oaXml, ribcl, redfish, ipmi, iloXml, vc, snmp, wire };
std::string_view toString(Source source); // "OA", "OA xmldata", "RIBCL", ...

using WallTime = std::chrono::system_clock::time_point;

template <class T>
struct Account {
    T value{};
    Source source = Source::oa;
    WallTime time;
};

enum class Verdict {
    unknown,   // nobody said anything
    agreed,    // all that spoke say the same; also a single one
    outvoted,  // most say the same, the others are named
    undecided, // they disagree and none can decide: needs a human
};
std::string_view toString(Verdict verdict);

template <class T>
class Witnessed {
public:
    void add(T value, Source source, WallTime time) { accounts_.push_back({std::move(value), source, time}); }
    const std::vector<Account<T>>& accounts() const { return accounts_; }

    Verdict verdict() const {
        if (accounts_.empty()) {
            return Verdict::unknown;
        }
        const auto most = votesFor(leader().value);
        if (most == accounts_.size()) {
            return Verdict::agreed;
        }
        return 2 * most > accounts_.size() ? Verdict::outvoted : Verdict::undecided;
    }
    // The value to act on: none when nobody spoke or none can decide.
    std::optional<T> value() const {
        const auto decided = verdict();
        const bool usable = decided == Verdict::agreed || decided == Verdict::outvoted;
        return usable ? std::optional(leader().value) : std::nullopt;
    }
    // Who said something else than the majority; all of them when undecided.
    std::vector<Account<T>> dissenters() const {
        std::vector<Account<T>> others;
        const auto decided = value();
        std::copy_if(accounts_.begin(), accounts_.end(), std::back_inserter(others),
                     [&decided](const Account<T>& account) { return !decided || account.value != *decided; });
        return verdict() == Verdict::agreed ? std::vector<Account<T>>() : others;
    }

private:
    std::size_t votesFor(const T& value) const {
        return static_cast<std::size_t>(
            std::count_if(accounts_.begin(), accounts_.end(), [&value](const auto& each) { return each.value == value; }));
    }
    const Account<T>& leader() const {
        return *std::max_element(accounts_.begin(), accounts_.end(), [this](const auto& a, const auto& b) {
            return votesFor(a.value) < votesFor(b.value);
        });
    }
    std::vector<Account<T>> accounts_;
};

} // namespace seedbed
