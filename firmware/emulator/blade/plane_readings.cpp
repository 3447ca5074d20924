// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/plane_readings.hpp"

#include <array>
#include <cstring>
#include <sstream>

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

std::string nameOf(unsigned index) {
    std::array<char, IF_NAMESIZE> name{};
    return ::if_indextoname(index, name.data()) != nullptr ? name.data() : std::string();
}

bool askForBridges(int socket) {
    struct {
        nlmsghdr head{};
        ndmsg body{};
    } request;
    request.head.nlmsg_len = sizeof request;
    request.head.nlmsg_type = RTM_GETNEIGH;
    request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.body.ndm_family = AF_BRIDGE;
    return ::send(socket, &request, sizeof request, 0) == static_cast<ssize_t>(sizeof request);
}

std::optional<BridgedMac> readEntry(nlmsghdr* head) {
    auto* body = static_cast<ndmsg*>(NLMSG_DATA(head));
    constexpr unsigned own = NUD_PERMANENT | NUD_NOARP;
    if (body->ndm_family != AF_BRIDGE || (body->ndm_state & own) != 0 || (body->ndm_flags & NTF_SELF) != 0) {
        return std::nullopt;
    }
    BridgedMac entry;
    entry.port = nameOf(static_cast<unsigned>(body->ndm_ifindex));
    auto* attribute = reinterpret_cast<rtattr*>(reinterpret_cast<char*>(body) + NLMSG_ALIGN(sizeof *body));
    auto left = static_cast<int>(head->nlmsg_len) - static_cast<int>(NLMSG_LENGTH(sizeof *body));
    for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        if (attribute->rta_type == NDA_LLADDR && RTA_PAYLOAD(attribute) == entry.mac.bytes.size()) {
            std::memcpy(entry.mac.bytes.data(), RTA_DATA(attribute), entry.mac.bytes.size());
        } else if (attribute->rta_type == NDA_MASTER && RTA_PAYLOAD(attribute) == sizeof(std::uint32_t)) {
            std::uint32_t index = 0;
            std::memcpy(&index, RTA_DATA(attribute), sizeof index);
            entry.bridge = nameOf(index);
        }
    }
    return entry.bridge.empty() || entry.port.empty() ? std::nullopt : std::optional(entry);
}

// One part of the kernel's answer; false at its end.
bool readPart(int socket, std::vector<BridgedMac>& entries) {
    alignas(nlmsghdr) std::array<char, 65536> buffer{};
    auto left = static_cast<int>(::recv(socket, buffer.data(), buffer.size(), 0));
    if (left <= 0) {
        return false;
    }
    for (auto* head = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(head, static_cast<unsigned>(left));
         head = NLMSG_NEXT(head, left)) {
        if (head->nlmsg_type == NLMSG_DONE || head->nlmsg_type == NLMSG_ERROR) {
            return false;
        }
        if (auto entry = readEntry(head)) {
            entries.push_back(std::move(*entry));
        }
    }
    return true;
}

} // namespace

std::vector<BridgedMac> bridgedMacs() {
    std::vector<BridgedMac> entries;
    const int socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (socket < 0) {
        return entries;
    }
    bool more = askForBridges(socket);
    while (more) {
        more = readPart(socket, entries);
    }
    ::close(socket);
    return entries;
}

std::optional<PortCounters> readCounters(std::string_view text, const std::string& interface) {
    for (const auto& line : split(text, '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string::npos || trim(std::string_view(line).substr(0, colon)) != interface) {
            continue;
        }
        std::istringstream numbers(line.substr(colon + 1));
        std::array<std::uint64_t, 10> fields{};
        for (auto& field : fields) {
            numbers >> field;
        }
        PortCounters counters;
        counters.octetsIn = fields[0];
        counters.packetsIn = fields[1];
        counters.octetsOut = fields[8];
        counters.packetsOut = fields[9];
        return numbers ? std::optional(counters) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<PortCounters> interfaceCounters(const std::string& interface) {
    const auto text = readFile("/proc/self/net/dev", 1u << 20);
    return text ? readCounters(*text, interface) : std::nullopt;
}

} // namespace seedbed::emulator
