// SPDX-License-Identifier: GPL-3.0-or-later
// A domain as JSON text, to be kept and read again: the state that was found on arrival, the --actual of
// `seedbed vc compile`. Sorted, so that equal domains are equal texts. Pure.
#pragma once

#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

std::string domainToJson(const VcDomain& domain);
// Errors JSON-SYNTAX, and VC-SAVED-DOMAIN (invalid): it is no domain, or one of a later format.
Result<VcDomain> domainFromJson(std::string_view text);

} // namespace seedbed::vc
