// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/calls.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

constexpr int kLargestBay = 127;
constexpr std::size_t kLargestArray = 64;

SoapFault fault(int code, std::string text, int bay = 0) {
    SoapFault made;
    made.code = code;
    made.text = std::move(text);
    made.bay = bay;
    return made;
}

std::map<std::string_view, const CallRow*> allCalls() {
    std::map<std::string_view, const CallRow*> rows;
    for (auto table :
         {sessionCalls(), enclosureCalls(), bladeCalls(), interconnectCalls(), powerCalls(), eventCalls(),
          settingCalls(), ebipaCalls()}) {
        for (const auto& row : table) {
            rows[row.name] = &row;
        }
    }
    return rows;
}

std::optional<int> toNumber(std::string_view text, int low, int high) {
    int value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || value < low || value > high) {
        return std::nullopt;
    }
    return value;
}

} // namespace

namespace faults {
SoapFault notAuthenticated() {
    return fault(150, "The user could not be authenticated.");
}
SoapFault noSession() {
    auto made = fault(150, "The session key is invalid or has expired.");
    made.subcode = "wsse:FailedAuthentication";
    return made;
}
SoapFault tooManySessions() {
    return fault(155, "The maximum number of sessions has been reached.");
}
SoapFault unknownCall(const std::string& name) {
    return fault(2, fmt::format("Method {} is not implemented.", name));
}
SoapFault badParameter(const std::string& name) {
    return fault(3, fmt::format("Parameter {} is invalid.", name));
}
SoapFault pipeNotOpened() {
    return fault(201, "The event pipe cannot be opened.");
}
SoapFault pipeGone() {
    return fault(204, "The event process is no longer there.");
}
SoapFault busy() {
    return fault(20, "The Onboard Administrator is busy. Try again later.");
}
SoapFault emptyBay(int bay) {
    return fault(21, "The bay holds no server blade.", bay);
}
SoapFault powerRefused(int bay) {
    return fault(22, "The blade cannot do this in its power state.", bay);
}
} // namespace faults

const CallRow* findCall(std::string_view name) {
    static const auto rows = allCalls();
    auto found = rows.find(name);
    return found == rows.end() ? nullptr : found->second;
}

Answer perform(const CallRow& row, OaState& state, const SoapRequest& request) {
    bool known = state.sessions.use(request.sessionKey, Sessions::Clock::now());
    if (row.needsLogin && !known) {
        return tl::unexpected(faults::noSession());
    }
    if (state.chassis.hasFault("oa-busy", 0)) {
        return tl::unexpected(faults::busy());
    }
    return row.handler(state, request);
}

Answer answer(const SoapRequest& request, Element payload) {
    return node(request.name + "Response", {std::move(payload)});
}

Answer done(const SoapRequest& request) {
    return answer(request, leaf("returnCodeOk", ""));
}

Answer arrayAnswer(const SoapRequest& request, std::vector<Element> items) {
    auto name = request.name.substr(3); // without "get"
    name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
    return answer(request, node(name, std::move(items)));
}

tl::expected<int, SoapFault> number(const SoapRequest& request, const char* parameter, int low, int high) {
    auto value = toNumber(request.text(parameter), low, high);
    if (!value) {
        return tl::unexpected(faults::badParameter(parameter));
    }
    return *value;
}

tl::expected<int, SoapFault> bayNumber(const SoapRequest& request) {
    return number(request, "bayNumber", 1, kLargestBay);
}

tl::expected<std::vector<int>, SoapFault> bayArray(const SoapRequest& request) {
    std::vector<int> bays;
    for (const auto& entry : childNamed(request.call(), "bayArray").children()) {
        if (entry.type() != pugi::node_element) {
            continue;
        }
        auto bay = toNumber(trimmedText(entry), 1, kLargestBay);
        if (!bay || bays.size() >= kLargestArray) {
            return tl::unexpected(faults::badParameter("bayArray"));
        }
        bays.push_back(*bay);
    }
    return bays;
}

bool truth(const std::string& text) {
    return text == "1" || iequals(text, "true");
}

} // namespace seedbed::emulator
