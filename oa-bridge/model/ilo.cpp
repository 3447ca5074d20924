// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/model/ilo.hpp"

#include <algorithm>
#include <array>

namespace seedbed {

std::string_view toString(BootSource source) {
    static constexpr std::array<std::string_view, 8> names{"unknown", "normal", "floppy", "cdrom",
                                                           "disk",    "usb",    "setup",  "network"};
    return names.at(static_cast<std::size_t>(source));
}

Health EmbeddedHealth::worst() const {
    Health health = Health::unknown; // the enumerators go from bad to worse
    for (const auto& item : glance) {
        health = std::max(health, item.health);
    }
    return health;
}

std::chrono::seconds DeviceClock::skew() const {
    return std::chrono::round<std::chrono::seconds>(device - asked);
}

} // namespace seedbed
