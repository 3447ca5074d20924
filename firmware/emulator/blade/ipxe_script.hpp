// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the iPXE script language that boot services write, read as a pure function: what a namespace
// blade would load and start. Called by the boot ROM of namespace blades. The language: ipxe.org/scripting,
// /cmd. Not here: menus, goto, retries ("|| command" is dropped: a failed step ends the script, and the ROM
// goes on to the next boot device, as a script without it does on metal).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::emulator {

// Settings as iPXE names them: "ip", "netmask", "gateway", "next-server", "mac", "uuid", "serial", ...
using IpxeSettings = std::map<std::string, std::string>;

// Replaces ${name}, ${name:type} and ${net0/name}; what is not set becomes nothing, as in iPXE. Types hexhyp
// (dashes), hexraw (no separators) and uristring change colons; other types leave the text alone.
std::string expandIpxe(std::string_view text, const IpxeSettings& settings);

enum class IpxeEnd {
    bootKernel, // "boot" with a kernel loaded
    bootDisk,   // "sanboot" of a BIOS drive
    leave,      // "exit", or the end of the script: the BIOS tries its next boot device
    chain,      // another script takes over
};

struct IpxePlan {
    IpxeEnd end = IpxeEnd::leave;
    std::string kernel;               // as written, maybe relative to the script
    std::string arguments;            // kernel command line, expanded
    std::vector<std::string> initrds; // in order
    std::string chainTo;
    std::vector<std::string> messages; // what the script echoes
};

bool isIpxeScript(std::string_view content);
// Errors IPXE-NOT-A-SCRIPT, IPXE-COMMAND (a command outside the subset, with its line), IPXE-NO-KERNEL.
Result<IpxePlan> readIpxeScript(std::string_view content, IpxeSettings settings);

// `reference` as iPXE resolves it against the address of the script: absolute, from the root, or beside it.
std::string resolveUrl(const std::string& base, const std::string& reference);

} // namespace seedbed::emulator
