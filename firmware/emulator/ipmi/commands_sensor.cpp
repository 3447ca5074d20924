// SPDX-License-Identifier: GPL-3.0-or-later
// SDR repository and sensors, IPMI 2.0 sections 33 and 35.
#include "firmware/emulator/ipmi/command.hpp"
#include "firmware/emulator/ipmi/sensors.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kSdrVersion = 0x51;
constexpr std::size_t kLongestRead = 0x40;
constexpr std::size_t kHeader = 5;

const Sensor* sensorOf(const Call& call) {
    return findSensor(call.at(0));
}

} // namespace

Reply getSdrInfo(Call& call) {
    const auto count = sensorRecords(call.device.chassis, call.device.bay).size();
    Bytes data;
    append(data, {kSdrVersion});
    append16(data, static_cast<unsigned>(count));
    append16(data, 0); // read only: no free space
    append32(data, 0);
    append32(data, 0);
    append(data, {0x02}); // reservations are supported
    return data;
}

// The BMC gives its own sensors' records by both ways, and has all of them at LUN 0.
Reply getDeviceSdrInfo(Call& call) {
    const bool records = !call.data.empty() && (call.at(0) & 0x01) != 0; // else: sensors
    const auto count = records ? sensorRecords(call.device.chassis, call.device.bay).size() : sensors().size();
    constexpr unsigned staticAtLunZero = 0x01;
    return {static_cast<unsigned>(count), staticAtLunZero};
}

Reply reserveSdr(Call& call) {
    const auto reservation = ++call.device.sdrReservation;
    return {reservation & 0xffU, static_cast<unsigned>(reservation >> 8)};
}

Reply getSdr(Call& call) {
    const auto reservation = read16(call.data, 0);
    const auto wanted = read16(call.data, 2);
    const std::size_t offset = call.at(4);
    const std::size_t length = call.at(5);
    if (offset != 0 && (reservation == 0 || reservation != call.device.sdrReservation)) {
        return completion::reservationGone;
    }
    const auto records = sensorRecords(call.device.chassis, call.device.bay);
    const std::size_t index = wanted == 0 ? 0 : wanted == 0xffff ? records.size() - 1 : wanted - 1;
    if (index >= records.size()) {
        return completion::notPresent;
    }
    const auto& record = records[index];
    if (length != 0xff && length > kLongestRead + kHeader) {
        return completion::tooMuch;
    }
    if (offset > record.size()) {
        return completion::outOfRange;
    }
    Bytes data;
    append16(data, index + 1 < records.size() ? static_cast<unsigned>(index + 2) : 0xffffU);
    append(data, View(record).subspan(offset, std::min(length, record.size() - offset)));
    return data;
}

Reply getSdrTime(Call& call) {
    Bytes data;
    append32(data, call.device.events.time(call.device.chassis.iloNow(call.device.bay)));
    return data;
}

Reply getSensorReading(Call& call) {
    const Sensor* sensor = sensorOf(call);
    if (sensor == nullptr) {
        return completion::notPresent;
    }
    const auto reading = sensor->read(call.device.chassis, call.device.bay);
    constexpr unsigned scanning = 0xc0, unavailable = 0x20;
    const unsigned flags = scanning | (reading.available ? 0 : unavailable);
    if (sensor->isAnalog()) {
        return {reading.value, flags, thresholdStates(*sensor, reading)};
    }
    return {0, flags, reading.states & 0xffU, 0x80U | static_cast<unsigned>(reading.states >> 8)};
}

Reply getSensorThresholds(Call& call) {
    const Sensor* sensor = sensorOf(call);
    if (sensor == nullptr) {
        return completion::notPresent;
    }
    const unsigned readable = sensor->critical != 0 ? 0x18 : 0;
    return {readable, 0, 0, 0, sensor->warning, sensor->critical, 0};
}

Reply getSensorHysteresis(Call& call) {
    return sensorOf(call) == nullptr ? Reply(completion::notPresent) : Reply({0, 0});
}

Reply getSensorType(Call& call) {
    const Sensor* sensor = sensorOf(call);
    return sensor == nullptr ? Reply(completion::notPresent) : Reply({sensor->type, sensor->eventType});
}

Reply getSensorFactors(Call& call) {
    return sensorOf(call) == nullptr ? Reply(completion::notPresent) : Reply({0, 1, 0, 0, 0, 0, 0});
}

Reply getSensorEventEnable(Call& call) {
    const Sensor* sensor = sensorOf(call);
    if (sensor == nullptr) {
        return completion::notPresent;
    }
    const unsigned low = sensor->isAnalog() ? (sensor->critical != 0 ? 0x80 : 0) : 0x03;
    const unsigned high = sensor->isAnalog() && sensor->critical != 0 ? 0x02 : 0;
    return {0xc0, low, high, low, high};
}

Reply getSensorEventStatus(Call& call) {
    const Sensor* sensor = sensorOf(call);
    if (sensor == nullptr) {
        return completion::notPresent;
    }
    const auto reading = sensor->read(call.device.chassis, call.device.bay);
    const unsigned states = sensor->isAnalog() ? 0U : reading.states;
    return {0xc0, states & 0xff, states >> 8, 0, 0};
}

} // namespace seedbed::emulator::ipmi
