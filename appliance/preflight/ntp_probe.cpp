// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/preflight/ntp_probe.hpp"

#include <array>

namespace seedbed {
namespace {

using asio::ip::udp;
constexpr std::size_t kPacket = 48, kOriginate = 24, kReceive = 32, kTransmit = 40;

NtpTime timeAt(std::string_view packet, std::size_t at) {
    NtpTime time = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        time = time << 8 | static_cast<std::uint8_t>(packet[at + i]);
    }
    return time;
}

// From `b` to `a`, whatever their eras.
std::chrono::milliseconds between(NtpTime a, NtpTime b) {
    const auto apart = static_cast<std::int64_t>(a - b);
    const std::int64_t fraction = apart & 0xffffffff;
    return std::chrono::milliseconds((apart >> 32) * 1000 + (fraction * 1000 >> 32));
}

Error silent(Ipv4Address server, ErrorKind kind, std::string cause) {
    return {.kind = kind,
            .id = "PROBE-NTP",
            .object = "NTP server " + server.toString(),
            .attempted = "ask for the time",
            .cause = std::move(cause),
            .action = "check the address, and that UDP port 123 passes the firewall"};
}

Task<NtpAnswer> ask(udp::endpoint server) {
    auto executor = co_await asio::this_coro::executor;
    udp::socket socket(executor);
    boost::system::error_code code;
    socket.connect(server, code); // only what comes from there is taken
    const NtpTime sent = ntpTime(std::chrono::system_clock::now());
    const auto question = ntpQuestion(sent);
    if (!code) {
        socket.send(asio::buffer(question), 0, code);
    }
    std::array<char, 512> buffer{};
    while (!code) {
        const std::size_t size = co_await socket.async_receive(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, code));
        const auto answer = readNtpAnswer({buffer.data(), size}, sent, ntpTime(std::chrono::system_clock::now()));
        if (answer) {
            co_return *answer;
        }
    }
    co_return fail(silent(Ipv4Address{server.address().to_v4().to_uint()}, ErrorKind::unreachable, code.message()));
}

} // namespace

NtpTime ntpTime(std::chrono::system_clock::time_point time) {
    constexpr NtpTime from1900to1970 = 2'208'988'800;
    const auto since1970 = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
    const auto seconds = static_cast<NtpTime>(since1970 / 1'000'000'000) + from1900to1970;
    const auto fraction = (static_cast<NtpTime>(since1970 % 1'000'000'000) << 32) / 1'000'000'000;
    return seconds << 32 | fraction;
}

std::string ntpQuestion(NtpTime sent) {
    constexpr char version4client = 0x23;
    std::string packet(kPacket, '\0');
    packet[0] = version4client;
    for (std::size_t i = 0; i < 8; ++i) {
        packet[kTransmit + i] = static_cast<char>(sent >> (56 - 8 * i) & 0xff);
    }
    return packet;
}

std::optional<NtpAnswer> readNtpAnswer(std::string_view packet, NtpTime sent, NtpTime received) {
    constexpr int serverMode = 4, notSet = 3, mostStratum = 15;
    if (packet.size() < kPacket || (packet[0] & 0x07) != serverMode || timeAt(packet, kOriginate) != sent) {
        return std::nullopt;
    }
    const int stratum = static_cast<std::uint8_t>(packet[1]);
    if (static_cast<std::uint8_t>(packet[0]) >> 6 == notSet || stratum < 1 || stratum > mostStratum) { // 0 is a refusal
        return std::nullopt;
    }
    const auto outward = between(timeAt(packet, kReceive), sent);
    const auto back = between(timeAt(packet, kTransmit), received);
    return NtpAnswer{stratum, (outward + back) / 2};
}

Task<NtpAnswer> probeNtp(Ipv4Address server, std::uint16_t port, Duration limit) {
    const udp::endpoint where(asio::ip::address_v4(server.value), port);
    auto answer = co_await within(limit, "an answer of NTP", ask(where));
    if (!answer && answer.error().kind == ErrorKind::timeout) {
        co_return fail(silent(server, ErrorKind::timeout, "no answer of a clock that is set"));
    }
    co_return answer;
}

} // namespace seedbed
