// SPDX-License-Identifier: GPL-3.0-or-later
// The tagged frames of one interface: each VLAN gets an interface of its own, a TAP, that has its frames
// without the tag, so that bridges need know nothing of tags; a kernel without VLAN support does. What has
// another tag is dropped. Frames of one VLAN keep their order. Owned by the fabric; I/O thread only. Error
// FABRIC-TRUNK.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

class Trunk {
public:
    // `vlans`: VLAN and the name of the interface to make.
    static Result<std::unique_ptr<Trunk>> open(const asio::any_io_executor& executor,
                                               const std::string& interface,
                                               const std::map<int, std::string>& vlans);
    ~Trunk(); // the interfaces go
    Trunk(const Trunk&) = delete;
    Trunk& operator=(const Trunk&) = delete;

private:
    struct State;
    explicit Trunk(std::shared_ptr<State> state) : state_(std::move(state)) {}
    static asio::awaitable<void> untag(std::shared_ptr<State> state);
    static asio::awaitable<void> tag(std::shared_ptr<State> state, int vlan);
    std::shared_ptr<State> state_;
};

} // namespace seedbed::emulator
