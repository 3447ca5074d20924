// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/lldp_ports.hpp"

#include <cstring>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/lldp.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/units.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {
namespace {

using asio::posix::stream_descriptor;
constexpr auto kFastPeriod = std::chrono::seconds(1);
constexpr auto kPeriod = std::chrono::seconds(30);

std::string interfaceOf(int cable) {
    return fmt::format("x{}", cable);
}

int openSocket(const std::string& interface) {
    const int socket = ::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(kLldpType);
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    packet_mreq group{};
    group.mr_ifindex = address.sll_ifindex;
    group.mr_type = PACKET_MR_ALLMULTI;
    const bool ready = socket >= 0 &&
                       ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                       ::setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &group, sizeof group) == 0;
    if (!ready && socket >= 0) {
        ::close(socket);
    }
    return ready ? socket : -1;
}

LldpSpeaker speakerOf(const Chassis& chassis, int port) {
    const auto facts = enclosureFacts(chassis.options());
    LldpSpeaker speaker;
    speaker.chassis = facts.vcMac;
    speaker.source = facts.vcMac;
    speaker.source.bytes[5] = static_cast<std::uint8_t>(speaker.source.bytes[5] + port);
    speaker.port = fmt::format("X{}", port);
    speaker.name = facts.vcName;
    speaker.description = fmt::format("HP VC Flex-10/10D Module {}", facts.vcFirmware);
    speaker.address = chassis.vcAddress();
    return speaker;
}

} // namespace

struct LldpPorts::State {
    explicit State(Chassis& c) : chassis(c), timer(c.executor()), nursery(c.executor()) {}
    Chassis& chassis;
    std::map<int, std::unique_ptr<stream_descriptor>> sockets; // by cable
    asio::steady_timer timer;
    Nursery nursery;
    bool stopped = false;
};

LldpPorts::LldpPorts(Chassis& chassis) : state_(std::make_shared<State>(chassis)) {}

LldpPorts::~LldpPorts() {
    stop();
}

void LldpPorts::start() {
    for (int cable = 1; cable <= kUplinks; ++cable) {
        const auto name = interfaceOf(cable);
        const int socket =
            ::if_nametoindex(name.c_str()) == 0 || state_->sockets.contains(cable) ? -1 : openSocket(name);
        if (socket >= 0) {
            state_->sockets[cable] = std::make_unique<stream_descriptor>(state_->chassis.executor(), socket);
            state_->nursery.spawn("lldp " + name, listen(state_, cable));
        }
    }
    state_->nursery.spawn("lldp", speak(state_));
}

void LldpPorts::stop() {
    state_->stopped = true;
    state_->timer.cancel();
    for (auto& [cable, socket] : state_->sockets) {
        boost::system::error_code ignored; // it is gone either way
        socket->close(ignored);
    }
}

// Says who we are, and forgets those who have not been heard of for as long as they said.
asio::awaitable<void> LldpPorts::speak(std::shared_ptr<State> state) {
    auto& chassis = state->chassis;
    while (!state->stopped) {
        for (const auto& [cable, socket] : state->sockets) {
            const int port = portOfCable(chassis, cable);
            if (port != 0 && uplinkState(chassis, port).linked) {
                const auto frame = lldpFrame(speakerOf(chassis, port));
                [[maybe_unused]] const auto sent =
                    ::send(socket->native_handle(), frame.data(), frame.size(), 0); // the next follows
            }
        }
        const auto heard = chassis.neighbours();
        for (const auto& [cable, there] : heard) {
            if (there.seen + there.life < std::chrono::system_clock::now()) {
                chassis.setNeighbour(cable, std::nullopt);
            }
        }
        state->timer.expires_after(chassis.options().timing == Timing::fast ? kFastPeriod : kPeriod);
        [[maybe_unused]] const auto [code] =
            co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

asio::awaitable<void> LldpPorts::listen(std::shared_ptr<State> state, int cable) {
    auto& socket = *state->sockets.at(cable);
    std::array<char, 2048> buffer{};
    while (!state->stopped) {
        const auto [code] =
            co_await socket.async_wait(stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
        if (code) {
            co_return;
        }
        sockaddr_ll from{};
        socklen_t length = sizeof from;
        const auto size = ::recvfrom(socket.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT,
                                     reinterpret_cast<sockaddr*>(&from), &length);
        if (size < 0 && errno == ENODEV) {
            co_return;
        }
        auto there = size > 0 && from.sll_pkttype != PACKET_OUTGOING
                         ? readLldp(std::string_view(buffer.data(), static_cast<std::size_t>(size)))
                         : std::nullopt;
        if (there) {
            there->seen = std::chrono::system_clock::now();
            const bool leaves = there->life == std::chrono::seconds(0);
            state->chassis.setNeighbour(cable, leaves ? std::nullopt : std::move(there));
        }
    }
}

} // namespace seedbed::emulator
