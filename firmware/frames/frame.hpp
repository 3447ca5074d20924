// SPDX-License-Identifier: GPL-3.0-or-later
// The probe frame: broadcast, EtherType 0x88B5 (IEEE 802, "local experimental"), and in it which probe sent it, under
// which name, on which interface. It proves that two FlexNICs, or a FlexNIC and an uplink, are one network or are
// not. A frame of another run is nobody's. Bytes <-> values, pure. Layout behind the Ethernet header: "SBFR",
// run (8 bytes, big endian), the tag it was sent with (2), name and interface (a length byte each, then the text),
// zeros up to the wanted size.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "oa-bridge/base/ids.hpp"

namespace seedbed::frames {

constexpr int kUntagged = 0;
constexpr std::size_t kSmallest = 60;

struct ProbeFrame {
    std::uint64_t run = 0;
    std::string name;      // of the sender, at most 32 bytes
    std::string interface; // the sender's word for it, at most 32 bytes
    MacAddress source;
    int sentVlan = kUntagged; // 802.1Q tag when it was sent
    int vlan = kUntagged;     // and as it was heard: what is between may tag anew
    bool operator==(const ProbeFrame&) const = default;
};

// Tagged with sentVlan. `size` without tag and checksum; what does not fit makes the frame longer.
std::vector<std::uint8_t> encode(const ProbeFrame& frame, std::size_t size);
// `strippedTag`: the VLAN that the kernel took off the frame, kUntagged for none. Nothing when it is no probe frame.
std::optional<ProbeFrame> decode(std::span<const std::uint8_t> bytes, int strippedTag);

} // namespace seedbed::frames
