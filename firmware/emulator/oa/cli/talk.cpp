// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/cli/talk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/oa/cli/wordings.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::oacli {
namespace {

constexpr std::size_t kScriptLimit = 64 * 1024;
constexpr auto kLongestSleep = std::chrono::seconds(86400);

std::string banner(const ChassisOptions& options) {
    const bool late = options.generation == Generation::g2016;
    return fmt::format("\n{} BladeSystem Onboard Administrator\n(C) Copyright 2006-{} {}\n\n",
                       late ? "HPE" : "HP", late ? "2016" : "2014",
                       late ? "Hewlett Packard Enterprise Development LP" : "Hewlett-Packard Development Company, L.P.");
}

std::string terminalText(const std::string& text) {
    std::string out;
    for (const char character : text) {
        out += character == '\n' ? std::string("\r\n") : std::string(1, character);
    }
    return out;
}

bool isOneOf(const std::string& word, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&word](const char* each) { return iequals(word, each); });
}

} // namespace

bool oaLogin(const Chassis& chassis, const std::string& user, const std::string& password) {
    const OaUser* known = chassis.oa().user(user);
    const bool right = known != nullptr && known->enabled && known->password == Secret(password);
    return right && !chassis.hasFault("oa-refuse-login", 0);
}

std::string OaTalk::greeting() const { return terminalText(banner(chassis_.options())); }

std::string OaTalk::prompt() const {
    if (pending_ != nullptr) {
        return words::confirmAsk;
    }
    if (inHereDocument()) {
        return "";
    }
    return chassis_.oa().oaName + (scriptMode_ ? " [SCRIPT MODE]> " : "> ");
}

asio::awaitable<std::string> OaTalk::answer(std::string line) {
    auto text = co_await obey(std::move(line));
    const bool bare = text.empty() || pending_ != nullptr || inHereDocument();
    co_return terminalText(bare ? text : "\n" + text + "\n");
}

asio::awaitable<std::string> OaTalk::execute(std::string command) {
    scriptMode_ = true;
    auto text = banner(chassis_.options());
    for (const auto& line : split(command, '\n')) {
        if (ended_) {
            break;
        }
        const bool shown = !inHereDocument();
        const auto before = prompt();
        const auto output = co_await obey(line);
        if (shown) {
            text += before + line + "\n\n\n";
        }
        if (!inHereDocument()) {
            text += output + "\n";
        }
    }
    if (inHereDocument()) { // never closed: what was typed is the script
        text += endHereDocument() + "\n";
    }
    co_return text + prompt() + "\n";
}

asio::awaitable<std::string> OaTalk::obey(std::string line) {
    co_await pause(lateness(chassis_, 0));
    if (inHereDocument()) {
        if (trim(line) == mark_) {
            co_return endHereDocument();
        }
        if (script_.size() < kScriptLimit) {
            script_ += line + "\n";
        }
        co_return "";
    }
    if (pending_ != nullptr) {
        const auto* verb = std::exchange(pending_, nullptr);
        co_return iequals(trim(line), "YES") ? perform(*verb, std::move(pendingWords_)) : std::string(words::confirmNo);
    }
    const auto words = splitWords(line);
    if (words.size() == 2 && iequals(words[0], "SLEEP")) {
        const auto seconds = std::chrono::seconds(std::atol(words[1].c_str()));
        co_await pause(std::clamp(seconds, std::chrono::seconds(0), std::chrono::seconds(kLongestSleep)));
        co_return "";
    }
    co_return run(line);
}

std::string OaTalk::run(const std::string& line) {
    const auto typed = splitWords(line);
    if (typed.empty() || typed.front().front() == '#') {
        return "";
    }
    if (isOneOf(typed.front(), {"EXIT", "LOGOUT", "QUIT"})) {
        ended_ = true;
        return "";
    }
    if (iequals(typed.front(), "HELP")) {
        return helpText();
    }
    if (typed.size() == 4 && iequals(typed[0], "SET") && iequals(typed[1], "SCRIPT") && iequals(typed[2], "MODE")) {
        scriptMode_ = iequals(typed[3], "ON");
        return fmt::format("Script mode is {}.\n", scriptMode_ ? "on" : "off");
    }
    if (chassis_.hasFault("oa-busy", 0)) {
        return "The Onboard Administrator is busy. Try again later.\n";
    }
    if (iequals(typed.front(), "HPONCFG")) {
        return beginHereDocument(line) ? "" : fmt::format(words::badArguments, "HPONCFG {ALL | <bays>} << <mark>");
    }
    std::vector<std::string> rest;
    const Verb* verb = findVerb(line, rest);
    if (verb == nullptr) {
        return fmt::format(words::invalidCommand, line);
    }
    if (!verb->confirm.empty() && !scriptMode_) {
        pending_ = verb;
        pendingWords_ = std::move(rest);
        return fmt::format("\n{}\n", verb->confirm);
    }
    return perform(*verb, std::move(rest));
}

std::string OaTalk::perform(const Verb& verb, std::vector<std::string> rest) {
    CliCall call{chassis_, user_, std::move(rest)};
    return verb.handler(call);
}

bool OaTalk::beginHereDocument(const std::string& line) {
    const auto at = line.find("<<");
    if (at == std::string::npos) {
        return false;
    }
    mark_ = trim(std::string_view(line).substr(at + 2));
    const auto head = splitWords(line.substr(0, at));
    bays_ = head.size() > 1 ? head[1] : "ALL";
    script_.clear();
    return inHereDocument();
}

std::string OaTalk::endHereDocument() {
    mark_.clear();
    const auto bays = bayList(bays_, kBladeBays);
    if (!bays) {
        return fmt::format(words::badArguments, "HPONCFG {ALL | <bays>} << <mark>");
    }
    std::string text;
    bool any = false;
    for (const int bay : *bays) {
        if (!chassis_.blade(bay).present) {
            text += fmt::format("Bay {}: The blade is not present.\n", bay);
            continue;
        }
        if (chassis_.ribclHook() && chassis_.iloIsUp(bay)) {
            text += fmt::format("<!-- ======== Bay {} RIBCL results ======== -->\n\n{}\n", bay,
                                chassis_.ribclHook()(chassis_, bay, script_));
            any = true;
        }
    }
    return text + (any ? "<!-- ======== END RIBCL RESULTS ======== -->\n"
                       : "<!-- ======== NO RIBCL RESULTS FOUND ======== -->\n");
}

} // namespace seedbed::emulator::oacli
