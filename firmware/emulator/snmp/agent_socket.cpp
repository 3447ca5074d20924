// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/agent_socket.hpp"

#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator::snmp {
namespace {

using asio::ip::udp;
constexpr std::uint16_t kSnmpPort = 161;

} // namespace

Result<> AgentSocket::listen() {
    boost::system::error_code code;
    socket_.open(udp::v4(), code);
    if (!code) {
        socket_.bind({asio::ip::address_v4(door_.address.value), kSnmpPort}, code);
    }
    if (!code) {
        socket_.non_blocking(true, code);
    }
    if (code) {
        return fail(
            {.kind = ErrorKind::unreachable,
             .id = "SNMP-LISTEN",
             .object = fmt::format("{} port {}", door_.address.toString(), kSnmpPort),
             .attempted = "listen for SNMP",
             .cause = code.message(),
             .action = "use an address of this machine that nobody listens on, with the right to bind it"});
    }
    return {};
}

asio::awaitable<void> AgentSocket::serve() {
    std::array<char, 8192> buffer{};
    while (socket_.is_open()) {
        udp::endpoint from;
        const auto [code, size] = co_await socket_.async_receive_from(asio::buffer(buffer), from,
                                                                      asio::as_tuple(asio::use_awaitable));
        if (code == asio::error::operation_aborted) {
            co_return;
        }
        if (code || door_.silent()) {
            continue; // an error of a datagram socket concerns one datagram
        }
        const auto late = door_.lateness();
        if (late > Duration::zero()) {
            co_await pause(late);
        }
        const auto answer =
            snmp::answer(std::string_view(buffer.data(), size), door_.community(), door_.objects);
        if (answer) {
            send(*answer, Ipv4Address{from.address().to_v4().to_uint()}, from.port());
        }
    }
}

void AgentSocket::close() {
    boost::system::error_code ignored; // the socket is gone either way
    socket_.close(ignored);
}

void AgentSocket::send(const std::string& packet, Ipv4Address to, std::uint16_t port) {
    boost::system::error_code code;
    socket_.send_to(asio::buffer(packet), {asio::ip::address_v4(to.value), port}, 0, code);
    if (code) {
        log::debug("SNMP-SEND", code.message());
    }
}

} // namespace seedbed::emulator::snmp
