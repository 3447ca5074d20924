// SPDX-License-Identifier: GPL-3.0-or-later
// The report of a run, computed from the journal alone: any reader of the journal gets the same.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "appliance/journal/journal.hpp"

namespace seedbed {

// Error RUN-UNKNOWN.
Result<nlohmann::json> makeReport(Journal& journal, std::int64_t run);
nlohmann::json eventJson(const EventRecord& event);

} // namespace seedbed
