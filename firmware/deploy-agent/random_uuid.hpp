// SPDX-License-Identifier: GPL-3.0-or-later
// A random UUID from the kernel's own generator. base has one too, but that brings OpenSSL's into the
// ramdisk.
#pragma once

#include <string>

namespace seedbed::deploy_agent {

std::string randomUuid(); // version 4, lower case

} // namespace seedbed::deploy_agent
