// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/ilo_access.hpp"

#include <array>

namespace seedbed {

namespace {

struct TransportRule {
    std::string_view from; // error id of httpCall, or the head of one
    std::string_view suffix;
    ErrorKind kind;
    std::string_view action;
};
constexpr std::array transportRules{
    TransportRule{"HTTP-UNREACHABLE", "-UNREACHABLE", ErrorKind::unreachable,
                  "check the iLO's address; it may be restarting"},
    TransportRule{"HTTP-TIMEOUT", "-UNREACHABLE", ErrorKind::timeout, "retry; if it stays silent, reset the iLO"},
    TransportRule{"HTTP-TOO-LARGE", "-TOO-LARGE", ErrorKind::nonsense, "look at the peer: it sends too much"},
    TransportRule{"HTTP-", "-NONSENSE", ErrorKind::nonsense, "check that the address is an iLO"},
    TransportRule{"TLS-HANDSHAKE", "-TLS", ErrorKind::unreachable, "check the iLO's TLS versions and certificate"},
};

} // namespace

Error iloFailure(const Error& cause, std::string_view door, const std::string& address) {
    Error error = cause;
    error.object = "iLO " + address;
    for (const auto& rule : transportRules) {
        if (cause.id.starts_with(rule.from)) {
            error.id = std::string(door) + std::string(rule.suffix);
            error.kind = rule.kind;
            error.cause = cause.id + ": " + cause.cause;
            error.action = rule.action;
            break;
        }
    }
    return error;
}

} // namespace seedbed
