// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/backend.hpp"

#include "firmware/emulator/blade/namespace_blade.hpp"

namespace seedbed::emulator {

std::optional<BackendKind> backendKind(std::string_view name) {
    if (name == "none") {
        return BackendKind::none;
    }
    if (name == "namespace") {
        return BackendKind::namespaces;
    }
    if (name == "qemu") {
        return BackendKind::qemu;
    }
    return std::nullopt;
}

std::unique_ptr<BladeBackend> makeBackend(BackendKind kind, Chassis& chassis, BayNumber bay, Fabric* fabric,
                                          const QemuSettings& settings) {
    switch (kind) {
    case BackendKind::qemu:
        return std::make_unique<QemuBlade>(chassis, bay, fabric, settings);
    case BackendKind::namespaces:
        return std::make_unique<NamespaceBlade>(chassis, bay, fabric, settings.diskBytes);
    case BackendKind::none:
        return nullptr;
    }
    return nullptr;
}

} // namespace seedbed::emulator
