// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernel's bridges and interfaces say of the plane. Quick calls into the kernel, no waiting; nothing
// is what cannot be read. Source: rtnetlink(7), linux/neighbour.h; /proc/net/dev.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "firmware/emulator/state/plane.hpp"

namespace seedbed::emulator {

struct BridgedMac {
    MacAddress mac;
    std::string bridge;
    std::string port; // an interface
};
std::vector<BridgedMac> bridgedMacs(); // learned ones, of all bridges of this network namespace

std::optional<PortCounters> interfaceCounters(const std::string& interface);
// Of the text of /proc/net/dev. Pure.
std::optional<PortCounters> readCounters(std::string_view text, const std::string& interface);

} // namespace seedbed::emulator
