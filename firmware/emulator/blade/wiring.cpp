// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/wiring.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::emulator {
namespace {

// A new bridge port waits in "learning" for the forward delay even without STP; no address of its own, so
// that the fabric itself is silent.
std::string newBridge(const std::string& name) {
    return fmt::format("link add name {0} type bridge forward_delay 0 mcast_snooping 0\n"
                       "link set dev {0} addrgenmode none up\n",
                       name);
}

std::string portLines(const std::string& name, const WiredPort* before, const WiredPort& port) {
    std::string lines;
    const bool moved = before == nullptr || before->bridge != port.bridge || before->up != port.up;
    if (moved) {
        lines +=
            fmt::format("link set dev {} addrgenmode none {} {}\n", name,
                        port.bridge.empty() ? "nomaster" : "master " + port.bridge, port.up ? "up" : "down");
    }
    const bool isolatedBefore = !moved && before->isolated; // a port that joins a bridge is not isolated
    if (!port.bridge.empty() && port.isolated != isolatedBefore) {
        lines += fmt::format("link set dev {} type bridge_slave isolated {}\n", name,
                             port.isolated ? "on" : "off");
    }
    return lines;
}

// Classic BPF in the traffic control of the kernel (tc-bpf(8); its netem and VLAN modules need not be there).
// Return codes: 2 drops the frame, 0 lets it pass, all ones asks the next filter.
std::string dropTagged(const std::string& name) { // ld vlan_tag_present, jeq #0, ret 2, ret -1
    return fmt::format("filter replace dev {} ingress prio 1 handle 1 bpf da bytecode "
                       R"("4,32 0 0 4294963248,21 1 0 0,6 0 0 2,6 0 0 4294967295")"
                       "\n",
                       name);
}

std::string lose(const std::string& name, int percent) { // ld rand, mod 100, jge #percent, ret 2, ret 0
    const auto program =
        fmt::format(R"("5,32 0 0 4294963256,148 0 0 100,53 1 0 {},6 0 0 2,6 0 0 0")", percent);
    return fmt::format("filter replace dev {0} ingress prio 2 handle 1 bpf da bytecode {1}\n"
                       "filter replace dev {0} egress prio 2 handle 1 bpf da bytecode {1}\n",
                       name, program);
}

// The bucket holds what the rate gives in ten milliseconds.
std::string limit(const std::string& name, int mb) {
    constexpr int leastKilobytes = 64;
    return fmt::format("qdisc replace dev {} root tbf rate {}mbit burst {}kb latency 50ms\n", name, mb,
                       std::max(leastKilobytes, mb * 5 / 4));
}

std::string filterLines(const std::string& name, const WiredPort& before, const WiredPort& port) {
    std::string lines;
    const bool filtered = !port.passesTags || port.lossPercent != 0;
    const bool wasFiltered = !before.passesTags || before.lossPercent != 0;
    if (filtered == wasFiltered && before.passesTags == port.passesTags &&
        before.lossPercent == port.lossPercent) {
        return lines;
    }
    if (wasFiltered) {
        lines += fmt::format("qdisc del dev {} clsact\n", name);
    }
    if (filtered) {
        lines += fmt::format("qdisc replace dev {} clsact\n", name);
        lines += port.passesTags ? "" : dropTagged(name);
        lines += port.lossPercent == 0 ? "" : lose(name, port.lossPercent);
    }
    return lines;
}

const WiredPort* portOf(const Wiring& wiring, const std::string& name) {
    const auto found = wiring.ports.find(name);
    return found == wiring.ports.end() ? nullptr : &found->second;
}

// As the kernel makes an interface.
WiredPort unshaped() {
    WiredPort port;
    port.passesTags = true;
    return port;
}

} // namespace

std::string vlanInterface(const std::string& port, int vlan) {
    return fmt::format("{}.{}", port, vlan);
}

std::string wiringBatch(const Wiring& now, const Wiring& wanted) {
    std::string lines;
    for (const auto& bridge : wanted.bridges) {
        if (!now.bridges.contains(bridge)) {
            lines += newBridge(bridge);
        }
    }
    for (const auto& [name, port] : wanted.ports) {
        lines += portLines(name, portOf(now, name), port);
    }
    for (const auto& bridge : now.bridges) {
        if (!wanted.bridges.contains(bridge)) {
            lines += fmt::format("link del dev {}\n", bridge);
        }
    }
    return lines;
}

std::string shapeBatch(const Wiring& now, const Wiring& wanted) {
    std::string lines;
    for (const auto& [name, port] : wanted.ports) {
        const auto* known = portOf(now, name);
        const auto before = known == nullptr ? unshaped() : *known;
        lines += filterLines(name, before, port);
        if (port.maxMb != before.maxMb) {
            lines += port.maxMb == 0 ? fmt::format("qdisc del dev {} root\n", name) : limit(name, port.maxMb);
        }
    }
    return lines;
}

} // namespace seedbed::emulator
