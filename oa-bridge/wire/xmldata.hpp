// SPDX-License-Identifier: GPL-3.0-or-later
// The answer to GET /xmldata?item=all of an OA or an iLO: bytes to values, pure. Used by probeDevice. Error
// XMLDATA-NONSENSE (nonsense): not XML, or no RIMP document of either.
#pragma once

#include <string_view>

#include "oa-bridge/model/oa_settings.hpp"

namespace seedbed::wire {

Result<DeviceIdentity> readXmlData(std::string_view reply);

} // namespace seedbed::wire
