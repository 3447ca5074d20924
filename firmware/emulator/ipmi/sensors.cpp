// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/sensors.hpp"

#include <algorithm>

#include "firmware/emulator/ipmi/fru.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kTemperature = 0x01, kFan = 0x04, kPowerSupply = 0x08, kPowerUnit = 0x09, kOther = 0x0b,
                       kOem = 0xc0;
constexpr std::uint8_t kThreshold = 0x01, kDigital = 0x03, kSeverity = 0x07, kRedundancy = 0x0b, kSpecific = 0x6f;
constexpr std::uint8_t kCelsius = 1, kWatts = 6;
constexpr std::uint8_t kOwner = 0x20; // the management controller
constexpr std::uint8_t kVersion = 0x51;

SensorReading discrete(unsigned states) {
    return {true, 0, static_cast<std::uint16_t>(states)};
}
SensorReading analog(int value, bool available = true) {
    return {available, static_cast<std::uint8_t>(std::clamp(value, 0, 255)), 0};
}

SensorReading readUid(const Chassis& chassis, BayNumber bay) {
    return discrete(chassis.blade(bay).uidLit ? 2 : 1);
}
SensorReading readHealth(const Chassis&, BayNumber) {
    return discrete(1); // transition to OK
}
SensorReading readAmbient(const Chassis& chassis, BayNumber) {
    return analog(enclosureReadings(chassis).ambient);
}
SensorReading readCpu(const Chassis& chassis, BayNumber bay) {
    return analog(40, chassis.blade(bay).powered);
}
SensorReading readPower(const Chassis& chassis, BayNumber bay) {
    return analog(bladeWatts(chassis.blade(bay)));
}
SensorReading readFan(const Chassis& chassis, BayNumber) {
    return analog(enclosureReadings(chassis).fanPercent);
}
SensorReading readSystemPower(const Chassis& chassis, BayNumber bay) {
    return discrete(chassis.blade(bay).powered ? 0 : 1); // offset 0: power off
}
SensorReading readSupplies(const Chassis& chassis, BayNumber) {
    return discrete(goodPowerSupplies(chassis) == kPowerSupplies ? 1 : 2); // fully redundant, redundancy lost
}
SensorReading readFans(const Chassis& chassis, BayNumber) {
    return discrete(goodFans(chassis) == kFanBays ? 1 : 2);
}

constexpr std::uint8_t kNameBits = 0xc0; // 8-bit characters

void appendName(Bytes& to, std::string_view name) {
    append(to, {kNameBits | static_cast<unsigned>(name.size())});
    append(to, viewOf(name));
}

// Header and body: the header's length is filled in.
Bytes record(std::uint16_t id, std::uint8_t type, const Bytes& body) {
    Bytes whole;
    append16(whole, id);
    append(whole, {kVersion, type, static_cast<unsigned>(body.size())});
    append(whole, body);
    return whole;
}

Bytes sensorHead(const Sensor& sensor) {
    Bytes body;
    constexpr unsigned initialized = 0x7f;
    const unsigned capabilities = sensor.isAnalog() ? 0x44 : 0x40; // re-arms by itself; thresholds can be read
    append(body, {kOwner, 0, sensor.number, sensor.entity, sensor.instance, initialized, capabilities, sensor.type,
                  sensor.eventType});
    return body;
}

Bytes fullRecord(std::uint16_t id, const Sensor& sensor) {
    auto body = sensorHead(sensor);
    const bool limits = sensor.critical != 0;
    const unsigned events = limits ? 0x0280 : 0; // upper non-critical and upper critical, going high
    append16(body, events);
    append16(body, events);
    append16(body, limits ? 0x0018 : 0); // which thresholds can be read
    append(body, {sensor.percent ? 0x01U : 0x00U, sensor.unit, 0, 0});
    append(body, {1, 0, 0, 0, 0, 0}); // M 1, B 0, no exponents: the raw value is the reading
    append(body, {0, 0, 0, 0, 0xff, 0}); // no nominal or normal values; the sensor's own range
    append(body, {0, sensor.critical, sensor.warning, 0, 0, 0, 0, 0, 0, 0, 0});
    appendName(body, sensor.name);
    return record(id, 0x01, body);
}

Bytes compactRecord(std::uint16_t id, const Sensor& sensor) {
    auto body = sensorHead(sensor);
    constexpr unsigned states = 0x0003;
    append16(body, states);
    append16(body, states);
    append16(body, states);
    append(body, {0xc0, 0, 0, 0x01, 0, 0, 0, 0, 0, 0, 0}); // no analog reading; one sensor, no sharing
    appendName(body, sensor.name);
    return record(id, 0x02, body);
}

Bytes fruLocator(std::uint16_t id, const FruDevice& device) {
    Bytes body;
    constexpr unsigned logical = 0x80, fruCommands = 0x10;
    append(body, {kOwner, device.id, logical, 0, 0, fruCommands, 0, device.entity, device.instance, 0});
    appendName(body, device.name);
    return record(id, 0x11, body);
}

Bytes controllerLocator(std::uint16_t id) {
    Bytes body;
    constexpr unsigned everything = 0x8f, managementController = 0x06;
    append(body, {kOwner, 0, 0, everything, 0, 0, 0, managementController, 1, 0});
    appendName(body, "iLO");
    return record(id, 0x12, body);
}

} // namespace

const std::vector<Sensor>& sensors() {
    static const std::vector<Sensor> table = {
        {1, "UID Light", kOem, kDigital, 0x07, 1, 0, false, 0, 0, readUid},
        {2, "SysHealth_Stat", kOem, kSeverity, 0x07, 2, 0, false, 0, 0, readHealth},
        {3, "01-Inlet Ambient", kTemperature, kThreshold, 0x40, 1, kCelsius, false, 42, 46, readAmbient},
        {4, "02-CPU 1", kTemperature, kThreshold, 0x41, 1, kCelsius, false, 70, 80, readCpu},
        {5, "03-CPU 2", kTemperature, kThreshold, 0x41, 2, kCelsius, false, 70, 80, readCpu},
        {6, "Power Meter", kOther, kThreshold, 0x15, 1, kWatts, false, 0, 0, readPower},
        {7, "Virtual Fan", kFan, kThreshold, 0x1d, 1, 0, true, 0, 0, readFan},
        {8, "System Power", kPowerUnit, kSpecific, 0x13, 1, 0, false, 0, 0, readSystemPower},
        {9, "Power Supplies", kPowerSupply, kRedundancy, 0x13, 2, 0, false, 0, 0, readSupplies},
        {10, "Fans", kFan, kRedundancy, 0x1d, 2, 0, false, 0, 0, readFans},
    };
    return table;
}

const Sensor* findSensor(std::uint8_t number) {
    const auto found = std::find_if(sensors().begin(), sensors().end(),
                                    [number](const Sensor& sensor) { return sensor.number == number; });
    return found == sensors().end() ? nullptr : &*found;
}

std::uint8_t thresholdStates(const Sensor& sensor, const SensorReading& reading) {
    constexpr unsigned always = 0xc0, nonCritical = 0x08, critical = 0x10;
    if (sensor.critical == 0 || !reading.available) {
        return always;
    }
    return static_cast<std::uint8_t>(always | (reading.value >= sensor.warning ? nonCritical : 0) |
                                     (reading.value >= sensor.critical ? critical : 0));
}

std::vector<Bytes> sensorRecords(const Chassis& chassis, BayNumber bay) {
    std::vector<Bytes> records;
    const auto next = [&records] { return static_cast<std::uint16_t>(records.size() + 1); };
    records.push_back(controllerLocator(next()));
    for (const Sensor& sensor : sensors()) {
        records.push_back(sensor.isAnalog() ? fullRecord(next(), sensor) : compactRecord(next(), sensor));
    }
    for (const FruDevice& device : fruDevices(chassis, bay)) {
        if (device.id != 0) { // the builtin one needs no locator
            records.push_back(fruLocator(next(), device));
        }
    }
    return records;
}

} // namespace seedbed::emulator::ipmi
