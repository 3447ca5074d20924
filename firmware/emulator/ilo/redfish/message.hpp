// SPDX-License-Identifier: GPL-3.0-or-later
// Redfish requests and answers of one iLO as values, the style they are worded in, and the registry messages.
// The statuses and messages marked (inferred) were never seen on a device. Pure, any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace seedbed::emulator::redfish {

using Json = nlohmann::ordered_json;

struct Request {
    std::string method = "GET";
    std::string path = "/redfish/v1/";
    std::string authorization; // headers, empty if missing
    std::string authToken;
    std::string odataVersion;
    std::string ifMatch;
    std::string body;
};

struct Answer {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool restartIlo = false; // once this is sent
};

// How an answer is worded. The classic words are those of a Gen8: dotted types, MessageID, a slash at the end
// of links.
struct Style {
    bool modern = false;
    bool rest = false;  // asked for below /rest/v1
    bool older = false; // members from before Redfish too

    std::string link(std::string_view path) const; // "Systems/1" as a link
    std::string type(std::string_view name,
                     std::string_view version) const; // @odata.type, version as "1.0.1"
};

struct Message {
    unsigned status;
    const char* id;
};
namespace messages {
constexpr Message success{200, "Base.0.10.Success"};
constexpr Message created{201, "Base.0.10.Created"};
constexpr Message noValidSession{401, "Base.0.10.NoValidSession"};
constexpr Message missing{404, "Base.0.10.ResourceMissingAtURI"};
constexpr Message malformed{400, "Base.0.10.MalformedJSON"};
constexpr Message propertyUnknown{400, "Base.0.10.PropertyUnknown"};
constexpr Message notWritable{400, "Base.0.10.PropertyNotWritable"};
constexpr Message notInList{400, "Base.0.10.PropertyValueNotInList"};
constexpr Message propertyMissing{400, "Base.0.10.PropertyMissing"};
constexpr Message unsupported{400, "iLO.0.10.UnsupportedOperation"};
constexpr Message wrongState{400, "iLO.0.10.InvalidOperationForSystemState"};
constexpr Message duringPost{400, "iLO.0.10.UnableToModifyDuringSystemPOST"};
// (inferred) the status of these
constexpr Message unauthorized{401, "iLO.0.10.UnauthorizedLoginAttempt"};
constexpr Message loginDelayed{401, "iLO.0.10.LoginAttemptDelayedSeconds"};
constexpr Message noPrivilege{403, "Base.0.10.InsufficientPrivilege"};
constexpr Message sessionLimit{503, "Base.0.10.SessionLimitExceeded"};
constexpr Message busy{503, "iLO.0.10.ResourceTemporarilyUnavailable"};
constexpr Message methodNotAllowed{405, "iLO.0.10.UnsupportedOperation"};
constexpr Message preconditionFailed{412, "Base.0.10.PreconditionFailed"};
constexpr Message mediaPresent{400, "iLO.0.10.MaxVirtualMediaConnectionEstablished"};
constexpr Message noMedia{400, "iLO.0.10.NoVirtualMediaConnectionAvailable"};
constexpr Message targetNone{400, "iLO.0.10.InvalidOperationForSystemState"};
} // namespace messages

// As text; bytes that are no UTF-8, which other doors let in, are replaced.
std::string written(const Json& json);

// The envelope of everything that is no resource, success too.
Answer messageAnswer(const Style& style, const Message& message,
                     const std::vector<std::string>& arguments = {});

} // namespace seedbed::emulator::redfish
