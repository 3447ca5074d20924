// SPDX-License-Identifier: GPL-3.0-or-later
// What the chassis tells the boot ROM of a namespace blade, and what the boot ROM tells the first process
// inside: two values that travel as JSON files in the blade's run directory. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/emulator/blade/partition_table.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

struct NamespaceNic {
    std::string mac;
    bool pxe = false;
};

struct NamespaceMachine {
    int bay = 0;
    std::string serial;
    std::string uuid;
    std::string product;
    std::string console;                // slave side of the pseudo terminal
    std::string disk;                   // sparse raw file
    std::optional<std::uint64_t> badByte; // of the disk: nothing can be written there or beyond
    std::string workDirectory;          // exists; the boot ROM mounts its own tmpfs there
    std::vector<std::string> bootOrder; // "pxe", "disk"
    std::vector<NamespaceNic> nics;     // eth0..eth7
};
std::string toJson(const NamespaceMachine& machine);
Result<NamespaceMachine> readNamespaceMachine(std::string_view json);

// One start of an operating system: a root, and how its first process finds the machine.
struct NamespaceStart {
    std::string root;                   // directory: the unpacked ramdisk, or where the partition is mounted
    std::optional<Partition> partition; // of `disk`
    std::string init;                   // path inside the root
    std::string commandLineFile;        // becomes /proc/cmdline
    std::string console;
    std::string disk;
    std::optional<std::uint64_t> badByte;
    std::string serial;
};
std::string toJson(const NamespaceStart& start);
Result<NamespaceStart> readNamespaceStart(std::string_view json);

// Statuses with which the boot ROM ends: what reboot(2) inside a PID namespace makes of its first process
// (SIGHUP and SIGINT, pid_namespaces(7)).
constexpr int kStatusRestarted = 129;
constexpr int kStatusPoweredOff = 130;

} // namespace seedbed::emulator
