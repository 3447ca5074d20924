// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/message.hpp"

#include <numeric>

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kBmcAddress = 0x20;
constexpr std::size_t kHead = 3;  // responder, network function, checksum
constexpr std::size_t kLeast = 7; // the head, requester, sequence, command, checksum

unsigned sum(View bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), 0u) & 0xff;
}
unsigned checksum(View bytes) {
    return (0x100 - sum(bytes)) & 0xff;
}

} // namespace

std::optional<Request> parseRequest(View message) {
    const bool whole =
        message.size() >= kLeast && sum(message.first(kHead)) == 0 && sum(message.subspan(kHead)) == 0;
    if (!whole || message[0] != kBmcAddress || (message[1] & 0x04) != 0) {
        return std::nullopt;
    }
    Request request;
    request.netFn = message[1] >> 2;
    request.responderLun = message[1] & 0x03;
    request.requester = message[3];
    request.sequenceAndLun = message[4];
    request.command = message[5];
    request.data = message.subspan(6, message.size() - kLeast);
    return request;
}

Bytes makeResponse(const Request& request, std::uint8_t completion, View data) {
    Bytes message;
    const unsigned netFn = static_cast<unsigned>(request.netFn + 1) << 2 | (request.sequenceAndLun & 0x03u);
    append(message, {request.requester, netFn});
    append(message, {checksum(message)});
    append(message, {kBmcAddress, (request.sequenceAndLun & 0xfcu) | request.responderLun, request.command,
                     completion});
    append(message, data);
    append(message, {checksum(View(message).subspan(kHead))});
    return message;
}

} // namespace seedbed::emulator::ipmi
