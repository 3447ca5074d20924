// SPDX-License-Identifier: GPL-3.0-or-later
// FRU inventory (IPMI 2.0 section 34) and DCMI's power reading (DCMI 1.5 section 6.6).
#include "firmware/emulator/ipmi/command.hpp"
#include "firmware/emulator/ipmi/fru.hpp"
#include "firmware/emulator/state/enclosure.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kDcmi = 0xdc;
constexpr std::size_t kLongestRead = 0x40;

std::optional<Bytes> areaOf(const Call& call) {
    for (const FruDevice& device : fruDevices(call.device.chassis, call.device.bay)) {
        if (device.id == call.at(0)) {
            return fruArea(device);
        }
    }
    return std::nullopt;
}

} // namespace

Reply getFruInfo(Call& call) {
    const auto area = areaOf(call);
    if (!area) {
        return completion::notPresent;
    }
    return {static_cast<unsigned>(area->size() & 0xff), static_cast<unsigned>(area->size() >> 8), 0}; // by octets
}

Reply readFru(Call& call) {
    const auto area = areaOf(call);
    const std::size_t offset = read16(call.data, 1);
    const std::size_t length = call.at(3);
    if (!area) {
        return completion::notPresent;
    }
    if (length > kLongestRead) {
        return completion::tooMuch;
    }
    if (offset >= area->size()) {
        return completion::outOfRange;
    }
    const auto count = std::min(length, area->size() - offset);
    Bytes data;
    append(data, {static_cast<unsigned>(count)});
    append(data, View(*area).subspan(offset, count));
    return data;
}

// The inventories are the factory's: every offset is protected.
Reply writeFru(Call& call) {
    constexpr std::uint8_t writeProtected = 0x80;
    const auto area = areaOf(call);
    if (!area) {
        return completion::notPresent;
    }
    return read16(call.data, 1) + call.data.size() - 3 > area->size() ? completion::outOfRange : writeProtected;
}

Reply getDcmiCapabilities(Call& call) {
    if (call.at(0) != kDcmi) {
        return completion::invalidCommand;
    }
    switch (call.at(1)) {
    case 1: // which optional parts there are: power management
        return {kDcmi, 1, 5, 2, 0, 1, 0x07};
    case 2: // mandatory attributes: SEL size, no asset tag, sampling
        return {kDcmi, 1, 5, 2, 0x00, 0x02, 0, 0, 1};
    default:
        return completion::outOfRange;
    }
}

Reply getDcmiPower(Call& call) {
    if (call.at(0) != kDcmi) {
        return completion::invalidCommand;
    }
    const auto watts = static_cast<unsigned>(bladeWatts(call.device.blade()));
    Bytes data;
    append(data, {kDcmi});
    for (int reading = 0; reading < 4; ++reading) { // present, least, most, average of the period
        append16(data, watts);
    }
    append32(data, call.device.events.time(call.device.chassis.iloNow(call.device.bay)));
    append32(data, 1000); // milliseconds
    append(data, {0x40}); // measurement is active
    return data;
}

} // namespace seedbed::emulator::ipmi
