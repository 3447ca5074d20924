// SPDX-License-Identifier: GPL-3.0-or-later
// A face is one set of listeners in front of the chassis: IPMI, OA, Virtual Connect, control. Each folder
// offers one function `Result<std::unique_ptr<Face>> startX(Chassis&)`, a line in the table of main.cpp. When
// it returns, all listeners are up. The destructor may assume that stop() has finished.
#pragma once

#include <memory>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

class Face {
public:
    virtual ~Face() = default;
    // Closes the listeners and waits for what still runs; leaves no socket file behind.
    virtual asio::awaitable<void> stop() = 0;
};

} // namespace seedbed::emulator
