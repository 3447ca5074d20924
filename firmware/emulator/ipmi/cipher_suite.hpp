// SPDX-License-Identifier: GPL-3.0-or-later
// The cipher suites an iLO offers: a table of algorithm numbers. iLO 4 has suites 0-3 of which 0 is closed
// and only 3 reaches administrator; suite 17 comes with the generation after it (inferred). Pure. Source:
// IPMI 2.0 revision 1.1, tables 13-17 to 13-19 and 22-20.
#pragma once

#include <optional>
#include <span>

#include "firmware/emulator/ipmi/crypto.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::ipmi {

enum class Privilege : std::uint8_t {
    none = 0,
    callback = 1,
    user = 2,
    operators = 3,
    administrator = 4,
    oem = 5
};

struct CipherSuite {
    std::uint8_t id;
    std::uint8_t authentication;
    std::uint8_t integrity;       // 0: packets carry no code
    std::uint8_t confidentiality; // 0: payloads are in clear
    Privilege maximum;
    Hash hash;
    std::size_t codeLength; // of a packet, and of the check value of RAKP 4

    bool authenticates() const { return integrity != 0; }
    bool encrypts() const { return confidentiality != 0; }
};

std::span<const CipherSuite> cipherSuites(IloKind ilo);

// What a client proposes; no value means "any".
struct Proposal {
    std::optional<std::uint8_t> authentication, integrity, confidentiality;
};
// The suite with the highest privilege that matches.
const CipherSuite* chooseSuite(IloKind ilo, const Proposal& proposal);
bool knowsAuthentication(std::uint8_t algorithm);
bool knowsIntegrity(std::uint8_t algorithm);
bool knowsConfidentiality(std::uint8_t algorithm);

} // namespace seedbed::emulator::ipmi
