// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/oa_reply.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/oa_soap.hpp"

namespace seedbed::wire {

namespace {

// hpoa.xsd's opStatus, as far as it says good or bad; the rest is unknown.
struct StatusWord {
    std::string_view word;
    Health health;
};
constexpr std::array statusWords{
    StatusWord{"OP_STATUS_OK", Health::ok},
    StatusWord{"OP_STATUS_DEGRADED", Health::degraded},
    StatusWord{"OP_STATUS_STRESSED", Health::degraded},
    StatusWord{"OP_STATUS_PREDICTIVE_FAILURE", Health::degraded},
    StatusWord{"OP_STATUS_ERROR", Health::failed},
    StatusWord{"OP_STATUS_NON-RECOVERABLE_ERROR", Health::failed},
    StatusWord{"OP_STATUS_NO_CONTACT", Health::failed},
    StatusWord{"OP_STATUS_LOST_COMMUNICATION", Health::failed},
    StatusWord{"OP_STATUS_ABORTED", Health::failed},
    StatusWord{"OP_STATUS_SUPPORTING_ENTITY_IN_ERROR", Health::failed},
};

struct FaultRule {
    std::string_view code;
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
constexpr std::array faultRules{
    FaultRule{"150", "OA-SESSION-REFUSED", ErrorKind::refused, "check the OA user and password"},
    FaultRule{"8", "OA-PRIVILEGE", ErrorKind::refused, "give the OA user administrator rights on all bays"},
    FaultRule{"155", "OA-SESSIONS-FULL", ErrorKind::busy, // inferred
              "log somebody out of the OA, or wait until idle sessions end, then try again"},
    FaultRule{"20", "OA-BUSY", ErrorKind::busy, "wait a minute, then try again"}, // inferred
    FaultRule{"139", "OA-STANDBY", ErrorKind::conflict, "use the address of the active OA"},
};
constexpr FaultRule otherFault{"", "OA-FAULT", ErrorKind::conflict,
                               "read the OA's reason; its system log may say more"};

const FaultRule& ruleFor(std::string_view code, std::string_view subcode) {
    const std::string_view effective = localName(subcode) == "FailedAuthentication" ? "150" : code;
    for (const auto& rule : faultRules) {
        if (rule.code == effective) {
            return rule;
        }
    }
    return otherFault;
}

Error faultError(pugi::xml_node fault, std::string_view call) {
    const auto info = child(child(fault, "Detail"), "faultInfo");
    const auto subcode = childText(child(child(fault, "Code"), "Subcode"), "Value");
    const auto code = childText(info, "errorCode");
    auto text = childText(info, "errorText");
    if (text.empty()) {
        text = childText(child(fault, "Reason"), "Text");
    }
    const FaultRule& rule = ruleFor(code, subcode);
    Error error;
    error.kind = rule.kind;
    error.id = rule.id;
    error.attempted = call;
    error.cause = fmt::format("OA code {}: {}", code.empty() ? "none" : log::printable(code, 16),
                              text.empty() ? "no reason given" : log::printable(text, 256));
    error.action = rule.action;
    if (call == "userLogIn" && rule.id == "OA-SESSION-REFUSED") {
        error.id = "OA-LOGIN-REFUSED";
    }
    return error;
}

} // namespace

Error oaNonsense(std::string_view call, std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "OA-NONSENSE";
    error.attempted = call;
    error.cause = std::move(cause);
    error.action = "check that the address is an Onboard Administrator, and its firmware version";
    return error;
}

Result<OaReply> openReply(std::string_view bytes, std::string_view call) {
    auto document = parseXml(bytes);
    if (!document) {
        return fail(oaNonsense(call, document.error().id + ": " + document.error().cause));
    }
    const auto body = child(child(**document, "Envelope"), "Body");
    if (!body) {
        return fail(oaNonsense(call, "no SOAP envelope with a body"));
    }
    if (const auto fault = child(body, "Fault")) {
        return fail(faultError(fault, call));
    }
    const auto response = child(body, std::string(call) + "Response");
    if (!response) {
        return fail(oaNonsense(call, fmt::format("no {}Response in the body", call)));
    }
    return OaReply{std::move(*document), response};
}

bool isSessionRefusal(std::string_view reply, std::string_view call) {
    const auto opened = openReply(reply, call);
    return !opened && opened.error().id == "OA-SESSION-REFUSED";
}

int Fields::number(std::string_view name) {
    const auto value = childText(node_, name);
    if (value.empty()) {
        return 0;
    }
    int number = 0;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (code != std::errc{} || (end != value.data() + value.size() && *end != '.')) {
        reject(name, value);
        return 0;
    }
    return number;
}

int Fields::numberWithin(std::string_view name, int low, int high) {
    const int value = number(name);
    if (childText(node_, name).empty() || value < low || value > high) {
        reject(name, childText(node_, name));
        return low;
    }
    return value;
}

bool Fields::flag(std::string_view name) const {
    const auto value = childText(node_, name);
    return iequals(value, "true") || value == "1";
}

Presence Fields::presence() const {
    const auto word = childText(node_, "presence");
    if (word == "PRESENT") {
        return Presence::present;
    }
    if (word == "ABSENT") {
        return Presence::absent;
    }
    return word == "SUBSUMED" ? Presence::subsumed : Presence::unknown;
}

PowerReading Fields::power() const {
    const auto word = childText(node_, "powered");
    if (word == "POWER_ON") {
        return PowerReading::on;
    }
    return word == "POWER_OFF" ? PowerReading::off : PowerReading::unknown;
}

Health Fields::health(std::string_view name) const {
    const auto word = childText(node_, name);
    for (const auto& known : statusWords) {
        if (known.word == word) {
            return known.health;
        }
    }
    return Health::unknown;
}

Result<> Fields::check() const {
    if (!rejected_.empty()) {
        return fail(oaNonsense(call_, rejected_));
    }
    return {};
}

void Fields::reject(std::string_view name, std::string_view value) {
    if (rejected_.empty()) {
        rejected_ = fmt::format("field {} is \"{}\"", name, log::printable(value, 64));
    }
}

} // namespace seedbed::wire
