// SPDX-License-Identifier: GPL-3.0-or-later
// Fetches a small file by TFTP: the token of the deployment (tripleo-deployment 9.8 step 6).
#pragma once

#include <string>

#include "firmware/posix/descriptor.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed::deploy_agent {

// The content, empty when the server says that there is no such file. Every packet is repeated each second, six
// times. Error AGENT-TFTP when the server stays silent, refuses or sends more than 64 KiB.
Result<std::string> fetchByTftp(Ipv4Address server, const std::string& file);

} // namespace seedbed::deploy_agent
