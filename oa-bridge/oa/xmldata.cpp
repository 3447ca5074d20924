// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/oa/xmldata.hpp"

#include <array>

#include "oa-bridge/net/http.hpp"
#include "oa-bridge/wire/xmldata.hpp"

namespace seedbed {

namespace {

constexpr std::uint64_t replyLimit = 4u << 20; // that of a full enclosure has some 300 kB

struct TransportRule {
    std::string_view from;
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
constexpr std::array transportRules{
    TransportRule{"HTTP-UNREACHABLE", "XMLDATA-UNREACHABLE", ErrorKind::unreachable, "check the address and the cable"},
    TransportRule{"HTTP-TIMEOUT", "XMLDATA-UNREACHABLE", ErrorKind::timeout, "retry; the device may be restarting"},
    TransportRule{"HTTP-TOO-LARGE", "XMLDATA-TOO-LARGE", ErrorKind::nonsense, "look at the peer: it sends too much"},
    TransportRule{"HTTP-", "XMLDATA-NONSENSE", ErrorKind::nonsense, "check that the address is an OA or an iLO"},
    TransportRule{"TLS-HANDSHAKE", "XMLDATA-TLS", ErrorKind::unreachable, "check the device's TLS versions"},
};

Error named(Error error, const ProbeAccess& access) {
    error.object = "device " + access.address;
    error.attempted = "ask who it is";
    return error;
}

Error fromTransport(Error error) {
    for (const auto& rule : transportRules) {
        if (error.id.starts_with(rule.from)) {
            error.cause = error.id + ": " + error.cause;
            error.id = rule.id;
            error.kind = rule.kind;
            error.action = rule.action;
            break;
        }
    }
    return error;
}

} // namespace

Task<DeviceIdentity> probeDevice(ProbeAccess access) {
    HttpCall request("GET", fmt::format("https://{}:{}/xmldata?item=all", access.address, access.port));
    request.tls = access.tls;
    request.bodyLimit = replyLimit;
    request.deadline = access.deadline;
    auto reply = co_await httpCall(std::move(request));
    if (!reply) {
        co_return fail(named(fromTransport(reply.error()), access));
    }
    if (reply->status != 200) {
        Error error;
        error.kind = ErrorKind::unsupported;
        error.id = "XMLDATA-UNSUPPORTED";
        error.cause = fmt::format("HTTP status {}", reply->status);
        error.action = "switch the XML reply on (OA: ENABLE XMLREPLY), or ask with a login";
        co_return fail(named(std::move(error), access));
    }
    auto identity = wire::readXmlData(reply->body);
    if (!identity) {
        co_return fail(named(identity.error(), access));
    }
    co_return identity;
}

} // namespace seedbed
