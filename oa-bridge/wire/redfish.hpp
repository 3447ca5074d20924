// SPDX-License-Identifier: GPL-3.0-or-later
// Redfish bodies of an iLO: JSON to values and back, pure. Used by Redfish. Both spellings of types and message
// ids are read, and both shapes of the error envelope. Source: HP's REST API documents, DMTF DSP0266. Errors of
// every reader, all without an object (the client names the iLO):
//   REDFISH-LOGIN-REFUSED refused, REDFISH-PRIVILEGE refused, REDFISH-LICENCE unsupported,
//   REDFISH-UNSUPPORTED unsupported (the firmware lacks it), REDFISH-NOT-FOUND notFound, REDFISH-STATE conflict,
//   REDFISH-POST busy (in POST: come again), REDFISH-BUSY busy, REDFISH-SESSIONS busy, REDFISH-CHANGED conflict,
//   REDFISH-OA conflict (the OA decides this), REDFISH-VALUE invalid, REDFISH-ERROR conflict (any other),
//   REDFISH-NONSENSE nonsense (not JSON, or without what the resource must have).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/model/ilo.hpp"

namespace seedbed::wire {

struct RedfishRoot {
    std::string version; // "1.0.0"
    std::string systems; // links
    std::string managers;
    std::string sessions;
    std::string managerType;     // "iLO 4"; empty when the root does not say
    std::string managerFirmware; // "2.55"
    bool operator==(const RedfishRoot&) const = default;
};

struct BootOverride {
    enum class Lasting { disabled, once, continuous };
    Lasting lasting = Lasting::disabled;
    BootSource source = BootSource::normal;
    bool operator==(const BootOverride&) const = default;
};

struct RedfishSystem {
    PowerReading power = PowerReading::unknown;
    std::string powerWord; // "Reset" is neither on nor off
    std::string product;
    std::string serialNumber;
    std::string uuid;
    std::string biosVersion;
    std::string hostName;
    Health health = Health::unknown;
    std::string postState; // FinishedPost, InPost, PowerOff...; empty when not told
    int memoryGib = 0;
    BootOverride boot;
    std::vector<std::string> bootTargets; // what the override may be; empty when not told
    std::string resetTarget;
    std::vector<std::string> resetTypes; // empty when not told
    std::vector<Nic> nics;
    bool operator==(const RedfishSystem&) const = default;
};

struct RedfishManager {
    std::string firmware; // "2.55"
    std::string model;    // "iLO 4"
    std::string resetTarget;
    std::string clockLink; // of the resource that tells the time, when it is another one
    std::string dateTime;  // ISO 8601; empty when not told here
    bool operator==(const RedfishManager&) const = default;
};

struct RedfishTask {
    bool done = false;
    bool good = false;
    std::string state;
    bool operator==(const RedfishTask&) const = default;
};

Result<RedfishRoot> readRedfishRoot(std::string_view body);
Result<std::vector<std::string>> readMembers(std::string_view body);
Result<RedfishSystem> readRedfishSystem(std::string_view body);
Result<RedfishManager> readRedfishManager(std::string_view body);
Result<std::string> readDateTime(std::string_view body);
Result<RedfishTask> readRedfishTask(std::string_view body);
// "2014-11-27T10:00:00Z", also with an offset or without any (then UTC). REDFISH-NONSENSE.
Result<std::chrono::system_clock::time_point> readIsoTime(std::string_view text);

// What an answer of 400 and more means.
Error redfishError(unsigned status, std::string_view body);
// Does a good answer say that the iLO must be reset before it counts?
bool asksForReset(std::string_view body);

std::string resetBody(std::string_view type);
std::string bootOverrideBody(const BootOverride& wanted);
std::string sessionBody(const std::string& user, const std::string& password);
// The reset type that does `command`, among those offered (all, when none are named). REDFISH-UNSUPPORTED.
Result<std::string> resetTypeFor(PowerCommand command, const RedfishSystem& system);

} // namespace seedbed::wire
