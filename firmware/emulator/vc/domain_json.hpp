// SPDX-License-Identifier: GPL-3.0-or-later
// The domain as JSON, for the state directory. Pure.
#pragma once

#include <string>
#include <string_view>

#include "firmware/emulator/vc/domain.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::emulator::vc {

std::string domainToJson(const Domain& domain);
// Error VC-DOMAIN-FILE when the text is not what domainToJson writes.
Result<Domain> domainFromJson(std::string_view text);

} // namespace seedbed::emulator::vc
