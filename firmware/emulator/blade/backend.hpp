// SPDX-License-Identifier: GPL-3.0-or-later
// The one place that knows all kinds of blades. main asks it once a bay and hands the result to the chassis.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "firmware/emulator/blade/fabric.hpp"
#include "firmware/emulator/blade/qemu_blade.hpp"

namespace seedbed::emulator {

enum class BackendKind { none, namespaces, qemu };
// "none", "namespace", "qemu", as the command line says.
std::optional<BackendKind> backendKind(std::string_view name);

// No back end for BackendKind::none: the chassis' own state is the blade. `fabric` may be missing (loopback
// mode). The memory of the settings is QEMU's, the disk size everybody's.
std::unique_ptr<BladeBackend> makeBackend(BackendKind kind, Chassis& chassis, BayNumber bay, Fabric* fabric,
                                          const QemuSettings& settings);

} // namespace seedbed::emulator
