// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the serial port of a running machine to the console of its bay: a Unix socket of QEMU or the master
// side of a pseudo terminal. Owned by the backend for as long as the machine runs; I/O thread only.
#pragma once

#include <memory>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

class SerialPort {
public:
    SerialPort(asio::any_io_executor executor, int descriptor, Console& console); // owns the descriptor
    ~SerialPort();
    SerialPort(const SerialPort&) = delete;
    SerialPort& operator=(const SerialPort&) = delete;
    // What does not fit is lost, as on a serial line without flow control.
    void type(std::string_view bytes);

private:
    struct State;
    std::shared_ptr<State> state_;
    Nursery nursery_;
};

} // namespace seedbed::emulator
