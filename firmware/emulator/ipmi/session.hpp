// SPDX-License-Identifier: GPL-3.0-or-later
// The sessions of one BMC: those in the making and those logged in, in a table of fixed size, each with its
// sequence numbers and keys. Pure: the time is an argument. Source: IPMI 2.0 revision 1.1, sections 6.12, 13.
#pragma once

#include <chrono>
#include <list>
#include <optional>

#include "firmware/emulator/ipmi/cipher_suite.hpp"
#include "firmware/emulator/ipmi/rakp.hpp"
#include "firmware/emulator/ipmi/rmcp.hpp"

namespace seedbed::emulator::ipmi {

using TimePoint = std::chrono::steady_clock::time_point;
constexpr std::chrono::seconds kSessionTimeout{60};
constexpr std::size_t kSessions = 8;

// The numbers a receiver has seen: a higher one may be up to 15 ahead, a lower one up to 15 behind and new.
class SequenceWindow {
public:
    bool accept(std::uint32_t sequence);

private:
    std::uint32_t highest_ = 0;
    std::uint32_t seen_ = 1; // bit n: highest - n
};

struct Peer {
    std::uint32_t address = 0; // host byte order
    std::uint16_t port = 0;
    bool operator==(const Peer&) const = default;
};

struct Session {
    enum class Stage { opened, keyed, active };

    std::uint32_t id = 0;
    std::uint8_t handle = 0;
    Stage stage = Stage::opened;
    CipherSuite suite{};
    Privilege maximum = Privilege::none; // as agreed
    Privilege current = Privilege::none;
    int user = 0; // its number
    Peer peer;
    TimePoint lastSeen;
    KeyExchange exchange;
    Bytes answer;       // to RAKP 1 or 3, for a client that asks again
    Bytes integrityKey; // K1
    Bytes cipherKey;    // K2
    SequenceWindow received, receivedPlain;
    std::uint32_t sent = 0, sentPlain = 0;

    bool active() const { return stage == Stage::active; }
};

class SessionTable {
public:
    // A full table makes room by dropping its oldest log-in in the making; null if all are logged in.
    Session* open(TimePoint now);
    Session* find(std::uint32_t id);
    Session* findHandle(std::uint8_t handle);
    Session* findActive(std::size_t index); // in the order of log-in, from 1
    void close(std::uint32_t id);
    std::vector<std::uint32_t> expired(TimePoint now) const;
    std::optional<TimePoint> nextExpiry() const;
    std::size_t activeCount() const;

private:
    std::uint32_t freeId();
    std::list<Session> sessions_; // oldest first
    std::uint8_t lastHandle_ = 0;
};

// Packets inside a session. Nothing when the packet must be dropped: wrong code, replayed, in clear where the
// suite wants protection, bad padding.
std::optional<Bytes> unprotect(Session& session, const PlusPacket& packet);
Bytes protect(Session& session, PayloadType type, View payload, const Block& iv);

} // namespace seedbed::emulator::ipmi
