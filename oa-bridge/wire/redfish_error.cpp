// SPDX-License-Identifier: GPL-3.0-or-later
// What an answer of 400 and more means: by the message ids of the registries, else by the status.
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/redfish.hpp"
#include "oa-bridge/wire/redfish_words.hpp"

namespace seedbed::wire {

namespace {

struct Meaning {
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
constexpr Meaning loginRefused{"REDFISH-LOGIN-REFUSED", ErrorKind::refused,
                               "check the iLO user and password; wait before the next attempt, the iLO delays it"};
constexpr Meaning privilege{"REDFISH-PRIVILEGE", ErrorKind::refused, "give the iLO user the privilege it lacks"};
constexpr Meaning licence{"REDFISH-LICENCE", ErrorKind::unsupported, "install an iLO Advanced licence"};
constexpr Meaning unsupported{"REDFISH-UNSUPPORTED", ErrorKind::unsupported, "ask another door; this firmware lacks it"};
constexpr Meaning notFound{"REDFISH-NOT-FOUND", ErrorKind::notFound, "read the links again; the resource may be gone"};
constexpr Meaning state{"REDFISH-STATE", ErrorKind::conflict, "read the power state again"};
constexpr Meaning post{"REDFISH-POST", ErrorKind::busy, "come again when the blade has finished POST, or is off"};
constexpr Meaning busy{"REDFISH-BUSY", ErrorKind::busy, "come again in a minute"};
constexpr Meaning sessions{"REDFISH-SESSIONS", ErrorKind::busy, "end sessions of the iLO that nobody uses"};
constexpr Meaning changed{"REDFISH-CHANGED", ErrorKind::conflict, "read the resource again, then change it"};
constexpr Meaning oaDecides{"REDFISH-OA", ErrorKind::conflict, "change it on the Onboard Administrator"};
constexpr Meaning badValue{"REDFISH-VALUE", ErrorKind::invalid, "send a value that the iLO lists as allowed"};
constexpr Meaning media{"REDFISH-STATE", ErrorKind::conflict, "look at the state of the virtual drives"};
constexpr Meaning other{"REDFISH-ERROR", ErrorKind::conflict, "read the iLO's reason"};

struct MessageRule {
    std::string_view message; // the last part of the message id
    const Meaning& meaning;
};
constexpr std::array messageRules{
    MessageRule{"NoValidSession", loginRefused},
    MessageRule{inferred::badLogin, loginRefused},
    MessageRule{"LoginAttemptDelayed", busy},
    MessageRule{"LoginAttemptDelayedSeconds", busy},
    MessageRule{"InsufficientPrivilege", privilege},
    MessageRule{"LicenseKeyRequired", licence},
    MessageRule{"InvalidOperationForSystemState", state},
    MessageRule{"UnableToModifyDuringSystemPOST", post},
    MessageRule{"UnsupportedOperationInLegacyBootMode", unsupported},
    MessageRule{"UnsupportedOperation", unsupported},
    MessageRule{"PropertyUnknown", unsupported},
    MessageRule{"ActionNotSupported", unsupported},
    MessageRule{"PowerCapOACntrld", oaDecides},
    MessageRule{"MaxVirtualMediaConnectionEstablished", media},
    MessageRule{"NoVirtualMediaConnectionAvailable", media},
    MessageRule{"FirmwareFlashAlreadyInProgress", busy},
    MessageRule{"ResourceBeingFlashed", busy},
    MessageRule{"ResetInProgress", busy},
    MessageRule{"ResourceTemporarilyUnavailable", busy},
    MessageRule{"PropertyNotWritable", badValue},
    MessageRule{"PropertyValueNotInList", badValue},
    MessageRule{"PropertyValueTypeError", badValue},
    MessageRule{"MalformedJSON", badValue},
    MessageRule{"ResourceMissingAtURI", notFound},
    MessageRule{"SessionLimitExceeded", sessions},
};

struct StatusRule {
    unsigned status;
    const Meaning& meaning;
};
constexpr std::array statusRules{
    StatusRule{401, loginRefused}, StatusRule{403, privilege}, StatusRule{404, notFound},  StatusRule{405, unsupported},
    StatusRule{409, state},        StatusRule{412, changed},   StatusRule{501, unsupported}, StatusRule{503, busy},
};

struct Message {
    std::string id; // "Base.0.10.PropertyUnknown"
    std::string arguments;
};

std::string messageId(const nlohmann::json& entry) {
    auto id = field::text(entry, "MessageID"); // as iLO 4 spells it
    return id.empty() ? field::text(entry, "MessageId") : id;
}

std::vector<Message> messagesOf(const nlohmann::json& body) {
    const auto& error = field::object(body, "error");
    const auto* list = &field::list(error, "@Message.ExtendedInfo");
    if (list->empty()) {
        list = &field::list(body, "Messages"); // the older envelope
    }
    std::vector<Message> messages;
    for (const auto& entry : *list) {
        Message message{messageId(entry), {}};
        for (const auto& argument : field::list(entry, "MessageArgs")) {
            message.arguments += argument.is_string() ? " " + argument.get<std::string>() : std::string();
        }
        messages.push_back(std::move(message));
    }
    return messages;
}

std::string_view lastPart(std::string_view id) {
    const auto dot = id.rfind('.');
    return dot == std::string_view::npos ? id : id.substr(dot + 1);
}

const Meaning& meaningOf(unsigned status, const std::vector<Message>& messages) {
    for (const auto& message : messages) {
        for (const auto& rule : messageRules) {
            if (lastPart(message.id) == rule.message) {
                return rule.meaning;
            }
        }
    }
    for (const auto& rule : statusRules) {
        if (rule.status == status) {
            return rule.meaning;
        }
    }
    return other;
}

} // namespace

Error redfishError(unsigned status, std::string_view body) {
    const auto json = parseJson(body, "Redfish error");
    const auto messages = json ? messagesOf(*json) : std::vector<Message>{};
    const auto& meaning = meaningOf(status, messages);
    Error error;
    error.kind = meaning.kind;
    error.id = meaning.id;
    error.cause = fmt::format("HTTP status {}", status);
    for (const auto& message : messages) {
        error.cause += fmt::format(", {}{}", log::printable(message.id, 96), log::printable(message.arguments, 96));
    }
    error.action = meaning.action;
    return error;
}

bool asksForReset(std::string_view body) {
    const auto json = parseJson(body, "Redfish answer");
    if (!json) {
        return false;
    }
    for (const auto& message : messagesOf(*json)) {
        if (lastPart(message.id) == "ResetRequired") {
            return true;
        }
    }
    return false;
}

} // namespace seedbed::wire
