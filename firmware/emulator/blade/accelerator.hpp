// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out whether KVM works by starting a guest, because /dev/kvm may exist on hosts where QEMU dies with
// it.
#pragma once

#include <filesystem>

#include "firmware/emulator/blade/qemu_machine.hpp"

namespace seedbed::emulator {

// The probe guest is a boot sector that the BIOS loads and that ends QEMU with a status of its own; anything
// else within five seconds means tcg. `scratch` holds its disk for the moment. Errors: only those of writing
// that file.
Task<Accelerator> probeAccelerator(std::filesystem::path scratch);

} // namespace seedbed::emulator
