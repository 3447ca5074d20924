// SPDX-License-Identifier: GPL-3.0-or-later
// SOAP answers of the Onboard Administrator besides the snapshot of the chassis: bytes -> values, pure. Used by
// OnboardAdministrator. Errors as in oa_soap.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/model/oa_settings.hpp"
#include "oa-bridge/wire/oa_soap.hpp"

namespace seedbed::wire {

OaCall powerConfigCall(const OaPowerConfig& config); // setPowerConfigInfo
OaCall thermalCall(std::string sensorType, int bay);
OaCall unitLightCall(BayNumber bay, std::string command); // UID_CMD_ON, UID_CMD_OFF, UID_CMD_BLINK
OaCall logCall(std::string name, BayNumber bay);

Result<std::vector<BladePortMap>> readPortMaps(std::string_view reply);
Result<std::vector<ThermalReading>> readBladeThermals(std::string_view reply);
Result<ThermalReading> readThermal(std::string_view reply);
Result<OaPowerConfig> readPowerConfig(std::string_view reply);
Result<OaUser> readOaUser(std::string_view reply);
Result<std::string> readOaSyslog(std::string_view reply);
Result<std::vector<LogRecord>> readMpEventLog(std::string_view reply); // getBladeMpEventLog
Result<std::vector<LogRecord>> readMpIml(std::string_view reply);      // getBladeMpIml
Result<BootOrder> readBladeBoot(std::string_view reply);
// OA-NO-CLOCK (unsupported) when it tells local time and not which.
Result<std::chrono::system_clock::time_point> readEnclosureTime(std::string_view reply);

} // namespace seedbed::wire
