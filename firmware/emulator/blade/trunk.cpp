// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/trunk.hpp"

#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::size_t kHead = 10;            // virtio_net_hdr of <linux/virtio_net.h>, which is no C++
constexpr std::size_t kLargest = 65536 + 64; // a frame that the kernel has not cut into segments yet
constexpr std::size_t kAddresses = 12;       // both Ethernet addresses, before the tag
constexpr std::size_t kTag = 4;
constexpr int kBurst = 64; // frames taken before others get a turn
constexpr int kVlanBits = 0xfff;

using asio::posix::stream_descriptor;

tl::unexpected<Error> failed(const std::string& interface, const std::string& what) {
    return fail(
        {.kind = ErrorKind::internal,
         .id = "FABRIC-TRUNK",
         .object = interface,
         .attempted = what,
         .cause = std::strerror(errno),
         .action = "run the chassis as root in a network namespace of its own, with /dev/net/tun there"});
}

template <class Value>
bool set(int socket, int level, int option, const Value& value) {
    return ::setsockopt(socket, level, option, &value, sizeof value) == 0;
}

// Only frames with a tag arrive, and none of our own.
bool limitToTagged(int socket) {
    constexpr auto tagPresent = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT);
    std::array<sock_filter, 4> program{sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, tagPresent},
                                       sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0},
                                       sock_filter{BPF_RET | BPF_K, 0, 0, 0x40000},
                                       sock_filter{BPF_RET | BPF_K, 0, 0, 0}};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    return set(socket, SOL_SOCKET, SO_ATTACH_FILTER, filter) &&
           set(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1) && set(socket, SOL_PACKET, PACKET_AUXDATA, 1) &&
           set(socket, SOL_PACKET, PACKET_VNET_HDR, 1);
}

Result<int> openPort(const std::string& interface) {
    const int socket =
        ::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); // deaf until it is bound
    if (socket < 0) {
        return failed(interface, "open a packet socket");
    }
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    const bool ready = address.sll_ifindex != 0 && limitToTagged(socket) &&
                       ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    if (!ready) {
        auto error = failed(interface, "listen for tagged frames");
        ::close(socket);
        return error;
    }
    return socket;
}

Result<int> openTap(const std::string& name) {
    const int tap = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tap < 0) {
        return failed(name, "open /dev/net/tun");
    }
    ifreq request{};
    request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
    if (::ioctl(tap, TUNSETIFF, &request) != 0) {
        auto error = failed(name, "make the interface of a VLAN");
        ::close(tap);
        return error;
    }
    return tap;
}

// The VLAN that the kernel took out of the frame; 0: none.
int vlanOf(msghdr& message) {
    for (auto* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level == SOL_PACKET && part->cmsg_type == PACKET_AUXDATA) {
            tpacket_auxdata told{};
            std::memcpy(&told, CMSG_DATA(part), sizeof told);
            return (told.tp_status & TP_STATUS_VLAN_VALID) != 0 ? told.tp_vlan_tci & kVlanBits : 0;
        }
    }
    return 0;
}

} // namespace

struct Trunk::State {
    State(const asio::any_io_executor& executor, std::string name, int socket)
        : interface(std::move(name)), port(executor, socket), nursery(executor) {}

    bool passUp();
    bool passDown(int vlan, stream_descriptor& tap);

    std::string interface;
    stream_descriptor port;
    std::map<int, std::unique_ptr<stream_descriptor>> taps; // by VLAN
    std::vector<char> buffer = std::vector<char>(kLargest + kHead);
    Nursery nursery;
};

// One frame from the wire to the interface of its VLAN; false when there is none.
bool Trunk::State::passUp() {
    std::array<char, 256> extra{};
    iovec part{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = extra.data();
    message.msg_controllen = extra.size();
    const auto size = ::recvmsg(port.native_handle(), &message, MSG_DONTWAIT);
    if (size < 0) {
        return false;
    }
    const auto found = taps.find(vlanOf(message));
    if (found != taps.end()) {
        [[maybe_unused]] const auto written =
            ::write(found->second->native_handle(), buffer.data(),
                    static_cast<std::size_t>(size)); // full: lost, as on a wire
    }
    return true;
}

// One frame from the interface of a VLAN to the wire, the tag put after the addresses. The kernel has filled
// in its checksum and cut it to size: the header before it is empty.
bool Trunk::State::passDown(int vlan, stream_descriptor& tap) {
    const auto size = ::read(tap.native_handle(), buffer.data(), buffer.size() - kTag);
    if (size < 0) {
        return false;
    }
    const auto length = static_cast<std::size_t>(size);
    if (length < kHead + ETH_HLEN) {
        return true;
    }
    std::array<char, kTag> tag{};
    const auto type = htons(ETH_P_8021Q);
    const auto number = htons(static_cast<std::uint16_t>(vlan));
    std::memcpy(tag.data(), &type, sizeof type);
    std::memcpy(tag.data() + sizeof type, &number, sizeof number);
    std::array<iovec, 3> parts{iovec{buffer.data(), kHead + kAddresses}, iovec{tag.data(), tag.size()},
                               iovec{buffer.data() + kHead + kAddresses, length - kHead - kAddresses}};
    [[maybe_unused]] const auto sent =
        ::writev(port.native_handle(), parts.data(), static_cast<int>(parts.size()));
    return true;
}

asio::awaitable<void> Trunk::untag(std::shared_ptr<State> state) {
    while (true) {
        const auto [code] = co_await state->port.async_wait(stream_descriptor::wait_read,
                                                            asio::as_tuple(asio::use_awaitable));
        if (code) {
            co_return;
        }
        for (int count = 0; count < kBurst && state->passUp(); ++count) {
        }
        if (::if_nametoindex(state->interface.c_str()) == 0) {
            co_return; // it went; reading would say so for ever
        }
    }
}

asio::awaitable<void> Trunk::tag(std::shared_ptr<State> state, int vlan) {
    auto& tap = *state->taps.at(vlan);
    while (true) {
        const auto [code] =
            co_await tap.async_wait(stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
        if (code) {
            co_return;
        }
        for (int count = 0; count < kBurst && state->passDown(vlan, tap); ++count) {
        }
    }
}

Result<std::unique_ptr<Trunk>> Trunk::open(const asio::any_io_executor& executor,
                                           const std::string& interface,
                                           const std::map<int, std::string>& vlans) {
    auto port = openPort(interface);
    if (!port) {
        return fail(port.error());
    }
    auto state = std::make_shared<State>(executor, interface, *port);
    for (const auto& [vlan, name] : vlans) {
        auto tap = openTap(name);
        if (!tap) {
            return fail(tap.error());
        }
        state->taps[vlan] = std::make_unique<stream_descriptor>(executor, *tap);
    }
    state->nursery.spawn("trunk " + interface, untag(state));
    for (const auto& [vlan, name] : vlans) {
        state->nursery.spawn("trunk " + name, tag(state, vlan));
    }
    return std::unique_ptr<Trunk>(new Trunk(std::move(state)));
}

Trunk::~Trunk() {
    boost::system::error_code ignored; // the descriptors are gone either way
    state_->port.close(ignored);
    for (auto& [vlan, tap] : state_->taps) {
        tap->close(ignored);
    }
}

} // namespace seedbed::emulator
