// SPDX-License-Identifier: GPL-3.0-or-later
// GET /consoles/{bay}: recorded bytes with their times. From where: "offset", or "since" (milliseconds since 1970), or
// "tail" (so many bytes before the end). "wait": how long to wait for bytes when there are none. "start" of the answer is
// later than what was asked for where older bytes are gone.
// POST /consoles/{bay}/keyboard: {"hand": a name the client makes up, "base64": what is typed, "release": true at the end}.
// One hand has the keyboard; without bytes it takes or keeps it.
#include <fmt/format.h>

#include "appliance/api/base64.hpp"
#include "appliance/consoles/record.hpp"
#include "appliance/server/handlers.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
constexpr std::int64_t kConsoleAtOnce = 64 * 1024;
constexpr auto kTypingTime = std::chrono::seconds(5);
constexpr auto kLook = std::chrono::milliseconds(30); // who types sees it no sooner

Result<std::int64_t> startOf(const HttpRequest& request, const std::filesystem::path& file) {
    const auto since = request.query("since"), tail = request.query("tail");
    auto number = numberOf(since ? *since : tail ? *tail : request.query("offset").value_or("0"));
    if (number && since) {
        return consoles::offsetSince(file, *number);
    }
    if (number && tail) {
        return std::max<std::int64_t>(0, consoles::extentOf(file).end - *number);
    }
    return number;
}

// Chunks as [offset, ms], marks as [offset, ms, words]. The first chunk may begin before the bytes do.
json timesJson(const std::vector<consoles::Entry>& entries) {
    json times = json::array();
    for (const consoles::Entry& entry : entries) {
        json time{entry.offset, entry.ms};
        if (!entry.mark.empty()) {
            time.push_back(entry.mark);
        }
        times.push_back(std::move(time));
    }
    return times;
}

Error nothingRecorded(std::int64_t bay) {
    return {.kind = ErrorKind::notFound,
            .id = "CONSOLE-NONE",
            .object = fmt::format("bay{}", bay),
            .attempted = "read its console",
            .cause = "nothing was recorded yet",
            .action = "run seedbed survey, or start a run, for a site that names the bay"};
}

Error noHand() {
    return {.kind = ErrorKind::usage,
            .id = "API-KEYBOARD",
            .object = "the request",
            .attempted = "read whose keyboard it is",
            .cause = "the key \"hand\" is missing, empty or no text",
            .action = "send {\"hand\": \"name\", \"base64\": \"...\"}"};
}

} // namespace

// The bytes as base64: a console says anything.
Task<json> handleConsole(ApiCall call) {
    auto bay = numberOf(call.path["bay"]);
    if (!bay) {
        co_return fail(bay.error());
    }
    const auto file = call.deployment.consoleFile(static_cast<BayNumber>(*bay));
    if (!std::filesystem::exists(file)) {
        co_return fail(nothingRecorded(*bay));
    }
    auto start = startOf(call.request, file);
    if (!start) {
        co_return fail(start.error());
    }
    const auto end = std::chrono::steady_clock::now() + waitOf(call.request);
    auto bytes = consoles::bytesFrom(file, *start, kConsoleAtOnce);
    while (bytes.text.empty() && std::chrono::steady_clock::now() < end) {
        co_await pause(kLook); // the file is written by the recorder, beside the bus
        bytes = consoles::bytesFrom(file, *start, kConsoleAtOnce);
    }
    const auto next = bytes.start + static_cast<std::int64_t>(bytes.text.size());
    const auto entries = consoles::entriesOf(file, bytes.start, next); // after the bytes: these have their times by now
    co_return json{{"schema", 1},
                   {"start", bytes.start},
                   {"offset", next},
                   {"base64", toBase64(bytes.text)},
                   {"times", timesJson(entries)}};
}

Task<json> handleKeyboard(ApiCall call) {
    auto bay = numberOf(call.path["bay"]);
    auto body = parseJson(call.request.body, "the request");
    if (!bay || !body) {
        co_return fail(!bay ? bay.error() : body.error());
    }
    auto hand = field::text(*body, "hand");
    if (hand.empty()) {
        co_return fail(noHand());
    }
    auto* consoles = call.deployment.consoles();
    if (consoles == nullptr) {
        co_return fail(nothingRecorded(*bay));
    }
    const auto number = static_cast<BayNumber>(*bay);
    if (body->value("release", json(false)) == json(true)) {
        consoles->release(number, hand);
        co_return json{{"schema", 1}};
    }
    auto typing = consoles->type(number, std::move(hand), api::fromBase64(field::text(*body, "base64")));
    auto typed = co_await within(kTypingTime, fmt::format("typing at bay{}", number), std::move(typing));
    if (!typed) {
        co_return fail(typed.error());
    }
    co_return json{{"schema", 1}};
}

} // namespace seedbed
