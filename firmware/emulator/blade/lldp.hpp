// SPDX-License-Identifier: GPL-3.0-or-later
// LLDP frames, IEEE 802.1AB-2009: made for the module's own uplinks and read from the other side. Pure;
// whatever arrives, reading ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "firmware/emulator/state/plane.hpp"

namespace seedbed::emulator {

constexpr std::uint16_t kLldpType = 0x88cc;

struct LldpSpeaker {
    MacAddress source;  // of the frame
    MacAddress chassis; // identifies the device
    std::string port;   // "X1"
    std::string name;
    std::string description;
    Ipv4Address address; // of its management
    int life = 120;      // seconds
};
std::string lldpFrame(const LldpSpeaker& speaker); // to the nearest bridge, with the Ethernet header

// What a neighbour says; none when a mandatory part is missing or malformed. The time it was seen is the
// caller's to set.
std::optional<Neighbour> readLldp(std::string_view frame);

} // namespace seedbed::emulator
