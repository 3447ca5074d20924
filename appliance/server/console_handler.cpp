// SPDX-License-Identifier: GPL-3.0-or-later
// GET /consoles/{bay}: recorded bytes with their times. From where: "offset", or "since" (milliseconds since 1970), or
// "tail" (so many bytes before the end). "wait": how long to wait for bytes when there are none.
#include <fstream>

#include <fmt/format.h>

#include "appliance/consoles/record.hpp"
#include "appliance/server/handlers.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
constexpr std::int64_t kConsoleAtOnce = 64 * 1024;

std::string bytesOf(const std::filesystem::path& file, std::int64_t offset) {
    std::ifstream stream(file, std::ios::binary);
    stream.seekg(offset);
    std::string bytes(static_cast<std::size_t>(kConsoleAtOnce), '\0');
    stream.read(bytes.data(), kConsoleAtOnce);
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
    return bytes;
}

Result<std::int64_t> startOf(const HttpRequest& request, const std::filesystem::path& file) {
    const auto since = request.query("since"), tail = request.query("tail");
    auto number = numberOf(since ? *since : tail ? *tail : request.query("offset").value_or("0"));
    if (number && since) {
        return consoles::offsetSince(file, *number);
    }
    if (number && tail) {
        std::error_code code;
        const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file, code));
        return code ? 0 : std::max<std::int64_t>(0, size - *number);
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
    std::string bytes = bytesOf(file, *start);
    while (bytes.empty() && std::chrono::steady_clock::now() < end) {
        co_await pause(std::chrono::milliseconds(100)); // the file is written by the recorder, beside the bus
        bytes = bytesOf(file, *start);
    }
    const auto next = *start + static_cast<std::int64_t>(bytes.size());
    const auto entries = consoles::entriesOf(file, *start, next); // after the bytes: these have their times by now
    co_return json{{"schema", 1}, {"start", *start}, {"offset", next}, {"base64", toBase64(bytes)}, {"times", timesJson(entries)}};
}

} // namespace seedbed
