// SPDX-License-Identifier: GPL-3.0-or-later
// An SNMP agent on UDP 161 of one device's address. Owned by that device's face, which stops it before it
// goes; I/O thread only.
#pragma once

#include <functional>

#include "firmware/emulator/snmp/agent.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::snmp {

struct AgentDoor {
    Ipv4Address address;
    std::function<std::string()> community;
    std::function<Objects()> objects;
    std::function<bool()> silent = [] { return false; };                  // true: nobody is answered
    std::function<Duration()> lateness = [] { return Duration::zero(); }; // of every answer
};

class AgentSocket {
public:
    AgentSocket(const asio::any_io_executor& executor, AgentDoor door)
        : door_(std::move(door)), socket_(executor) {}
    Result<> listen(); // error SNMP-LISTEN
    asio::awaitable<void> serve();
    void close();
    void send(const std::string& packet, Ipv4Address to,
              std::uint16_t port); // what cannot be sent is lost, as traps are

private:
    AgentDoor door_;
    asio::ip::udp::socket socket_;
};

} // namespace seedbed::emulator::snmp
