// SPDX-License-Identifier: GPL-3.0-or-later
// One SSH port of the emulated chassis: a listener whose connections talk to a command line. Owned by its face, which
// stops it; I/O thread only.
#pragma once

#include <memory>
#include <string>

#include "firmware/emulator/ssh/talk.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed::emulator {

struct SshDoor {
    Ipv4Address address;
    std::string name;        // of the device, for errors
    std::string hostKeyFile; // made at the first start
    CheckLogin check;
    MakeTalk talk;
    std::function<bool()> open = [] { return true; };  // false: connections are closed at once
    std::function<bool()> mute = [] { return false; }; // true: they are taken, and nothing is said
};

class SshListener {
public:
    // Port 22. Errors SSH-HOST-KEY-FILE, NET-ADDRESS-IN-USE, NET-LISTEN.
    static Result<std::unique_ptr<SshListener>> start(const asio::any_io_executor& executor, SshDoor door);
    ~SshListener();
    void dropConnections();       // ends those there are; the door stays
    asio::awaitable<void> stop(); // closes, and waits for the connections

    struct State; // private to listener.cpp

private:
    explicit SshListener(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_; // shared with its connections
};

} // namespace seedbed::emulator
