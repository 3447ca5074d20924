// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/preflight/vrrp_probe.hpp"

#include <algorithm>
#include <array>

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace seedbed {
namespace {

using Raw = asio::generic::raw_protocol;
using Heard = std::shared_ptr<std::vector<VrrpAdvertisement>>;
constexpr int kProtocol = 112;
constexpr std::uint32_t kGroup = 0xe0000012; // 224.0.0.18

std::uint8_t byteAt(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

Ipv4Address addressAt(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8 | byteAt(bytes, at + i);
    }
    return Ipv4Address{value};
}

Error probeError(const std::string& interface, std::string cause) {
    return {.kind = ErrorKind::internal,
            .id = "PROBE-SOCKET",
            .object = "interface " + interface,
            .attempted = "listen for VRRP",
            .cause = std::move(cause),
            .action = "check the name of the interface (external), and that the daemon runs as root"};
}

Result<std::shared_ptr<Raw::socket>> openSocket(const asio::any_io_executor& executor, const std::string& interface) {
    auto socket = std::make_shared<Raw::socket>(executor);
    boost::system::error_code code;
    socket->open(Raw(AF_INET, kProtocol), code);
    ip_mreqn group{};
    group.imr_multiaddr.s_addr = htonl(kGroup);
    group.imr_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    if (code || group.imr_ifindex == 0) {
        return fail(probeError(interface, code ? code.message() : "there is no such interface"));
    }
    const int handle = socket->native_handle();
    const bool bound = ::setsockopt(handle, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                                    static_cast<socklen_t>(interface.size())) == 0 &&
                       ::setsockopt(handle, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) == 0;
    return bound ? Result<std::shared_ptr<Raw::socket>>(std::move(socket))
                 : fail(probeError(interface, "the interface cannot be bound to"));
}

Task<> collect(std::shared_ptr<Raw::socket> socket, Heard heard) {
    std::array<char, 2048> buffer{};
    while (true) {
        const auto [code, size] = co_await socket->async_receive(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
        if (code) {
            co_return Result<>();
        }
        const auto told = readVrrp(std::string_view(buffer.data(), size));
        if (told && std::find(heard->begin(), heard->end(), *told) == heard->end()) {
            heard->push_back(*told);
        }
    }
}

} // namespace

std::optional<VrrpAdvertisement> readVrrp(std::string_view packet) {
    constexpr std::size_t fixed = 8;
    constexpr std::uint8_t advertisement = 1;
    const std::size_t header = packet.empty() ? 0 : (byteAt(packet, 0) & 0x0fU) * 4U;
    if (header < 20 || packet.size() < header + fixed || byteAt(packet, 9) != kProtocol) {
        return std::nullopt;
    }
    const auto body = packet.substr(header);
    const int version = byteAt(body, 0) >> 4;
    if ((version != 2 && version != 3) || (byteAt(body, 0) & 0x0fU) != advertisement) {
        return std::nullopt;
    }
    VrrpAdvertisement told;
    told.router = addressAt(packet, 12);
    told.id = byteAt(body, 1);
    if (byteAt(body, 3) > 0 && body.size() >= fixed + 4) {
        told.address = addressAt(body, fixed);
    }
    return told.id == 0 ? std::nullopt : std::optional(told);
}

Task<std::vector<VrrpAdvertisement>> probeVrrp(std::string interface, Duration time) {
    auto executor = co_await asio::this_coro::executor;
    auto socket = openSocket(executor, interface);
    if (!socket) {
        co_return fail(socket.error());
    }
    auto heard = std::make_shared<std::vector<VrrpAdvertisement>>();
    auto ended = co_await within(time, "VRRP advertisements", collect(*socket, heard));
    if (!ended && ended.error().kind != ErrorKind::timeout) { // the time is up by plan
        co_return fail(ended.error());
    }
    co_return *heard;
}

} // namespace seedbed
