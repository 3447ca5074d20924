// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/ribcl_reply.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/ribcl_repair.hpp"
#include "oa-bridge/wire/ribcl_words.hpp"

namespace seedbed::wire {

namespace {

constexpr std::size_t mostDocuments = 256; // a command gives eight

struct StatusRule {
    int status;
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
constexpr std::array statusRules{
    StatusRule{0x0004, "RIBCL-PASSWORD", ErrorKind::invalid, "choose a longer password"},
    StatusRule{0x000a, "RIBCL-NO-USER", ErrorKind::notFound, "check the login name"},
    StatusRule{0x0023, "RIBCL-PRIVILEGE", ErrorKind::refused, "give the iLO user the privilege it lacks"},
    StatusRule{0x002a, "RIBCL-UNSUPPORTED", ErrorKind::unsupported, "a blade has none of it"},
    StatusRule{0x002e, "RIBCL-LICENCE", ErrorKind::unsupported, "install an iLO Advanced licence"},
    StatusRule{0x0035, "RIBCL-MEDIA", ErrorKind::conflict, "look at the state of the virtual drive"},
    StatusRule{0x003c, "RIBCL-UNSUPPORTED", ErrorKind::unsupported, "ask another door; this firmware lacks it"},
    StatusRule{0x005f, "RIBCL-LOGIN-REFUSED", ErrorKind::refused,
               "check the iLO user and password; wait before the next attempt, the iLO delays it"},
    StatusRule{0x006d, "RIBCL-ERROR", ErrorKind::conflict, "configure it first"},
    StatusRule{0x0088, "RIBCL-BUSY", ErrorKind::busy, "come again in a minute"},
};
constexpr StatusRule otherStatus{0, "RIBCL-ERROR", ErrorKind::conflict, "read the iLO's reason"};
constexpr StatusRule hostOff{1, "RIBCL-POWER-OFF", ErrorKind::conflict, "switch the blade on instead"};
constexpr StatusRule unknownCommand{1, "RIBCL-UNSUPPORTED", ErrorKind::unsupported,
                                    "ask another door; this firmware does not know the command"};

const StatusRule& ruleFor(int status, const std::string& message) {
    const auto words = lower(message);
    if (words.find(inferred::powerOffWords) != std::string::npos) {
        return hostOff;
    }
    if (status == 1 && words.find(inferred::unknownCommandWords) != std::string::npos) {
        return unknownCommand;
    }
    for (const auto& rule : statusRules) {
        if (rule.status == status) {
            return rule;
        }
    }
    return otherStatus;
}

Error statusError(int status, const std::string& message) {
    const auto& rule = ruleFor(status, message);
    Error error;
    error.kind = rule.kind;
    error.id = rule.id;
    error.cause = fmt::format("iLO status 0x{:04x}: {}", status, log::printable(message, 256));
    error.action = rule.action;
    return error;
}

Result<int> statusOf(const std::string& text) {
    const auto digits = startsWith(lower(text), "0x") ? std::string_view(text).substr(2) : std::string_view(text);
    int status = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), status, 16);
    if (code != std::errc{} || end != digits.data() + digits.size()) {
        return fail(ribclNonsense(fmt::format("status \"{}\"", log::printable(text, 32))));
    }
    return status;
}

// Only a document that is broken is repaired further; whatever else is wrong with it stands.
Result<std::unique_ptr<pugi::xml_document>> parseDocument(std::string_view bytes) {
    const auto repaired = repairDocument(bytes);
    auto document = parseXml(repaired);
    if (!document && document.error().id == "XML-SYNTAX") {
        document = parseXml(repairQuotes(repaired));
    }
    if (!document) {
        return fail(ribclNonsense(document.error().id + ": " + document.error().cause));
    }
    return document;
}

Result<> readEvent(pugi::xml_node root, RibclReply& reply) {
    for (const auto node : root.children()) {
        if (iequals(node.name(), "INFORM")) {
            reply.informs.emplace_back(trim(node.text().get()));
        }
        if (!iequals(node.name(), "RESPONSE")) {
            continue;
        }
        const auto status = statusOf(attribute(node, "STATUS"));
        if (!status) {
            return fail(status.error());
        }
        if (*status != 0) {
            return fail(statusError(*status, attribute(node, "MESSAGE")));
        }
    }
    return {};
}

} // namespace

Error ribclNonsense(std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "RIBCL-NONSENSE";
    error.cause = std::move(cause);
    error.action = "check that the address is an iLO, and its firmware version";
    return error;
}

Result<RibclReply> openRibcl(std::string_view bytes) {
    const auto parts = splitDocuments(bytes);
    if (parts.empty() || parts.size() > mostDocuments) {
        return fail(ribclNonsense(fmt::format("{} documents in the answer", parts.size())));
    }
    RibclReply reply;
    for (const auto part : parts) {
        auto document = parseDocument(part);
        if (!document) {
            return fail(document.error());
        }
        const auto root = element(**document, "RIBCL");
        if (!root) {
            return fail(ribclNonsense("a document without RIBCL"));
        }
        if (auto good = readEvent(root, reply); !good) {
            return fail(good.error());
        }
        reply.documents.push_back(std::move(*document));
    }
    return reply;
}

pugi::xml_node RibclReply::payload(std::string_view name) const {
    for (const auto& document : documents) {
        if (const auto node = element(element(*document, "RIBCL"), name)) {
            return node;
        }
    }
    return {};
}

Result<RibclPayload> openPayload(std::string_view bytes, std::string_view name) {
    auto reply = openRibcl(bytes);
    if (!reply) {
        return fail(reply.error());
    }
    const auto node = reply->payload(name);
    if (!node) {
        return fail(ribclNonsense(fmt::format("no {} in the answer", name)));
    }
    return RibclPayload{std::move(*reply), node};
}

pugi::xml_node element(pugi::xml_node parent, std::string_view name) {
    for (const auto node : parent.children()) {
        if (node.type() == pugi::node_element && iequals(node.name(), name)) {
            return node;
        }
    }
    return {};
}

std::string attribute(pugi::xml_node node, std::string_view name) {
    for (const auto item : node.attributes()) {
        if (iequals(item.name(), name)) {
            return std::string(trim(item.value()));
        }
    }
    return {};
}

std::string valueOf(pugi::xml_node parent, std::string_view name) {
    return attribute(element(parent, name), "VALUE");
}

std::optional<bool> flagOf(std::string_view word) {
    static constexpr std::array<std::string_view, 5> yes{"y", "yes", "true", "t", "1"};
    static constexpr std::array<std::string_view, 5> no{"n", "no", "false", "f", "0"};
    for (std::size_t i = 0; i < yes.size(); ++i) {
        if (iequals(word, yes.at(i)) || iequals(word, no.at(i))) {
            return iequals(word, yes.at(i));
        }
    }
    return std::nullopt;
}

int numberIn(std::string_view text) {
    int number = 0;
    const auto from = trim(text);
    std::from_chars(from.data(), from.data() + from.size(), number);
    return number;
}

std::optional<int> readingOf(pugi::xml_node parent, std::string_view name) {
    const auto text = valueOf(parent, name);
    const bool digits = !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
    return digits ? std::optional(numberIn(text)) : std::nullopt;
}

Health iloHealth(std::string_view word) {
    struct Word {
        std::string_view head;
        Health health;
    };
    static constexpr std::array words{
        Word{"ok", Health::ok},          Word{"good", Health::ok},        Word{"degraded", Health::degraded},
        Word{"warning", Health::degraded}, Word{"caution", Health::degraded}, Word{"failed", Health::failed},
        Word{"critical", Health::failed}, Word{"fail", Health::failed},
    };
    const auto text = lower(word);
    for (const auto& known : words) {
        if (text.starts_with(known.head)) {
            return known.health;
        }
    }
    return Health::unknown;
}

} // namespace seedbed::wire
