// SPDX-License-Identifier: GPL-3.0-or-later
// The way into a session: RMCP+ Open Session and RAKP messages 1 to 4, answered from the session table and
// the list of users. Called by the BMC with the payloads that come outside a session. I/O thread only.
// Source: IPMI 2.0 revision 1.1, sections 13.17 to 13.24.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "firmware/emulator/ipmi/session.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::emulator::ipmi {

// RMCP+ and RAKP message status codes, table 13-15.
enum class Status : std::uint8_t {
    ok = 0x00,
    noResources = 0x01,
    invalidSession = 0x02,
    invalidAuthentication = 0x04,
    invalidIntegrity = 0x05,
    invalidRole = 0x09,
    unauthorizedRole = 0x0a,
    invalidNameLength = 0x0c,
    unauthorizedName = 0x0d,
    invalidCheck = 0x0f,
    invalidConfidentiality = 0x10,
    noSuchSuite = 0x11,
    illegalParameter = 0x12,
};

constexpr std::size_t kUsers = 12;
struct User {
    int number;
    std::string name;
    Secret password;
    Privilege maximum;
};

struct LoginContext {
    SessionTable& sessions;
    const std::vector<User>& users;
    IloKind ilo;
    Block guid;
};

// The payload of the answer, or nothing to drop the request. `peer` is who asked.
std::optional<Bytes> openSession(LoginContext& context, View request, TimePoint now);
std::optional<Bytes> rakp1(LoginContext& context, View request, TimePoint now);
std::optional<Bytes> rakp3(LoginContext& context, View request, Peer peer, TimePoint now);

} // namespace seedbed::emulator::ipmi
