// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/frames/wire.hpp"

#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "firmware/posix/descriptor.hpp"

namespace seedbed::frames {
namespace {

using posix::Clock;
using posix::Descriptor;
using namespace std::chrono_literals;

constexpr auto kBetween = 100ms;
constexpr std::size_t kHeader = 14;
constexpr std::size_t kLargestFrame = 65536;

ifreq requestFor(const std::string& interface) {
    ifreq request{};
    interface.copy(request.ifr_name, IFNAMSIZ - 1);
    return request;
}

Error socketError(const std::string& interface, std::string attempted) {
    return posix::systemError("FRAMES-SOCKET", interface, std::move(attempted));
}

// One interface for the time of the probe: its socket, and whether it was down before.
class Port {
public:
    static Result<Port> open(const std::string& name);
    Port(Port&&) = default;
    Port& operator=(Port&&) = delete;
    ~Port() {
        if (socket_ && raised_) {
            setUp(false);
        }
    }
    int descriptor() const { return socket_.get(); }
    const ProbedInterface& about() const { return about_; }
    void send(const ProbeOrder& order);
    std::optional<std::pair<ProbeFrame, std::size_t>> receive();

private:
    Port() = default;
    Result<> learn();
    Result<> bind();
    bool setUp(bool up);
    bool flag(short which) const;

    Descriptor socket_;
    ProbedInterface about_;
    bool raised_ = false;
};

bool Port::flag(short which) const {
    auto request = requestFor(about_.name);
    return ::ioctl(socket_.get(), SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & which) != 0;
}

bool Port::setUp(bool up) {
    auto request = requestFor(about_.name);
    if (::ioctl(socket_.get(), SIOCGIFFLAGS, &request) != 0) {
        return false;
    }
    request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
    return ::ioctl(socket_.get(), SIOCSIFFLAGS, &request) == 0;
}

Result<> Port::learn() {
    auto request = requestFor(about_.name);
    if (::ioctl(socket_.get(), SIOCGIFHWADDR, &request) != 0 || request.ifr_hwaddr.sa_family != ARPHRD_ETHER) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "FRAMES-INTERFACE",
                     .object = about_.name,
                     .attempted = "send probe frames on it",
                     .cause = "there is no Ethernet interface of that name",
                     .action = "name another interface"});
    }
    std::memcpy(about_.mac.bytes.data(), request.ifr_hwaddr.sa_data, about_.mac.bytes.size());
    request = requestFor(about_.name);
    about_.mtu = ::ioctl(socket_.get(), SIOCGIFMTU, &request) == 0 ? request.ifr_mtu : 0;
    raised_ = !flag(IFF_UP);
    if (raised_ && !setUp(true)) {
        return fail(socketError(about_.name, "bring the interface up"));
    }
    return {};
}

Result<> Port::bind() {
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL); // a tagged frame is seen with its tag only here
    address.sll_ifindex = static_cast<int>(::if_nametoindex(about_.name.c_str()));
    const int yes = 1;
    const bool good = ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                      ::setsockopt(socket_.get(), SOL_PACKET, PACKET_AUXDATA, &yes, sizeof yes) == 0;
    return good ? Result<>() : fail(socketError(about_.name, "bind a packet socket"));
}

Result<Port> Port::open(const std::string& name) {
    Port port;
    port.about_.name = name;
    port.socket_ = Descriptor(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); // hears nothing yet
    if (!port.socket_) {
        return fail(socketError(name, "open a packet socket"));
    }
    auto ready = port.learn();
    if (ready) {
        ready = port.bind();
    }
    if (!ready) {
        return fail(ready.error());
    }
    return port;
}

// A small frame and one as large as the interface takes. One that cannot go out now is tried again in a moment.
void Port::send(const ProbeOrder& order) {
    about_.carrier = about_.carrier || flag(IFF_RUNNING);
    ProbeFrame frame{order.run, order.name, about_.name, about_.mac, kUntagged, kUntagged};
    std::vector<int> tags{kUntagged};
    tags.insert(tags.end(), order.tags.begin(), order.tags.end());
    for (const int tag : tags) {
        frame.sentVlan = tag;
        for (const std::size_t size : {kSmallest, kHeader + static_cast<std::size_t>(about_.mtu)}) {
            const auto bytes = encode(frame, size);
            [[maybe_unused]] const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        }
    }
}

int strippedTag(msghdr& message) {
    for (auto* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level == SOL_PACKET && control->cmsg_type == PACKET_AUXDATA) {
            tpacket_auxdata data{};
            std::memcpy(&data, CMSG_DATA(control), sizeof data);
            return (data.tp_status & TP_STATUS_VLAN_VALID) != 0 ? data.tp_vlan_tci & 0x0FFF : kUntagged;
        }
    }
    return kUntagged;
}

// The next frame that waits; nothing when none does. Frames of others and our own on their way out are passed over.
std::optional<std::pair<ProbeFrame, std::size_t>> Port::receive() {
    static std::array<std::uint8_t, kLargestFrame> buffer;
    while (true) {
        alignas(cmsghdr) std::array<char, 256> control{};
        sockaddr_ll from{};
        iovec into{buffer.data(), buffer.size()};
        msghdr message{};
        message.msg_name = &from;
        message.msg_namelen = sizeof from;
        message.msg_iov = &into;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto got = ::recvmsg(socket_.get(), &message, MSG_DONTWAIT);
        if (got < 0) {
            return std::nullopt;
        }
        const std::span<const std::uint8_t> bytes(buffer.data(), static_cast<std::size_t>(got));
        auto frame = from.sll_pkttype == PACKET_OUTGOING ? std::nullopt : decode(bytes, strippedTag(message));
        if (frame) {
            return std::pair(*frame, bytes.size());
        }
    }
}

std::vector<std::string> ethernetInterfaces() {
    std::vector<std::string> names;
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    auto* all = ::if_nameindex();
    for (auto* each = all; each != nullptr && each->if_index != 0; ++each) {
        auto request = requestFor(each->if_name);
        if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) == 0 && request.ifr_hwaddr.sa_family == ARPHRD_ETHER) {
            names.emplace_back(each->if_name);
        }
    }
    ::if_freenameindex(all);
    return names;
}

using Ears = std::map<std::tuple<std::string, int, MacAddress, int>, Heard>;

void listen(Port& port, std::uint64_t run, Ears& ears) {
    while (auto got = port.receive()) {
        const auto& [frame, size] = *got;
        if (frame.run != run) {
            continue;
        }
        auto& heard = ears[{port.about().name, frame.vlan, frame.source, frame.sentVlan}];
        heard.on = port.about().name;
        heard.vlan = frame.vlan;
        heard.from = frame.name;
        heard.source = frame.source;
        heard.sentVlan = frame.sentVlan;
        ++heard.frames;
        heard.largest = std::max(heard.largest, size);
    }
}

void listenUntil(std::vector<Port>& ports, std::uint64_t run, Clock::time_point until, Ears& ears) {
    std::vector<pollfd> polled;
    for (const auto& port : ports) {
        polled.push_back({port.descriptor(), POLLIN, 0});
    }
    do {
        ::poll(polled.data(), polled.size(), posix::millisecondsUntil(until));
        for (auto& port : ports) {
            listen(port, run, ears);
        }
    } while (posix::millisecondsUntil(until) > 0);
}

} // namespace

Result<ProbeResult> probe(const ProbeOrder& order) {
    std::vector<Port> ports;
    const auto names = order.interfaces.empty() ? ethernetInterfaces() : order.interfaces;
    ports.reserve(names.size());
    for (const auto& name : names) {
        auto port = Port::open(name);
        if (!port) {
            return fail(port.error());
        }
        ports.push_back(std::move(*port));
    }
    Ears ears;
    const auto end = Clock::now() + order.time;
    for (auto next = Clock::now(); next < end; next += kBetween) {
        for (auto& port : ports) {
            port.send(order);
        }
        listenUntil(ports, order.run, std::min(end, next + kBetween), ears);
    }
    ProbeResult result;
    for (const auto& port : ports) {
        result.interfaces.push_back(port.about());
    }
    for (auto& [key, heard] : ears) {
        result.heard.push_back(std::move(heard));
    }
    return result;
}

} // namespace seedbed::frames
