// SPDX-License-Identifier: GPL-3.0-or-later
// The rungs of the ladder that switches a blade off, and which of them the site lets the program climb without asking.
// Plain values; any thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace seedbed {

enum class Rung {
    softOff,  // the power button: the operating system ends
    hardOff,  // the power is taken
    iloReset, // the management processor starts anew; the host runs on
    eFuse,    // the OA cuts the bay's power, as if the blade were pulled and put back
};
std::string_view toString(Rung rung); // as the site file writes it: "soft-off"
std::optional<Rung> rungFrom(std::string_view word);
std::string rungWords(const std::set<Rung>& rungs); // "soft-off, hard-off"
const std::set<Rung>& allRungs();

struct RecoverySpec {
    std::set<Rung> approved{Rung::softOff, Rung::hardOff};
    // How long a rung may take, its effect included. An operating system needs a while to end, an iLO to start.
    std::map<Rung, std::chrono::milliseconds> limits{{Rung::softOff, std::chrono::seconds(90)},
                                                     {Rung::hardOff, std::chrono::seconds(20)},
                                                     {Rung::iloReset, std::chrono::seconds(150)},
                                                     {Rung::eFuse, std::chrono::seconds(180)}};
};

} // namespace seedbed
