// SPDX-License-Identifier: GPL-3.0-or-later
// One channel of an SSH connection: a shell somebody types in, or the one command of an exec. Fed by libssh's
// callbacks, which only note what came; the work is done by step(). I/O thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include "firmware/emulator/ssh/line_editor.hpp"
#include "firmware/emulator/ssh/talk.hpp"

namespace seedbed::emulator::ssh {

class SshChannel {
public:
    // `wake` is called when the talk shows something by itself.
    SshChannel(ssh_channel channel, std::unique_ptr<Talk> talk, std::function<void()> wake);
    SshChannel(const SshChannel&) = delete;
    SshChannel& operator=(const SshChannel&) = delete;
    ~SshChannel();

    bool is(ssh_channel channel) const { return channel_ == channel; }
    void requestTerminal() { terminal_ = true; }
    // A channel runs one thing only; false when it does already.
    bool startShell();
    bool startCommand(std::string command);

    // Performs what has been entered and sends what there is to send; true when something was done.
    asio::awaitable<bool> step();
    bool finished() const { return gone_ || closed_; }

private:
    static int onData(ssh_session, ssh_channel, void* data, std::uint32_t size, int, void* self);
    static void onEnd(ssh_session, ssh_channel, void* self);
    static void onClose(ssh_session, ssh_channel, void* self);
    asio::awaitable<bool> stepShell();
    asio::awaitable<bool> stepCommand();
    void show(std::string text) { out_ += std::move(text); }
    bool flush();
    void close();

    ssh_channel channel_;
    ssh_channel_callbacks_struct callbacks_{};
    std::unique_ptr<Talk> talk_;
    std::function<void()> wake_;
    std::optional<LineEditor> editor_;
    std::optional<std::string> command_;
    std::string out_;
    bool terminal_ = false;
    bool inputEnded_ = false;
    bool done_ = false;   // nothing more to say
    bool closed_ = false; // by us
    bool gone_ = false;   // by the peer
};

} // namespace seedbed::emulator::ssh
