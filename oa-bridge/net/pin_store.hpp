// SPDX-License-Identifier: GPL-3.0-or-later
// Which certificate and which SSH host key each device showed when it was first met: a JSON file of the state
// directory (peer -> SHA-256), readable by its owner only, written whole. A peer is the address of a certificate, or
// "ssh://address" of a host key, with its port where it is not the usual one. Owned by main, outlives the connections
// that ask it (TlsProfile::pins, SshTarget::pins). Any thread: SSH sessions are opened on those of Blocking, and must
// know before they send a password. Beside the pins, in memory only, what makes the next connection cheap: the TLS session
// last held with each device, to be resumed, and OpenSSL's context, which takes longer to make than that.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

struct ssl_session_st;
namespace boost::asio::ssl {
class context;
}

namespace seedbed {

struct TlsProfile;

using TlsSession = std::shared_ptr<ssl_session_st>;

class PinStore {
public:
    // Reads `file` when it is there. Errors PIN-STORE (invalid: not what this class wrote; refused: others may
    // read or change it).
    static Result<PinStore> open(std::filesystem::path file);

    // Records `sha256` when `peer` is met for the first time. TLS-PIN-MISMATCH or SSH-HOST-KEY (refused) when it was
    // met with another one: nothing is changed, the cause names both. FILE-WRITE when it cannot be recorded.
    Result<> meet(const std::string& peer, const std::string& sha256);
    // After somebody has made sure that the device was replaced: everything known of an address, or one peer. What was
    // forgotten; PIN-UNKNOWN (notFound) when nothing was.
    Result<std::vector<std::string>> forget(const std::string& addressOrPeer);
    std::string pinOf(const std::string& peer) const; // empty when it was never met
    std::map<std::string, std::string> all() const;

    TlsSession sessionWith(const std::string& peer) const; // null: none
    // Only of a peer whose pin is `sha256`; goes with the pin.
    void keepSession(const std::string& peer, const std::string& sha256, TlsSession session);
    bool dropSession(const std::string& peer); // true when there was one
    // For connections of a profile of trust firstUse.
    std::shared_ptr<boost::asio::ssl::context> contextFor(const TlsProfile& profile);

private:
    explicit PinStore(std::filesystem::path file) : file_(std::move(file)) {}
    Result<> save(const std::map<std::string, std::string>& pins) const;

    std::filesystem::path file_;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); // so that a store can be moved
    std::map<std::string, std::string> pins_;
    std::map<std::string, TlsSession> sessions_;
    std::map<bool, std::shared_ptr<boost::asio::ssl::context>> contexts_; // by TlsProfile::legacy
};

std::string sshPeer(const std::string& host, int port);

// The error of a pin that does not fit, of a certificate or, as the peer says, of a host key.
Error pinMismatch(const std::string& peer, const std::string& pinned, const std::string& seen);

} // namespace seedbed
