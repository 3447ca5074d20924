// SPDX-License-Identifier: GPL-3.0-or-later
// An Error as the API and the journal write it: an object of six texts. Pure.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed {

std::string errorJson(const Error& error);
Error errorFromJson(const nlohmann::json& json); // what is missing stays empty; an unknown kind is internal

} // namespace seedbed
