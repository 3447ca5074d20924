// SPDX-License-Identifier: GPL-3.0-or-later
// image.install_bootloader, which Ironic asks for after a partition image (tripleo-deployment 10.4, order 7):
// the boot code that starts the active partition goes into the disk's first sector. The partition's own boot
// sector comes with the image (EXTLINUX or the like). Only BIOS: the kit's blades have no other. Errors
// AGENT-BOOTLOADER, AGENT-BOOT-MODE.
#pragma once

#include <string>

#include "firmware/deploy-agent/api/scene.hpp"

namespace seedbed::deploy_agent {

// `sector` with `code` before its table. Pure. Error AGENT-BOOTLOADER: no table, no active partition, code of
// a wrong size.
Result<std::string> withBootCode(std::string sector, const std::string& code);
Result<nlohmann::json> installBootloader(Scene& scene, const nlohmann::json& params, const Job::Tell& tell);

} // namespace seedbed::deploy_agent
