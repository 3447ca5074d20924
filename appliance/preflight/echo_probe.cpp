// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/preflight/echo_probe.hpp"

#include <array>
#include <random>

namespace seedbed {
namespace {

using asio::ip::icmp;
constexpr std::size_t kEcho = 8; // header without data
constexpr char kRequest = 8, kReply = 0;

std::uint16_t word(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<std::uint8_t>(bytes[at]) << 8 | static_cast<std::uint8_t>(bytes[at + 1]));
}

void setWord(std::string& bytes, std::size_t at, std::uint32_t value) {
    bytes[at] = static_cast<char>(value >> 8 & 0xff);
    bytes[at + 1] = static_cast<char>(value & 0xff);
}

Error silent(Ipv4Address host, ErrorKind kind, std::string cause) {
    return {.kind = kind,
            .id = "PROBE-ECHO",
            .object = "host " + host.toString(),
            .attempted = "ping it",
            .cause = std::move(cause),
            .action = "check the address, its VLAN on the uplink, and that it answers ICMP echo"};
}

Task<> waitForReply(icmp::socket& socket, std::uint16_t identifier) {
    std::array<char, 1500> buffer{};
    boost::system::error_code code;
    while (!code) {
        const std::size_t size = co_await socket.async_receive(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, code));
        if (isEchoReply({buffer.data(), size}, identifier)) {
            co_return Result<>{};
        }
    }
    co_return fail(Error{.kind = ErrorKind::unreachable, .id = "PROBE-ECHO", .cause = code.message()});
}

} // namespace

std::string echoRequest(std::uint16_t identifier, std::uint16_t sequence) {
    std::string packet(kEcho, '\0');
    packet[0] = kRequest;
    setWord(packet, 4, identifier);
    setWord(packet, 6, sequence);
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < packet.size(); at += 2) {
        sum += word(packet, at);
    }
    setWord(packet, 2, ~(sum + (sum >> 16)));
    return packet;
}

bool isEchoReply(std::string_view packet, std::uint16_t identifier) {
    const std::size_t header = packet.empty() ? 0 : (static_cast<std::uint8_t>(packet[0]) & 0x0fU) * 4;
    return header >= 20 && packet.size() >= header + kEcho && packet[header] == kReply && packet[header + 1] == 0 &&
           word(packet, header + 4) == identifier;
}

Task<> probeEcho(Ipv4Address host, Duration limit) {
    constexpr std::uint16_t attempts = 3;
    auto executor = co_await asio::this_coro::executor;
    icmp::socket socket(executor);
    boost::system::error_code code;
    const icmp::endpoint where(asio::ip::address_v4(host.value), 0);
    socket.open(icmp::v4(), code);
    if (!code) {
        socket.connect(where, code); // only what comes from there is taken
    }
    const auto identifier = static_cast<std::uint16_t>(std::random_device{}());
    for (std::uint16_t i = 0; i < attempts && !code; ++i) {
        const auto request = echoRequest(identifier, i);
        socket.send(asio::buffer(request), 0, code);
        auto reply = co_await within(limit / attempts, "an echo reply", waitForReply(socket, identifier));
        if (reply) {
            co_return reply;
        }
        if (reply.error().kind != ErrorKind::timeout) {
            co_return fail(silent(host, ErrorKind::unreachable, reply.error().cause));
        }
    }
    co_return fail(code ? silent(host, ErrorKind::unreachable, code.message()) : silent(host, ErrorKind::timeout, "no echo reply"));
}

} // namespace seedbed
