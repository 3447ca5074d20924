// SPDX-License-Identifier: GPL-3.0-or-later
// The sensors of an iLO 4 and their records in the SDR repository. Readings come from the chassis, so that they agree
// with the OA's and RIBCL's. Pure functions of the chassis; I/O thread. Source: IPMI 2.0 sections 35 and 43; sensor
// names and entities as public captures of the family show them, limits inferred.
#pragma once

#include <optional>
#include <vector>

#include "firmware/emulator/ipmi/bytes.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::ipmi {

struct SensorReading {
    bool available = true;
    std::uint8_t value = 0;   // raw; of a discrete sensor 0
    std::uint16_t states = 0; // of a discrete sensor
};

struct Sensor {
    std::uint8_t number;
    const char* name;
    std::uint8_t type;        // table 42-3
    std::uint8_t eventType;   // 1: by thresholds
    std::uint8_t entity, instance;
    std::uint8_t unit;        // table 43-15
    bool percent;
    std::uint8_t warning, critical; // upper thresholds; 0: none
    SensorReading (*read)(const Chassis&, BayNumber);
    bool isAnalog() const { return eventType == 1; }
};

const std::vector<Sensor>& sensors();
const Sensor* findSensor(std::uint8_t number);
// The state bits of a reading that is beyond a threshold.
std::uint8_t thresholdStates(const Sensor& sensor, const SensorReading& reading);

// All records of the repository, by ascending id, header included.
std::vector<Bytes> sensorRecords(const Chassis& chassis, BayNumber bay);

} // namespace seedbed::emulator::ipmi
