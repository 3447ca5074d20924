// SPDX-License-Identifier: GPL-3.0-or-later
// The System Event Log, IPMI 2.0 section 31, and what of the chassis ends up in it.
#include "firmware/emulator/ipmi/command.hpp"
#include "firmware/emulator/ipmi/sensors.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kSelVersion = 0x51;
constexpr unsigned kClear = 0xaa;

EventRecords::WallTime clockOf(const Call& call) {
    return call.device.chassis.iloNow(call.device.bay);
}

Reply idReply(std::uint16_t id) {
    return {id & 0xffU, static_cast<unsigned>(id >> 8)};
}

} // namespace

Reply getSelInfo(Call& call) {
    const auto& events = call.device.events;
    Bytes data;
    append(data, {kSelVersion});
    append16(data, static_cast<unsigned>(events.size()));
    append16(data, static_cast<unsigned>((EventRecords::kLimit - events.size()) * kRecordSize));
    append32(data, events.added());
    append32(data, events.erased());
    constexpr unsigned deleteAndReserve = 0x0a, overflow = 0x80;
    append(data, {deleteAndReserve | (events.size() == EventRecords::kLimit ? overflow : 0)});
    return data;
}

Reply reserveSel(Call& call) {
    return idReply(call.device.events.reserve());
}

Reply getSelEntry(Call& call) {
    const auto reservation = static_cast<std::uint16_t>(read16(call.data, 0));
    const auto id = static_cast<std::uint16_t>(read16(call.data, 2));
    const std::size_t offset = call.at(4);
    const std::size_t length = call.at(5);
    const auto& events = call.device.events;
    if (offset != 0 && !events.isReserved(reservation)) {
        return completion::reservationGone;
    }
    const Bytes* record = events.find(id);
    if (record == nullptr) {
        return completion::notPresent;
    }
    if (offset >= kRecordSize) {
        return completion::outOfRange;
    }
    Bytes data;
    append16(data, events.after(static_cast<std::uint16_t>(read16(*record, 0))));
    append(data, View(*record).subspan(offset, std::min(length, kRecordSize - offset)));
    return data;
}

Reply addSelEntry(Call& call) {
    const auto id = call.device.events.add(call.data, clockOf(call));
    return id ? idReply(*id) : Reply(completion::outOfSpace);
}

Reply deleteSelEntry(Call& call) {
    auto& events = call.device.events;
    const auto reservation = static_cast<std::uint16_t>(read16(call.data, 0));
    if (reservation != 0 && !events.isReserved(reservation)) {
        return completion::reservationGone;
    }
    const Bytes* record = events.find(static_cast<std::uint16_t>(read16(call.data, 2)));
    if (record == nullptr) {
        return completion::notPresent;
    }
    const auto id = static_cast<std::uint16_t>(read16(*record, 0));
    events.remove(id);
    return idReply(id);
}

Reply clearSel(Call& call) {
    auto& events = call.device.events;
    if (!events.isReserved(static_cast<std::uint16_t>(read16(call.data, 0)))) {
        return completion::reservationGone;
    }
    if (call.at(2) != 'C' || call.at(3) != 'L' || call.at(4) != 'R') {
        return completion::invalidField;
    }
    if (call.at(5) == kClear) {
        events.clear(clockOf(call));
    }
    return {0x01}; // the erasure is complete
}

Reply getSelTime(Call& call) {
    Bytes data;
    append32(data, call.device.events.time(clockOf(call)));
    return data;
}

Reply setSelTime(Call& call) {
    call.device.events.setTime(read32(call.data, 0), clockOf(call));
    return Bytes();
}

Reply getSelUtcOffset(Call&) {
    return {0xff, 0x07}; // unspecified
}

void Device::noteChanges() {
    const auto clock = chassis.iloNow(bay);
    for (const Sensor& sensor : sensors()) {
        if (sensor.isAnalog() && sensor.critical == 0) {
            continue; // nothing to report of it
        }
        const auto reading = sensor.read(chassis, bay);
        const auto states = sensor.isAnalog() ? thresholdStates(sensor, reading) & 0x3fU : reading.states;
        const auto [entry, first] = seenStates.try_emplace(sensor.number, states);
        const auto before = std::exchange(entry->second, states);
        for (unsigned bit = 0; bit < 8 && !first; ++bit) {
            const unsigned mask = 1U << bit;
            if (((before ^ states) & mask) == 0) {
                continue;
            }
            // A threshold's event offsets are 7 for upper non-critical and 9 for upper critical, going high.
            const unsigned offset = sensor.isAnalog() ? (bit == 3 ? 7U : 9U) : bit;
            events.addEvent(sensor.type, sensor.number, sensor.eventType, static_cast<std::uint8_t>(offset),
                            (states & mask) != 0, clock);
        }
    }
}

} // namespace seedbed::emulator::ipmi
