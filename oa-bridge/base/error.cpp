// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/error.hpp"

#include <array>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"

namespace seedbed {

Error Error::withContext(std::string_view context) const& {
    Error wider = *this;
    wider.attempted = attempted.empty() ? std::string(context) : fmt::format("{}: {}", context, attempted);
    return wider;
}

std::string_view toString(ErrorKind kind) {
    static constexpr std::array<std::string_view, 15> names{
        "usage",       "invalid", "not-found", "conflict", "refused", "unsupported", "busy",
        "unreachable", "timeout", "stalled",   "nonsense", "aborted", "blocked", "needs-human", "internal"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string toSentence(const Error& error) {
    std::string text = error.id;
    for (const std::string* part : {&error.object, &error.attempted, &error.cause}) {
        if (!part->empty()) {
            text += text == error.id ? " " : ": ";
            text += log::printable(*part, 4096);
        }
    }
    if (!error.action.empty()) {
        text += text.ends_with('.') ? " Next: " : ". Next: ";
        text += log::printable(error.action, 4096);
    }
    return text;
}

Error errorFromSentence(ErrorKind kind, const std::string& sentence) {
    const auto idEnd = sentence.find(' ');
    const auto next = sentence.rfind(". Next: ");
    Error error{.kind = kind, .id = sentence.substr(0, idEnd)};
    if (idEnd != std::string::npos) {
        error.cause = sentence.substr(idEnd + 1, next == std::string::npos ? next : next - idEnd - 1);
    }
    if (next != std::string::npos) {
        error.action = sentence.substr(next + 8);
    }
    return error;
}

bool isTransient(const Error& error) {
    return error.kind == ErrorKind::busy || error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timeout;
}

} // namespace seedbed
