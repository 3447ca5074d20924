// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/model/enclosure.hpp"

#include <algorithm>

namespace seedbed {

std::string_view toString(Presence presence) {
    switch (presence) {
    case Presence::absent:
        return "absent";
    case Presence::present:
        return "present";
    case Presence::subsumed:
        return "subsumed";
    case Presence::unknown:
        break;
    }
    return "unknown";
}

std::string_view toString(PowerReading power) {
    switch (power) {
    case PowerReading::off:
        return "off";
    case PowerReading::on:
        return "on";
    case PowerReading::unknown:
        break;
    }
    return "unknown";
}

std::string_view toString(PowerCommand command) {
    switch (command) {
    case PowerCommand::on:
        return "on";
    case PowerCommand::off:
        return "off";
    case PowerCommand::softOff:
        return "soft off";
    case PowerCommand::reset:
        break;
    }
    return "reset";
}

std::string_view toString(Health health) {
    switch (health) {
    case Health::ok:
        return "ok";
    case Health::degraded:
        return "degraded";
    case Health::failed:
        return "failed";
    case Health::unknown:
        break;
    }
    return "unknown";
}

const DeviceBay* Enclosure::bay(BayNumber number) const {
    const auto found =
        std::find_if(bays.begin(), bays.end(), [&](const DeviceBay& b) { return b.number == number; });
    return found == bays.end() ? nullptr : &*found;
}

const OaModule* Enclosure::activeOa() const {
    const auto found = std::find_if(oas.begin(), oas.end(), [](const OaModule& oa) { return oa.active; });
    return found == oas.end() ? nullptr : &*found;
}

} // namespace seedbed
