// SPDX-License-Identifier: GPL-3.0-or-later
// The calls of the OA SOAP interface: one function each, found by name in tables of {name, needsLogin,
// handler}. A new call is one function and one row. Handlers run on the I/O thread and do not wait; a row
// with `waits` is called after its event pipe holds something or the heartbeat is due.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "firmware/emulator/oa/events.hpp"
#include "firmware/emulator/oa/sessions.hpp"
#include "firmware/emulator/oa/soap.hpp"
#include "firmware/emulator/oa/structures.hpp"

namespace seedbed::emulator {

// What a call may see and change.
struct OaState {
    Chassis& chassis;
    Sessions& sessions;
    EventPipes& pipes;
};

using Answer = tl::expected<Element, SoapFault>;
using CallHandler = Answer (*)(OaState&, const SoapRequest&);

struct CallRow {
    std::string_view name;
    bool needsLogin;
    CallHandler handler;
    bool waits = false;
};

std::span<const CallRow> sessionCalls();
std::span<const CallRow> enclosureCalls();
std::span<const CallRow> bladeCalls();
std::span<const CallRow> interconnectCalls();
std::span<const CallRow> powerCalls();
std::span<const CallRow> eventCalls();
std::span<const CallRow> settingCalls();
std::span<const CallRow> ebipaCalls();

const CallRow* findCall(std::string_view name);
// Checks the login, then calls the handler.
Answer perform(const CallRow& row, OaState& state, const SoapRequest& request);

// The faults of the interface. Codes of the reference: 8, 150, 201, 204; the rest and all wordings are
// inferred.
namespace faults {
SoapFault notAuthenticated(); // 150: wrong user or password
SoapFault noSession();        // 150 with the subcode that makes clients log in again
SoapFault tooManySessions();
SoapFault unknownCall(const std::string& name);
SoapFault badParameter(const std::string& name);
SoapFault pipeNotOpened(); // 201
SoapFault pipeGone();      // 204
SoapFault busy();
SoapFault emptyBay(int bay);
SoapFault powerRefused(int bay);
} // namespace faults

// Helpers of the handlers.
Answer answer(const SoapRequest& request, Element payload); // <callResponse> around it
Answer done(const SoapRequest& request);                    // returnCodeOk
tl::expected<int, SoapFault> number(const SoapRequest& request, const char* parameter, int low, int high);
tl::expected<int, SoapFault>
bayNumber(const SoapRequest& request); // 1..127: beyond the last bay is absent, no fault
tl::expected<std::vector<int>, SoapFault> bayArray(const SoapRequest& request);
bool truth(const std::string& text);

template <auto Make>
Answer whole(OaState& state, const SoapRequest& request) {
    return answer(request, Make(state.chassis));
}

template <auto Make>
Answer byBay(OaState& state, const SoapRequest& request) {
    auto bay = bayNumber(request);
    if (!bay) {
        return tl::unexpected(bay.error());
    }
    return answer(request, Make(state.chassis, *bay));
}

Answer arrayAnswer(const SoapRequest& request, std::vector<Element> items); // <callResponse><xArray>...

template <auto Make>
Answer byBayArray(OaState& state, const SoapRequest& request) {
    auto bays = bayArray(request);
    if (!bays) {
        return tl::unexpected(bays.error());
    }
    std::vector<Element> items;
    for (int bay : *bays) {
        items.push_back(Make(state.chassis, bay));
    }
    return arrayAnswer(request, std::move(items));
}

} // namespace seedbed::emulator
