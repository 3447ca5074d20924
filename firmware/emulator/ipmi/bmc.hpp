// SPDX-License-Identifier: GPL-3.0-or-later
// The BMC of one blade, without its socket: datagrams in, datagrams out, the time as an argument. What is
// malformed, unexpected or not allowed gives no answer; nothing that arrives can make it grow or throw.
// Owned by its endpoint (server.cpp). I/O thread only.
#pragma once

#include "firmware/emulator/ipmi/command.hpp"
#include "firmware/emulator/ipmi/message.hpp"

namespace seedbed::emulator::ipmi {

struct Datagram {
    Peer peer;
    Bytes bytes;
};

class Bmc {
public:
    Bmc(Chassis& chassis, BayNumber bay) : device_(chassis, bay) {}

    std::vector<Datagram> receive(View datagram, Peer peer, TimePoint now);
    void consoleOutput(std::string_view bytes, TimePoint now) { device_.sol.output(bytes, now); }
    // What is due without having been asked for: SOL output and repeats. Ends sessions that were silent too
    // long.
    std::vector<Datagram> poll(TimePoint now);
    std::optional<TimePoint> nextDue() const;
    Device& device() { return device_; }

private:
    std::optional<Bytes> answerLegacy(const LegacyPacket& packet, TimePoint now);
    void answerPlus(const PlusPacket& packet, Peer peer, TimePoint now);
    void answerOutside(const PlusPacket& packet, Peer peer, TimePoint now);
    void answerInside(Session& session, View payload, PayloadType type, TimePoint now);
    void runCommand(Session& session, View payload, TimePoint now);
    void send(Session& session, PayloadType type, View payload);
    void sendSol(TimePoint now);
    void close(std::uint32_t session);

    Device device_;
    std::vector<Datagram> out_;
};

} // namespace seedbed::emulator::ipmi
