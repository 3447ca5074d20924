// SPDX-License-Identifier: GPL-3.0-or-later
// A blade as a QEMU command line: pure. What each option is for was measured on QEMU 7.2: the boot order is
// given by boot indices alone (strict), a guest's reset or power-off pauses the machine so that the chassis
// decides what follows, firmware and boot ROM print on the serial port.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

enum class Accelerator { tcg, kvm };

// Place in the boot order, none: not booted from.
struct BootOrder {
    std::array<std::optional<int>, kNicsPerBlade> nics{};
    std::optional<int> disk;
};
// pxe: PXE NICs, then the disk; disk: the other way round; bios: nothing boots. Empty drives (cd, floppy) and
// none fall through to the order of pxe.
BootOrder bootOrderOf(const Blade& blade, BootDevice device);

struct QemuMachine {
    Accelerator accelerator = Accelerator::tcg;
    int memoryMb = 256;
    std::string disk; // qcow2 file
    std::optional<std::uint64_t> badByte; // of the disk: a write that covers it fails
    std::string monitorSocket;
    std::string serialSocket;
    std::array<std::string, kNicsPerBlade> taps{}; // empty: a NIC wired to nothing
};
std::vector<std::string> qemuArguments(const Blade& blade, const QemuMachine& machine,
                                       const BootOrder& order);

std::string uuidText(const Blade& blade); // 8-4-4-4-12, lower case

} // namespace seedbed::emulator
