// SPDX-License-Identifier: GPL-3.0-or-later
// Values in the words of the device. Private to vc-config/text. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {

Error nonsense(std::string_view command, std::string cause);
std::optional<int> leadingNumber(std::string_view text);
// "enc0:3", "3", "Bay 3" -> 3
std::optional<BayNumber> bayOf(std::string_view text);
bool isOn(std::string_view value);
// "Custom (2.5 Gb)", "1 Gb", "500 Mb" -> Mb
std::optional<int> speedOf(std::string_view text);
// The records of one reply that have `key`; an error when the device refused the question.
Result<std::vector<Record>> recordsWith(std::string_view key, std::string_view reply,
                                        std::string_view command);

} // namespace seedbed::vc
