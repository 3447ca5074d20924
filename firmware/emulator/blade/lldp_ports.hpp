// SPDX-License-Identifier: GPL-3.0-or-later
// The module's LLDP on its external ports, the interfaces "x1".."x10": says who it is, every 30 seconds or
// with the fast timing every second, and tells the chassis who is at the far end. Made by the fabric; I/O
// thread only. Problems are logged. Source: IEEE 802.1AB-2009, sections 9 and 10 (default times).
#pragma once

#include <memory>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

class LldpPorts {
public:
    explicit LldpPorts(Chassis& chassis);
    ~LldpPorts();
    LldpPorts(const LldpPorts&) = delete;
    LldpPorts& operator=(const LldpPorts&) = delete;
    void start();
    void stop();

private:
    struct State;
    static asio::awaitable<void> speak(std::shared_ptr<State> state);
    static asio::awaitable<void> listen(std::shared_ptr<State> state, int cable);
    std::shared_ptr<State> state_;
};

} // namespace seedbed::emulator
