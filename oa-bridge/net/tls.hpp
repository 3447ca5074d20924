// SPDX-License-Identifier: GPL-3.0-or-later
// What one peer needs from TLS. The default is modern and verifies the chain; old management processors get a
// lower level for their own connections only, together with a pinned certificate.
#pragma once

#include <memory>
#include <string>

#include "oa-bridge/base/error.hpp"

namespace boost::asio::ssl {
class context;
}

namespace seedbed {

class PinStore;

struct TlsProfile {
    enum class Trust { chain, pinned, firstUse };
    Trust trust = Trust::chain;
    bool legacy = false;        // TLS 1.0 and weak keys allowed (OpenSSL security level 0)
    std::string pinnedSha256;   // of the DER certificate, lower-case hex; with Trust::pinned
    std::string caFile;         // with Trust::chain; empty means the system's
    PinStore* pins = nullptr;   // with Trust::firstUse: remembers what was met; without one anything is accepted
};

// A server's key and certificate, both PEM.
struct TlsIdentity {
    std::string certificate;
    std::string key;
};
// Self-signed, RSA 2048, valid ten years; one subject alternative name an address or host name.
Result<TlsIdentity> makeSelfSigned(const std::string& commonName, const std::string& address);

std::shared_ptr<boost::asio::ssl::context> makeClientContext(const TlsProfile& profile);
Result<std::shared_ptr<boost::asio::ssl::context>> makeServerContext(const TlsIdentity& identity);

} // namespace seedbed
