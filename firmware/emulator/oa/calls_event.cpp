// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "firmware/emulator/oa/calls.hpp"

namespace seedbed::emulator {
namespace {

tl::expected<int, SoapFault> openPipe(OaState& state, const SoapRequest& request) {
    auto pid = number(request, "pid", 0, std::numeric_limits<int>::max());
    if (pid && !state.pipes.contains(*pid, EventPipes::Clock::now())) {
        return tl::unexpected(faults::pipeGone());
    }
    return pid;
}

Answer subscribeForEvents(OaState& state, const SoapRequest&) {
    auto pid = state.pipes.open(EventPipes::Clock::now());
    if (!pid) {
        return tl::unexpected(faults::pipeNotOpened());
    }
    return node("eventPid", {leaf("pid", *pid)}); // without the usual wrapper
}

// After the wait: what has come, or a heartbeat.
Answer getAllEventsEx(OaState& state, const SoapRequest& request) {
    auto pid = openPipe(state, request);
    if (!pid) {
        return tl::unexpected(pid.error());
    }
    auto events = state.pipes.take(*pid, EventPipes::Clock::now());
    if (events.empty()) {
        events.push_back(eventInfo("EVENT_HEARTBEAT", {}, 0));
    }
    return answer(request, node("eventInfoArray", std::move(events)));
}

Answer unSubscribeForEvents(OaState& state, const SoapRequest& request) {
    auto pid = openPipe(state, request);
    if (!pid) {
        return tl::unexpected(pid.error());
    }
    state.pipes.close(*pid);
    return done(request);
}

constexpr CallRow kRows[] = {
    {"subscribeForEvents", true, subscribeForEvents},
    {"getAllEventsEx", true, getAllEventsEx, true},
    {"unSubscribeForEvents", true, unSubscribeForEvents},
};

} // namespace

std::span<const CallRow> eventCalls() {
    return kRows;
}

} // namespace seedbed::emulator
