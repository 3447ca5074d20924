// SPDX-License-Identifier: GPL-3.0-or-later
// The boot NIC: found by its MAC, configured with the address the boot loader was given.
#pragma once

#include <string>

#include "firmware/deploy-agent/kernel_arguments.hpp"
#include "firmware/deploy-agent/machine.hpp"

namespace seedbed::deploy_agent {

// Waits for the device. Error AGENT-NIC lists what is there instead.
Result<std::string> findInterface(MacAddress mac, const DeviceEvents& events, posix::Clock::time_point deadline);
// Up, address, default route; loopback up as well. Error AGENT-NETWORK.
Result<> configureInterface(const std::string& name, const StaticAddress& address);

} // namespace seedbed::deploy_agent
