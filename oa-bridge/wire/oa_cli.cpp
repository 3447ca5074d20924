// SPDX-License-Identifier: GPL-3.0-or-later
// Framing and refusals of the OA's command line, and the commands it is given. Tables are read in oa_cli_read.cpp.
#include "oa-bridge/wire/oa_cli.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/oa_cli_words.hpp"

namespace seedbed::wire {

namespace {

Error cliError(std::string_view id, ErrorKind kind, std::string cause, std::string_view action) {
    Error error;
    error.kind = kind;
    error.id = id;
    error.cause = std::move(cause);
    error.action = action;
    return error;
}

bool isPrompt(std::string_view line) {
    return trim(line).ends_with(words::scriptPrompt);
}

// The line that echoes the command behind a prompt.
bool isEcho(std::string_view line, std::string_view command) {
    const auto at = line.find(words::promptEnd);
    return at != std::string_view::npos && iequals(trim(line.substr(at + words::promptEnd.size())), trim(command));
}

std::string withoutReturns(std::string_view text) {
    std::string plain;
    std::copy_if(text.begin(), text.end(), std::back_inserter(plain), [](char c) { return c != '\r' && c != '\0'; });
    return plain;
}

} // namespace

std::optional<Error> readRefusal(std::string_view answer) {
    const auto text = lower(answer);
    for (const auto& refusal : words::refusals) {
        if (text.find(refusal.text) != std::string::npos) {
            return cliError(refusal.id, refusal.kind, log::printable(trim(answer), 256), refusal.action);
        }
    }
    return std::nullopt;
}

// Everything between the echo and the prompt behind it.
Result<std::string> readExecOutput(std::string_view output, std::string_view command) {
    const auto lines = split(withoutReturns(output), '\n');
    const auto echo = std::find_if(lines.begin(), lines.end(), [&](const auto& l) { return isEcho(l, command); });
    if (echo == lines.end()) {
        if (const auto refusal = readRefusal(output.substr(0, 4096))) {
            return fail(*refusal);
        }
        return fail(cliError("OA-NONSENSE", ErrorKind::nonsense,
                             "no echo of the command in: " + log::printable(output, 200),
                             "check that the address is an Onboard Administrator"));
    }
    const auto end = std::find_if(lines.rbegin(), std::make_reverse_iterator(echo + 1), isPrompt).base();
    std::string answer;
    const auto last = end == echo + 1 ? lines.end() : end - 1; // an OA that closes early leaves the prompt out
    for (auto line = echo + 1; line < last; ++line) {
        answer += *line + "\n";
    }
    const auto from = answer.find_first_not_of('\n');
    const auto to = answer.find_last_not_of('\n');
    return from == std::string::npos ? std::string() : answer.substr(from, to - from + 1) + "\n";
}

Result<std::string> readPassThrough(std::string_view answer) {
    const auto from = answer.find("<?xml");
    const auto to = answer.find(words::ribclEnd);
    if (from == std::string_view::npos || to == std::string_view::npos || to < from) {
        return fail(cliError("OA-NO-RIBCL", ErrorKind::unreachable, log::printable(trim(answer), 256),
                             "check that the bay holds a blade, and reset its iLO"));
    }
    return std::string(answer.substr(from, answer.rfind("<!--", to) - from));
}

Result<> readConfirmation(std::string_view answer, std::string_view expected) {
    if (answer.find(expected) != std::string_view::npos) {
        return {};
    }
    if (const auto refusal = readRefusal(answer)) {
        return fail(*refusal);
    }
    return fail(cliError("OA-CLI-REFUSED", ErrorKind::conflict, log::printable(trim(answer), 256),
                         "read the OA's reason; its system log may say more"));
}

std::string_view ebipaWord(EbipaKind kind) {
    return kind == EbipaKind::server ? "SERVER" : "INTERCONNECT";
}

std::vector<std::string> ebipaCommands(EbipaKind kind, const EbipaEntry& entry) {
    const auto word = ebipaWord(kind);
    const auto orNone = [](const std::string& text) { return text.empty() ? std::string(words::clears) : text; };
    std::vector<std::string> commands{
        fmt::format("SET EBIPA {} {} {} {}", word, orNone(entry.address), orNone(entry.netmask), entry.bay)};
    if (!entry.gateway.empty()) {
        commands.push_back(fmt::format("SET EBIPA {} GATEWAY {} {}", word, entry.gateway, entry.bay));
    }
    if (!entry.domain.empty()) {
        commands.push_back(fmt::format("SET EBIPA {} DOMAIN \"{}\" {}", word, entry.domain, entry.bay));
    }
    for (const auto& server : entry.dnsServers) {
        commands.push_back(fmt::format("ADD EBIPA {} DNS {} {}", word, server, entry.bay));
    }
    commands.push_back(fmt::format("{} EBIPA {} {}", entry.enabled ? "ENABLE" : "DISABLE", word, entry.bay));
    return commands;
}

std::vector<std::string> timeServerCommands(const std::vector<std::string>& servers) {
    static constexpr std::array places{"PRIMARY", "SECONDARY"};
    std::vector<std::string> commands;
    for (std::size_t i = 0; i < servers.size() && i < places.size(); ++i) {
        commands.push_back(fmt::format("SET NTP {} {}", places[i], servers[i]));
    }
    commands.emplace_back("ENABLE NTP");
    return commands;
}

} // namespace seedbed::wire
