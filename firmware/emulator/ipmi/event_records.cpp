// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/event_records.hpp"

#include <algorithm>

namespace seedbed::emulator::ipmi {
namespace {

std::uint16_t idOf(const Bytes& record) {
    return static_cast<std::uint16_t>(read16(record, 0));
}

std::int64_t seconds(EventRecords::WallTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace

void EventRecords::addEvent(std::uint8_t sensorType, std::uint8_t sensor, std::uint8_t eventType, std::uint8_t offset,
                            bool asserted, WallTime now) {
    constexpr unsigned systemEvent = 0x02, controller = 0x20, eventFormat = 0x04, ended = 0x80;
    Bytes record;
    append16(record, 0); // the id comes with the place
    append(record, {systemEvent});
    append32(record, 0);
    append(record, {controller, 0, eventFormat, sensorType, sensor, eventType | (asserted ? 0 : ended), offset, 0xff,
                    0xff});
    add(record, now);
}

std::optional<std::uint16_t> EventRecords::add(View record, WallTime now) {
    if (records_.size() >= kLimit || record.size() != kRecordSize) {
        return std::nullopt;
    }
    Bytes kept(record.begin(), record.end());
    const auto id = nextId_++;
    nextId_ = nextId_ >= 0xfffe ? 1 : nextId_;
    kept[0] = static_cast<std::uint8_t>(id & 0xff);
    kept[1] = static_cast<std::uint8_t>(id >> 8);
    constexpr std::uint8_t firstWithoutTime = 0xe0; // OEM records of that range carry no time
    if (kept[2] < firstWithoutTime) {
        Bytes stamp;
        append32(stamp, time(now));
        std::copy(stamp.begin(), stamp.end(), kept.begin() + 3);
    }
    records_.push_back(std::move(kept));
    added_ = time(now);
    reservation_ += reservation_ == 0 ? 0 : 1; // a reservation does not outlive the log it was made of
    return id;
}

bool EventRecords::remove(std::uint16_t id) {
    const auto removed = std::erase_if(records_, [id](const Bytes& record) { return idOf(record) == id; });
    return removed != 0;
}

void EventRecords::clear(WallTime now) {
    records_.clear();
    erased_ = time(now);
}

const Bytes* EventRecords::find(std::uint16_t id) const {
    if (records_.empty()) {
        return nullptr;
    }
    if (id == 0) {
        return &records_.front();
    }
    if (id == 0xffff) {
        return &records_.back();
    }
    const auto found =
        std::find_if(records_.begin(), records_.end(), [id](const Bytes& record) { return idOf(record) == id; });
    return found == records_.end() ? nullptr : &*found;
}

std::uint16_t EventRecords::after(std::uint16_t id) const {
    const auto found =
        std::find_if(records_.begin(), records_.end(), [id](const Bytes& record) { return idOf(record) == id; });
    return found == records_.end() || std::next(found) == records_.end() ? 0xffff : idOf(*std::next(found));
}

std::uint32_t EventRecords::time(WallTime now) const {
    return static_cast<std::uint32_t>(seconds(now) + offset_);
}

void EventRecords::setTime(std::uint32_t time, WallTime now) {
    offset_ = static_cast<std::int64_t>(time) - seconds(now);
}

} // namespace seedbed::emulator::ipmi
