// SPDX-License-Identifier: GPL-3.0-or-later
// A config drive as Ironic hands it over: base64 of a gzipped file system image, or a URL to such a text
// (tripleo-deployment 10.4). At most 64 MiB. Error AGENT-CONFIG-DRIVE, and HTTP-* of the URL.
#pragma once

#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::deploy_agent {

Result<std::string> decodeBase64(std::string_view text); // blanks and line ends are skipped
Result<std::string> gunzip(std::string_view packed, std::size_t limit);
std::string gzip(std::string_view plain);
// The image, unpacked; a text without gzip inside is taken as it is.
Result<std::string> configDriveImage(const std::string& given);

} // namespace seedbed::deploy_agent
