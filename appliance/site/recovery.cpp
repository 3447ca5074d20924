// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/recovery.hpp"

#include <algorithm>
#include <iterator>

namespace seedbed {
namespace {

struct RungWord {
    Rung rung;
    std::string_view word;
};
constexpr RungWord kWords[] = {{Rung::softOff, "soft-off"},
                               {Rung::hardOff, "hard-off"},
                               {Rung::iloReset, "ilo-reset"},
                               {Rung::eFuse, "e-fuse"}};

} // namespace

std::string_view toString(Rung rung) {
    const auto* found = std::find_if(std::begin(kWords), std::end(kWords),
                                     [rung](const RungWord& each) { return each.rung == rung; });
    return found->word;
}

std::optional<Rung> rungFrom(std::string_view word) {
    const auto* found = std::find_if(std::begin(kWords), std::end(kWords),
                                     [word](const RungWord& each) { return each.word == word; });
    return found == std::end(kWords) ? std::nullopt : std::optional(found->rung);
}

std::string rungWords(const std::set<Rung>& rungs) {
    std::string words;
    for (const Rung rung : rungs) {
        words += words.empty() ? "" : ", ";
        words += toString(rung);
    }
    return words;
}

const std::set<Rung>& allRungs() {
    static const std::set<Rung> all{Rung::softOff, Rung::hardOff, Rung::iloReset, Rung::eFuse};
    return all;
}

} // namespace seedbed
