// SPDX-License-Identifier: GPL-3.0-or-later
// SSH client on libssh. Blocking: use it inside Blocking::run, one session a thread at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed {

class PinStore;

struct SshTarget {
    std::string host;
    int port = 22;
    std::string user;
    Secret password;                              // tried as password, then keyboard-interactive
    std::optional<std::filesystem::path> keyFile; // a private key instead
    std::string pinnedHostKeySha256;              // empty: trust on first use, see hostKey()
    PinStore* pins = nullptr;                     // remembers the first use; without one any key is accepted
    bool legacy = false;                          // old key exchanges and ciphers for this peer only
    std::chrono::milliseconds timeout{10000};     // connect and log in
};

struct SshOutcome {
    int status = 0;
    std::string output;
    std::string errors;
};

class SshSession {
public:
    // Errors SSH-UNREACHABLE, SSH-CLOSED (in the middle of it), SSH-REFUSED (credentials), SSH-HOST-KEY,
    // SSH-PROTOCOL, and FILE-WRITE when a key met for the first time cannot be recorded. The key is looked at
    // before the login.
    static Result<SshSession> open(const SshTarget& target);
    SshSession(SshSession&&) noexcept;
    SshSession& operator=(SshSession&&) noexcept;
    ~SshSession();
    std::string hostKey() const; // SHA-256, hex
    // One command on an exec channel. Error SSH-TIMEOUT.
    Result<SshOutcome> exec(const std::string& command, std::chrono::milliseconds limit);
    // An interactive shell with a terminal of 200 columns that never pages.
    Result<> openShell();
    Result<> send(const std::string& text);
    // From now on a text that ends with `question` is answered with `reply` while readUntilPrompt() reads; the question
    // is left out of what that returns. For a pager, or a command that wants to be confirmed.
    void answer(std::string question, std::string reply);
    // Reads until the text received since the last call ends with `prompt` at the start of a line (an optional
    // blank may follow). Returns all before it. Errors SSH-TIMEOUT, SSH-CLOSED, SSH-TOO-LARGE (1 MiB).
    Result<std::string> readUntilPrompt(const std::string& prompt, std::chrono::milliseconds limit);

private:
    struct State;
    explicit SshSession(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace seedbed
