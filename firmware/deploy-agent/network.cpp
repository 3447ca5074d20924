// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/network.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace seedbed::deploy_agent {
namespace {

using posix::Descriptor;

Descriptor controlSocket() { return Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)); }

ifreq requestFor(const std::string& name) {
    ifreq request{};
    std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
    return request;
}

sockaddr inetAddress(Ipv4Address address) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(address.value);
    sockaddr plain{};
    std::memcpy(&plain, &in, sizeof plain);
    return plain;
}

MacAddress hardwareAddress(const Descriptor& control, const std::string& name) {
    auto request = requestFor(name);
    MacAddress mac;
    if (::ioctl(control.get(), SIOCGIFHWADDR, &request) == 0) {
        std::memcpy(mac.bytes.data(), request.ifr_hwaddr.sa_data, mac.bytes.size());
    }
    return mac;
}

std::vector<std::string> interfaceNames() {
    std::vector<std::string> names;
    auto* list = ::if_nameindex();
    for (auto* item = list; item != nullptr && item->if_index != 0; ++item) {
        names.emplace_back(item->if_name);
    }
    ::if_freenameindex(list);
    return names;
}

Error noInterface(MacAddress mac, const Descriptor& control) {
    std::string present;
    for (const auto& name : interfaceNames()) {
        present += (present.empty() ? "" : ", ") + name + " " + hardwareAddress(control, name).toString();
    }
    return {.kind = ErrorKind::notFound,
            .id = "AGENT-NIC",
            .object = "NIC " + mac.toString(),
            .attempted = "find it",
            .cause = "present are: " + present,
            .action = "compare BOOTIF with the blade's profile"};
}

Result<> bringUp(const Descriptor& control, const std::string& name) {
    auto request = requestFor(name);
    if (::ioctl(control.get(), SIOCGIFFLAGS, &request) == 0) {
        request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
        if (::ioctl(control.get(), SIOCSIFFLAGS, &request) == 0) {
            return {};
        }
    }
    return fail(posix::systemError("AGENT-NETWORK", name, "bring it up"));
}

Result<> setAddress(const Descriptor& control, const std::string& name, const StaticAddress& address) {
    auto request = requestFor(name);
    request.ifr_addr = inetAddress(address.address);
    if (::ioctl(control.get(), SIOCSIFADDR, &request) == 0) {
        request.ifr_netmask = inetAddress(address.netmask);
        if (::ioctl(control.get(), SIOCSIFNETMASK, &request) == 0) {
            return {};
        }
    }
    return fail(posix::systemError("AGENT-NETWORK", name, "give it " + address.address.toString()));
}

Result<> addDefaultRoute(const Descriptor& control, Ipv4Address gateway) {
    rtentry route{};
    route.rt_dst = inetAddress({});
    route.rt_genmask = inetAddress({});
    route.rt_gateway = inetAddress(gateway);
    route.rt_flags = RTF_UP | RTF_GATEWAY;
    if (::ioctl(control.get(), SIOCADDRT, &route) != 0 && errno != EEXIST) {
        return fail(posix::systemError("AGENT-NETWORK", gateway.toString(), "route through it"));
    }
    return {};
}

} // namespace

Result<std::string> findInterface(MacAddress mac, const DeviceEvents& events, posix::Clock::time_point deadline) {
    auto control = controlSocket();
    do {
        for (auto& name : interfaceNames()) {
            if (hardwareAddress(control, name) == mac) {
                return std::move(name);
            }
        }
    } while (events.wait(deadline));
    return fail(noInterface(mac, control));
}

Result<> configureInterface(const std::string& name, const StaticAddress& address) {
    auto control = controlSocket();
    auto loopback = bringUp(control, "lo");
    if (!loopback) {
        return loopback;
    }
    auto configured = setAddress(control, name, address);
    if (configured) {
        configured = bringUp(control, name);
    }
    if (configured && address.gateway) {
        configured = addDefaultRoute(control, *address.gateway);
    }
    return configured;
}

} // namespace seedbed::deploy_agent
