// SPDX-License-Identifier: GPL-3.0-or-later
// DHCP as the PXE ROM speaks it: busybox udhcpc asks, and calls our own program (a symbolic link named
// kDhcpHook) when it has a lease, which keeps the facts in a file. Called by the boot ROM. Options: PXE
// specification 2.1 section 2.2; 175 and 77 make a boot service take the ROM for iPXE, which it is on QEMU
// blades.
#pragma once

#include <string>
#include <vector>

#include "firmware/emulator/blade/ipxe_script.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

constexpr std::string_view kDhcpHook = "namespace-dhcp";
constexpr const char* kLeaseVariable = "SEEDBED_LEASE_FILE";

struct DhcpLease {
    std::string address;
    std::string netmask;
    int prefix = 24;
    std::string gateway;
    std::string nextServer;
    std::string bootFile;
};
// From the environment that udhcpc gives its script, one "name=value" a line. Errors DHCP-LEASE (no address).
Result<DhcpLease> readLease(std::string_view facts);
IpxeSettings settingsOf(const DhcpLease& lease);

std::vector<std::string> dhcpArguments(const std::string& interface, const std::string& hook,
                                       const std::string& uuid);
// The program as udhcpc's script: exit status.
int runDhcpHook(int argc, char** argv);

} // namespace seedbed::emulator
