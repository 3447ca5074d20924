// SPDX-License-Identifier: GPL-3.0-or-later
// The serial-over-LAN payload of one BMC: the blade's output towards the one session that activated it, cut
// into acknowledged packets, and that session's keystrokes towards the blade. Pure: the time is an argument;
// the BMC asks for packets and wraps them. Source: IPMI 2.0 revision 1.1, sections 15.9 to 15.11 and 26.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "firmware/emulator/ipmi/session.hpp"

namespace seedbed::emulator::ipmi {

// The configuration parameters 0c/21-22 that matter here, in the bytes of the specification.
struct SolSettings {
    std::uint8_t enabled = 1;
    std::uint8_t authentication = 0xc2; // encryption and authentication forced, privilege user
    std::uint8_t accumulate = 5;        // in 5 ms
    std::uint8_t threshold = 96;        // characters that are sent without waiting
    std::uint8_t retries = 7;
    std::uint8_t retryInterval = 50; // in 10 ms
    std::uint8_t bitRate = 0x0a;     // 115.2 kb/s
    std::uint8_t volatileBitRate = 0x0a;
};

constexpr std::size_t kSolHeader = 4;
constexpr std::size_t kSolCharacters = 200; // in one packet, either way
constexpr std::size_t kSolBacklog = 64 * 1024;

class SolPort {
public:
    SolSettings settings;

    bool active() const { return owner_ != 0; }
    std::uint32_t owner() const { return owner_; } // session number, 0 if none
    void activate(std::uint32_t session);
    void deactivate() { owner_ = 0; }

    void output(std::string_view bytes, TimePoint now); // from the blade
    // A packet of the owner; returns what was typed. Too short a packet is dropped.
    std::string receive(View packet, TimePoint now);
    // The next packet to send, until there is none.
    std::optional<Bytes> next(TimePoint now);
    std::optional<TimePoint> due() const; // when next() may have one
    static Bytes farewell();              // tells the owner that the payload ends

private:
    struct Sent {
        std::uint8_t sequence;
        std::string characters;
        int retriesLeft;
        TimePoint again;
    };
    void acknowledged(std::uint8_t sequence, std::size_t accepted, bool nack);
    bool readyToSend(TimePoint now) const;
    Bytes send(TimePoint now);
    std::optional<Bytes> resend(TimePoint now);
    std::chrono::milliseconds accumulateTime() const {
        return std::chrono::milliseconds(5) * settings.accumulate;
    }
    std::chrono::milliseconds retryTime() const {
        return std::chrono::milliseconds(10) * settings.retryInterval;
    }

    std::uint32_t owner_ = 0;
    std::string backlog_;
    TimePoint backlogSince_;
    bool overrun_ = false; // output was lost
    bool held_ = false;    // the console asked to wait
    std::optional<Sent> sent_;
    std::uint8_t lastSent_ = 0;
    std::uint8_t lastReceived_ = 0;
    std::uint8_t lastAccepted_ = 0;
    bool lastRefusedSome_ = false;
    bool acknowledgementDue_ = false;
};

} // namespace seedbed::emulator::ipmi
