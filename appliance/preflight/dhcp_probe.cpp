// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/preflight/dhcp_probe.hpp"

#include <array>
#include <random>

#include <net/if.h>
#include <sys/socket.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using asio::ip::udp;
constexpr std::size_t kOptions = 240; // where they begin, after the magic cookie
constexpr std::string_view kCookie("\x63\x82\x53\x63", 4);
constexpr char kOffer = 2;
constexpr std::uint16_t kServerPort = 67, kClientPort = 68;

Error probeError(std::string id, const std::string& interface, std::string cause) {
    return {.kind = ErrorKind::internal,
            .id = std::move(id),
            .object = "interface " + interface,
            .attempted = "look for DHCP servers",
            .cause = std::move(cause),
            .action = "check the name of the provisioning interface, and that the daemon runs as root"};
}

std::uint32_t number(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
    }
    return value;
}

std::string fourBytes(std::uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16 & 0xff), static_cast<char>(value >> 8 & 0xff),
            static_cast<char>(value & 0xff)};
}

// The value of an option, if the packet has it.
std::optional<std::string_view> option(std::string_view packet, std::uint8_t wanted) {
    constexpr std::uint8_t pad = 0, end = 255;
    for (std::size_t at = kOptions; at < packet.size();) {
        const auto code = static_cast<std::uint8_t>(packet[at]);
        if (code == end) {
            break;
        }
        if (code == pad) {
            ++at;
            continue;
        }
        if (at + 2 > packet.size() || at + 2 + static_cast<std::uint8_t>(packet[at + 1]) > packet.size()) {
            break;
        }
        const auto length = static_cast<std::uint8_t>(packet[at + 1]);
        if (code == wanted) {
            return packet.substr(at + 2, length);
        }
        at += 2 + length;
    }
    return std::nullopt;
}

Result<std::shared_ptr<udp::socket>> openSocket(const asio::any_io_executor& executor, const std::string& interface) {
    auto socket = std::make_shared<udp::socket>(executor);
    boost::system::error_code code;
    socket->open(udp::v4(), code);
    if (!code) {
        socket->set_option(asio::socket_base::reuse_address(true), code);
        socket->set_option(asio::socket_base::broadcast(true), code);
    }
    const bool bound = !code && ::setsockopt(socket->native_handle(), SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                                             static_cast<socklen_t>(interface.size())) == 0;
    if (bound) {
        socket->bind({asio::ip::address_v4::any(), kClientPort}, code);
    }
    if (!bound || code) {
        return fail(probeError("PROBE-SOCKET", interface, code ? code.message() : "the interface cannot be bound to"));
    }
    return socket;
}

Task<> collect(std::shared_ptr<udp::socket> socket, std::uint32_t transaction, std::shared_ptr<std::vector<DhcpOffer>> offers) {
    std::array<char, 2048> buffer{};
    while (true) {
        udp::endpoint from;
        const auto [code, size] =
            co_await socket->async_receive_from(asio::buffer(buffer), from, asio::as_tuple(asio::use_awaitable));
        if (code) {
            co_return Result<>();
        }
        const auto offer = readOffer(std::string_view(buffer.data(), size), transaction,
                                     Ipv4Address{from.address().to_v4().to_uint()});
        if (offer) {
            offers->push_back(*offer);
        }
    }
}

} // namespace

std::string dhcpDiscover(std::uint32_t transaction, const MacAddress& client) {
    std::string packet(kOptions - kCookie.size(), '\0');
    packet[0] = 1; // request
    packet[1] = 1; // Ethernet
    packet[2] = 6;
    packet.replace(4, 4, fourBytes(transaction));
    packet[10] = static_cast<char>(0x80); // answer by broadcast: we have no address
    for (std::size_t i = 0; i < client.bytes.size(); ++i) {
        packet[28 + i] = static_cast<char>(client.bytes[i]);
    }
    packet += kCookie;
    packet += std::string("\x35\x01\x01", 3);         // DISCOVER
    packet += std::string("\x37\x03\x01\x03\x06", 5); // mask, router, DNS
    packet += '\xff';
    packet.resize(300, '\0'); // what BOOTP relays expect at the least
    return packet;
}

std::optional<DhcpOffer> readOffer(std::string_view packet, std::uint32_t transaction, Ipv4Address sender) {
    constexpr char reply = 2;
    constexpr std::uint8_t messageType = 53, serverIdentifier = 54;
    if (packet.size() < kOptions || packet[0] != reply || number(packet, 4) != transaction ||
        packet.substr(kOptions - 4, 4) != kCookie) {
        return std::nullopt;
    }
    const auto type = option(packet, messageType);
    if (!type || type->size() != 1 || type->front() != kOffer) {
        return std::nullopt;
    }
    const auto server = option(packet, serverIdentifier);
    DhcpOffer offer;
    offer.server = server && server->size() == 4 ? Ipv4Address{number(*server, 0)} : sender;
    offer.offered = Ipv4Address{number(packet, 16)};
    return offer;
}

Task<std::vector<DhcpOffer>> probeDhcp(std::string interface, Duration time) {
    auto executor = co_await asio::this_coro::executor;
    const auto text = readFile("/sys/class/net/" + interface + "/address", 64);
    const auto mac = text ? MacAddress::parse(trim(*text)) : Result<MacAddress>(fail(text.error()));
    if (!mac) {
        co_return fail(probeError("PROBE-INTERFACE", interface, "there is no such interface"));
    }
    auto socket = openSocket(executor, interface);
    if (!socket) {
        co_return fail(socket.error());
    }
    const auto transaction = static_cast<std::uint32_t>(std::random_device{}());
    const auto packet = dhcpDiscover(transaction, *mac);
    boost::system::error_code code;
    const udp::endpoint everybody(asio::ip::address_v4::broadcast(), kServerPort);
    co_await (*socket)->async_send_to(asio::buffer(packet), everybody, asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return fail(probeError("PROBE-SOCKET", interface, code.message()));
    }
    auto offers = std::make_shared<std::vector<DhcpOffer>>();
    auto ended = co_await within(time, "DHCP offers", collect(*socket, transaction, offers));
    if (!ended && ended.error().kind != ErrorKind::timeout) { // the time is up by plan
        co_return fail(ended.error());
    }
    co_return *offers;
}

} // namespace seedbed
