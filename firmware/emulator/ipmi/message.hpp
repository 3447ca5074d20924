// SPDX-License-Identifier: GPL-3.0-or-later
// The IPMI LAN message: addresses, network function, command, two checksums. Pure.
// Source: IPMI 2.0 revision 1.1, section 13.8.
#pragma once

#include <optional>

#include "firmware/emulator/ipmi/bytes.hpp"

namespace seedbed::emulator::ipmi {

struct Request {
    std::uint8_t netFn = 0;
    std::uint8_t responderLun = 0;
    std::uint8_t requester = 0;
    std::uint8_t sequenceAndLun = 0;
    std::uint8_t command = 0;
    View data; // points into the parsed message
};

// Nothing when it is too short, a checksum is off, it is for another address or no request.
std::optional<Request> parseRequest(View message);
Bytes makeResponse(const Request& request, std::uint8_t completion, View data);

} // namespace seedbed::emulator::ipmi
