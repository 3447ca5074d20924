// SPDX-License-Identifier: GPL-3.0-or-later
// What was observed of one chassis: the OA's snapshot, and per bay what each door says of the blade, with source and
// time. Immutable once collected; any thread. JSON has a schema number and only grows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "appliance/api/finding.hpp"
#include "oa-bridge/model/enclosure.hpp"
#include "oa-bridge/model/ilo.hpp"
#include "oa-bridge/model/witness.hpp"

namespace seedbed {

// What several doors tell of a blade, the OA's among them.
struct BladeWitnesses {
    Witnessed<bool> present;
    Witnessed<PowerReading> power;
    Witnessed<std::string> serial, uuid, product, iloAddress, iloFirmware;

    void add(const BladeWitnesses& others); // behind what is there; a UUID in the order of octets that is there
};

// A door that did not answer, or not all that it was asked; what it would have told is missing.
struct Gap {
    std::string door; // "IPMI", "RIBCL", ... as in the table of doors; "OA"
    Error error;
};

// What the doors of its iLO alone tell. They fill it, and the collector takes it over whole.
struct IloAccount {
    std::optional<EmbeddedHealth> health; // as RIBCL tells it
    std::optional<bool> startsByItself; // when its power comes back, as RIBCL tells it
    std::optional<BootOrder> bootOrder; // as RIBCL tells it
    std::map<Source, std::chrono::milliseconds> clockAhead; // of a device's clock, against ours
    std::vector<Gap> gaps;
    std::chrono::milliseconds took{}; // to ask them
};

struct BladeRecord : BladeWitnesses, IloAccount {
    BayNumber bay = 0;
    bool asked = true; // false: not one of the bays asked for

    bool answeredBy(Source source) const; // did it tell the power state?
    const Error* gapOf(std::string_view door) const; // nullptr: there is none
};

struct Inventory {
    Enclosure enclosure;
    std::vector<BladeRecord> blades; // by bay, all bays of the enclosure
    std::vector<Error> gaps;         // doors of the chassis that did not answer
    WallTime time;
    std::chrono::milliseconds took{}, oaTook{}; // the whole, and from its begin to the OA's last answer

    const BladeRecord* blade(BayNumber bay) const; // nullptr when there is none
};

nlohmann::json inventoryJson(const Inventory& inventory);

// Values on which the doors disagree: one finding a value, naming every account. WIT-OUTVOTED warns, WIT-UNDECIDED
// blocks, for none can decide it.
std::vector<Finding> disagreements(const Inventory& inventory);

} // namespace seedbed
