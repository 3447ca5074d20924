// SPDX-License-Identifier: GPL-3.0-or-later
// The System Event Log of one BMC: 16-octet records with ids, reservations, its own idea of the time (the iLO's clock
// plus what Set SEL Time made of it). I/O thread. Source: IPMI 2.0 sections 31 and 32.
#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "firmware/emulator/ipmi/bytes.hpp"

namespace seedbed::emulator::ipmi {

constexpr std::size_t kRecordSize = 16;

class EventRecords {
public:
    using WallTime = std::chrono::system_clock::time_point;
    static constexpr std::size_t kLimit = 512;

    // One sensor's event: assertion of `offset`, or its end. Nothing is added to a full log.
    void addEvent(std::uint8_t sensorType, std::uint8_t sensor, std::uint8_t eventType, std::uint8_t offset,
                  bool asserted, WallTime now);
    std::optional<std::uint16_t> add(View record, WallTime now); // its id; none when the log is full
    bool remove(std::uint16_t id);
    void clear(WallTime now);
    // By id; 0 is the first, 0xffff the last. nullptr when there is none.
    const Bytes* find(std::uint16_t id) const;
    std::uint16_t after(std::uint16_t id) const; // the next id, 0xffff at the end

    std::uint16_t reserve() { return ++reservation_; }
    bool isReserved(std::uint16_t reservation) const { return reservation == reservation_ && reservation != 0; }
    std::size_t size() const { return records_.size(); }
    std::uint32_t time(WallTime now) const;
    void setTime(std::uint32_t time, WallTime now);
    std::uint32_t added() const { return added_; }
    std::uint32_t erased() const { return erased_; }

private:
    std::deque<Bytes> records_; // by ascending id
    std::uint16_t nextId_ = 1;
    std::uint16_t reservation_ = 0;
    std::int64_t offset_ = 0; // seconds
    std::uint32_t added_ = 0, erased_ = 0;
};

} // namespace seedbed::emulator::ipmi
