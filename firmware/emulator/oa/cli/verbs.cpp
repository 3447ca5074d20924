// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/cli/verbs.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "firmware/emulator/oa/cli/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::oacli {
namespace {

constexpr std::size_t kWordLimit = 64;

std::optional<int> numberOf(std::string_view text) {
    int number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = !text.empty() && code == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

// How many of the line's words the verb takes, 0 when they differ.
std::size_t matches(const Verb& verb, const std::vector<std::string>& line) {
    const auto wanted = split(verb.words, ' ');
    if (line.size() < wanted.size()) {
        return 0;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const bool alias = wanted[i] == "SERVER" && i > 0 && iequals(line[i], "BLADE");
        if (!iequals(wanted[i], line[i]) && !alias) {
            return 0;
        }
    }
    return wanted.size();
}

} // namespace

bool CliCall::has(std::string_view word) const {
    return std::any_of(words.begin(), words.end(), [word](const auto& each) { return iequals(each, word); });
}

std::vector<std::string> splitWords(std::string_view line) {
    std::vector<std::string> words;
    bool quoted = false;
    bool open = false; // a word has begun
    for (const char character : line) {
        if (character == '"') {
            quoted = !quoted;
            if (!open) {
                words.emplace_back();
                open = true;
            }
        } else if (!quoted && (character == ' ' || character == '\t')) {
            open = false;
        } else {
            if (!open) {
                words.emplace_back();
                open = true;
            }
            words.back() += character;
        }
        if (words.size() > kWordLimit) {
            words.pop_back();
            break;
        }
    }
    return words;
}

const Verb* findVerb(std::string_view line, std::vector<std::string>& words) {
    const auto typed = splitWords(line);
    const Verb* best = nullptr;
    std::size_t most = 0;
    for (const auto table : {serverVerbs(), enclosureVerbs(), managerVerbs(), settingVerbs()}) {
        for (const Verb& verb : table) {
            const auto taken = matches(verb, typed);
            if (taken > most) {
                most = taken;
                best = &verb;
            }
        }
    }
    words.assign(typed.begin() + static_cast<std::ptrdiff_t>(most), typed.end());
    return best;
}

std::string helpText() {
    return "ADD ASSIGN CLEAR CONNECT DISABLE DOWNLOAD ENABLE EXIT FORCE HELP HISTORY HPONCFG\n"
           "LOGOUT PING POWEROFF POWERON QUIT REBOOT REMOVE RESET RESTART\n"
           "SAVE SEND SET SHOW SLEEP TEST UNASSIGN UPDATE UPLOAD\n";
}

std::optional<std::set<int>> bayList(std::string_view text, int limit) {
    std::set<int> bays;
    if (iequals(text, "ALL")) {
        for (int bay = 1; bay <= limit; ++bay) {
            bays.insert(bay);
        }
        return bays;
    }
    for (const auto& part : split(text, ',')) {
        const auto ends = split(part, '-');
        const auto first = numberOf(ends.front());
        const auto last = numberOf(ends.back());
        if (ends.size() > 2 || !first || !last || *first < 1 || *last > limit || *first > *last) {
            return std::nullopt;
        }
        for (int bay = *first; bay <= *last; ++bay) {
            bays.insert(bay);
        }
    }
    return bays;
}

std::string diagnosticRow(std::string_view label, std::string_view value) {
    constexpr int column = 41; // of the 4.x firmware, which both generations here are
    return fmt::format("\t\t{:<{}}{}\n", label, column, value);
}

std::string eachBay(CliCall& call, int limit, std::string (*block)(CliCall&, int)) {
    const auto bays = bayList(call.words.empty() ? "ALL" : call.words.front(), limit);
    if (!bays) {
        return fmt::format(words::badArguments, "{ALL | <bay number> [{ , | - } <bay number>]}");
    }
    std::string text;
    for (const int bay : *bays) {
        text += block(call, bay);
    }
    return text;
}

} // namespace seedbed::emulator::oacli
