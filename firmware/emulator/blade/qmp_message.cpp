// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/qmp_message.hpp"

#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

using nlohmann::json;
constexpr std::size_t kLineLimit = 1u << 20;

tl::unexpected<Error> nonsense(std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "QMP-NONSENSE";
    error.object = "QEMU monitor";
    error.attempted = "read a message";
    error.cause = std::move(cause);
    error.action = "power the blade off and on; if it comes back, look at the QEMU log of the blade";
    return fail(std::move(error));
}

std::string text(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& member(const json& object, const char* key) {
    static const json kEmpty = json::object();
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? *found : kEmpty;
}

QmpReply replyOf(const json& object) {
    QmpReply reply;
    const auto id = object.find("id");
    if (id != object.end() && id->is_number_unsigned()) {
        reply.id = id->get<std::uint64_t>();
    }
    reply.ok = object.contains("return");
    if (reply.ok) {
        reply.value = object.at("return").dump();
    } else {
        const auto& error = member(object, "error");
        reply.error = fmt::format("{}: {}", text(error, "class"), text(error, "desc"));
    }
    return reply;
}

QmpEvent eventOf(const json& object) {
    QmpEvent event;
    event.name = text(object, "event");
    const auto& data = member(object, "data");
    event.reason = text(data, "reason");
    const auto guest = data.find("guest");
    event.guest = guest != data.end() && guest->is_boolean() && guest->get<bool>();
    return event;
}

std::string versionOf(const json& greeting) {
    const auto& qemu = member(member(greeting, "version"), "qemu");
    std::string version;
    for (const char* part : {"major", "minor", "micro"}) {
        const auto found = qemu.find(part);
        const auto number = found != qemu.end() && found->is_number_integer() ? found->get<int>() : 0;
        version += (version.empty() ? "" : ".") + std::to_string(number);
    }
    return version;
}

std::optional<QmpMessage> messageOf(const json& object) {
    if (object.contains("QMP")) {
        return QmpGreeting{versionOf(member(object, "QMP"))};
    }
    if (object.contains("event")) {
        return eventOf(object);
    }
    if (object.contains("return") || object.contains("error")) {
        return replyOf(object);
    }
    return std::nullopt;
}

} // namespace

Result<std::vector<QmpMessage>> QmpReader::feed(std::string_view bytes) {
    pending_ += bytes;
    std::vector<QmpMessage> messages;
    std::size_t start = 0;
    for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n', start)) {
        const auto line = trim(std::string_view(pending_).substr(start, end - start));
        start = end + 1;
        if (line.empty()) {
            continue;
        }
        const auto object = parseJson(line, "QEMU monitor");
        if (!object || !object->is_object()) {
            return nonsense("a line is not a JSON object");
        }
        auto message = messageOf(*object);
        if (!message) {
            return nonsense("a message is neither greeting, reply nor event");
        }
        messages.push_back(std::move(*message));
    }
    pending_.erase(0, start);
    if (pending_.size() > kLineLimit) {
        return nonsense("a line is longer than a megabyte");
    }
    return messages;
}

std::string qmpCommand(std::uint64_t id, std::string_view name, std::string_view arguments) {
    const auto head = fmt::format(R"({{"execute":"{}","id":{})", name, id);
    return arguments.empty() ? head + "}\r\n" : fmt::format("{},\"arguments\":{}}}\r\n", head, arguments);
}

} // namespace seedbed::emulator
