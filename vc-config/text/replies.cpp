// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/lines.hpp"
#include "vc-config/text/vc_text.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

namespace {

struct ReplyRule {
    std::string_view words; // in lower case
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
// In order: the first that fits names the error.
constexpr std::array replyRules{
    ReplyRule{words::notManager, "VC-NOT-MANAGER", ErrorKind::unsupported,
              "use the address the module names"},
    ReplyRule{words::notImported, "VC-NOT-IMPORTED", ErrorKind::conflict,
              "import the enclosure into a domain first"},
    ReplyRule{words::cannotCommunicate, "VC-BUSY", ErrorKind::busy,
              "wait until Virtual Connect Manager is up, then retry"},
    ReplyRule{words::alreadyExists, "VC-EXISTS", ErrorKind::conflict, "plan again from what is there"},
    ReplyRule{words::notFound, "VC-NOT-FOUND", ErrorKind::notFound, "plan again from what is there"},
    ReplyRule{words::poweredOn[0], "VC-POWERED-ON", ErrorKind::conflict, "switch the blade off first"},
    ReplyRule{words::poweredOn[1], "VC-POWERED-ON", ErrorKind::conflict, "switch the blade off first"},
    ReplyRule{words::privilege, "VC-PRIVILEGE", ErrorKind::refused,
              "give the user all Virtual Connect privileges"},
};

// What the device says in place of an answer: after "ERROR:", or one of the sentences that come without it.
std::string complaintIn(const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
        const auto text = trim(line);
        if (startsWith(text, words::error)) {
            return std::string(trim(text.substr(words::error.size())));
        }
        const auto small = lower(text);
        const auto says = [&](std::string_view phrase) { return small.find(phrase) != std::string::npos; };
        const bool telling =
            says(words::notImported) || says(words::notManager) || says(words::cannotCommunicate);
        if (telling && small.find(" :") == std::string::npos) { // else it is the value of a status field
            return std::string(text);
        }
    }
    return {};
}

// "Key : value", the key starting with a capital letter: at the first colon that has a blank before it.
std::optional<std::pair<std::string, std::string>> fieldOf(std::string_view line) {
    const auto colon = line.find(" :");
    if (line.empty() || line.front() < 'A' || line.front() > 'Z' || colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto after = line.substr(colon + 2);
    if (!after.empty() && after.front() != ' ') {
        return std::nullopt;
    }
    return std::pair(lower(trim(line.substr(0, colon))), valueOf(after));
}

} // namespace

std::string valueOf(std::string_view text) {
    const auto value = trim(text);
    const bool none =
        std::find(words::emptyValues.begin(), words::emptyValues.end(), value) != words::emptyValues.end();
    return none ? std::string() : std::string(value);
}

std::string Record::get(std::string_view key) const {
    const auto found = fields_.find(lower(key));
    return found == fields_.end() ? std::string() : found->second;
}

bool Record::has(std::string_view key) const {
    return fields_.contains(lower(key));
}

void Record::goOn(const std::string& key, std::string_view more) {
    fields_[key] += std::string(more);
}

std::vector<Record> parseRecords(std::string_view reply, std::string_view echo) {
    std::vector<Record> records;
    Record current;
    std::string key; // of a list that goes on in the next line
    const auto finish = [&] {
        if (!current.empty()) {
            records.push_back(std::move(current));
        }
        current = Record{};
        key.clear();
    };
    for (const auto& line : linesOf(reply, echo)) {
        const auto text = trim(line);
        if (text.empty() || isRule(text)) {
            finish();
        } else if (auto field = fieldOf(text)) {
            key = field->second.ends_with(',') ? field->first : std::string();
            current.add(std::move(field->first), std::move(field->second));
        } else if (!key.empty()) {
            current.goOn(key, text);
            key = text.ends_with(',') ? key : std::string();
        }
    }
    finish();
    return records;
}

std::vector<Record> parseAny(std::string_view reply, std::string_view echo) {
    auto records = parseRecords(reply, echo);
    return records.empty() ? parseTable(reply, echo) : records;
}

std::optional<Error> replyError(std::string_view reply, std::string_view command) {
    const std::string said = complaintIn(linesOf(reply, command));
    if (said.empty()) {
        return std::nullopt;
    }
    Error error{ErrorKind::conflict,
                "VC-ERROR",
                "",
                std::string(command),
                log::printable(said, 256),
                "read what Virtual Connect says, correct the layout, plan again"};
    const auto small = lower(said);
    const auto says = [&small](std::string_view words) { return small.find(words) != std::string::npos; };
    if (std::any_of(words::comeAgain.begin(), words::comeAgain.end(), says)) {
        error.id = "VC-BUSY";
        error.kind = ErrorKind::busy;
        error.action = "wait until the other administrator or Virtual Connect Manager is done, then retry";
        return error;
    }
    const auto rule = std::find_if(replyRules.begin(), replyRules.end(), [&](const ReplyRule& r) {
        return small.find(r.words) != std::string::npos;
    });
    if (rule != replyRules.end()) {
        error.id = rule->id;
        error.kind = rule->kind;
        error.action = rule->action;
    }
    return error;
}

Result<> checkChanged(std::string_view reply, std::string_view command) {
    if (auto error = replyError(reply, command)) {
        return fail(std::move(*error));
    }
    const auto lines = linesOf(reply, command);
    const bool done = std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
        return startsWith(trim(line), words::success);
    });
    if (!done) {
        return fail(Error{ErrorKind::nonsense, "VC-NONSENSE", "", std::string(command),
                          "neither SUCCESS nor ERROR: " + log::printable(trim(plain(reply)), 200),
                          "check the state by hand, then plan again"});
    }
    return {};
}

} // namespace seedbed::vc
