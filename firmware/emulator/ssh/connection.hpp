// SPDX-License-Identifier: GPL-3.0-or-later
// One SSH connection to a device's command line, on libssh without blocking: libssh is called only when its socket is ready,
// so that everything stays on the I/O thread. Password and keyboard-interactive logins; shell and exec
// channels.
#pragma once

#include <memory>

#include <libssh/server.h>

#include "firmware/emulator/ssh/talk.hpp"

namespace seedbed::emulator::ssh {

struct BindRelease {
    void operator()(ssh_bind bind) const { ssh_bind_free(bind); }
};
using SshBind = std::unique_ptr<ssh_bind_struct, BindRelease>;

// The server's identity: the host key in `file`, made at the first start. Error SSH-HOST-KEY-FILE.
Result<SshBind> makeSshBind(const std::string& file);

// What all connections of one listener share; it outlives them.
struct SshService {
    CheckLogin check;
    MakeTalk talk;
    SshBind bind;
};

// Serves one connection to its end: the peer leaves, fails to log in within 60 s, or is idle for 30 minutes.
asio::awaitable<void> serveSsh(std::shared_ptr<SshService> service, asio::ip::tcp::socket socket);

} // namespace seedbed::emulator::ssh
