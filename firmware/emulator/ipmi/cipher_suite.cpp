// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/cipher_suite.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr CipherSuite kSuites[] = {
    {1, 1, 0, 0, Privilege::user, Hash::sha1, 12},
    {2, 1, 1, 0, Privilege::user, Hash::sha1, 12},
    {3, 1, 1, 1, Privilege::administrator, Hash::sha1, 12},
    {17, 3, 4, 1, Privilege::administrator, Hash::sha256, 16},
};
constexpr std::size_t kClassicSuites = 3;

// The highest algorithm numbers of the specification: what lies above is unknown rather than not offered.
constexpr std::uint8_t kLastAuthentication = 3, kLastIntegrity = 4, kLastConfidentiality = 3;

bool matches(const std::optional<std::uint8_t>& wish, std::uint8_t offer) {
    return !wish || *wish == offer;
}

} // namespace

std::span<const CipherSuite> cipherSuites(IloKind ilo) {
    const std::span<const CipherSuite> all(kSuites);
    return ilo == IloKind::modern ? all : all.first(kClassicSuites);
}

const CipherSuite* chooseSuite(IloKind ilo, const Proposal& proposal) {
    const CipherSuite* best = nullptr;
    for (const auto& suite : cipherSuites(ilo)) {
        const bool fits = matches(proposal.authentication, suite.authentication) &&
                          matches(proposal.integrity, suite.integrity) &&
                          matches(proposal.confidentiality, suite.confidentiality);
        if (fits && (best == nullptr || suite.maximum >= best->maximum)) {
            best = &suite;
        }
    }
    return best;
}

bool knowsAuthentication(std::uint8_t algorithm) {
    return algorithm <= kLastAuthentication;
}
bool knowsIntegrity(std::uint8_t algorithm) {
    return algorithm <= kLastIntegrity;
}
bool knowsConfidentiality(std::uint8_t algorithm) {
    return algorithm <= kLastConfidentiality;
}

} // namespace seedbed::emulator::ipmi
