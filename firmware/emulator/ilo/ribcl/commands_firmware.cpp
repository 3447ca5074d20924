// SPDX-License-Identifier: GPL-3.0-or-later
// Firmware versions and updates, and the restart of the iLO.
#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/ilo/ribcl/firmware_image.hpp"
#include "firmware/emulator/ilo/ribcl/wordings.hpp"

namespace seedbed::emulator::ribcl {
namespace {

Outcome badImage(std::string_view why) {
    auto outcome = Outcome::refused(status::generic, std::string(why));
    outcome.informs.emplace_back(why);
    return outcome;
}

void install(Call& call, const FirmwareImage& image) {
    if (image.isIlo) {
        call.chassis.setIloFirmware(call.bay, image.version);
        call.effects.restartIlo = true;
    } else {
        call.chassis.setRomVersion(call.bay, image.version);
    }
    call.note("Firmware was updated to " + image.version);
}

} // namespace

Outcome getFirmwareVersion(Call& call) {
    auto element = tag("GET_FW_VERSION", {{"FIRMWARE_VERSION", std::string(iloVersion(call.blade()))},
                                          {"FIRMWARE_DATE", iloDate(call.blade())},
                                          {"MANAGEMENT_PROCESSOR", "iLO4"},
                                          {"LICENSE_TYPE", "iLO 4 Advanced"}});
    element.inLines = true;
    return Outcome::of(std::move(element));
}

// Says that the updater knows of the TPM; there is none.
Outcome tpmEnabled(Call& call) {
    return truth(call.node.text("VALUE")) ? Outcome() : invalidValue("TPM_ENABLED");
}

Outcome updateFirmware(Call& call) {
    if (call.effects.image == nullptr || call.effects.image->empty()) {
        return badImage(words::noImage);
    }
    const auto& bytes = *call.effects.image;
    if (call.node.text("IMAGE_LENGTH") != std::to_string(bytes.size())) {
        return badImage(words::imageLength);
    }
    const auto image = readFirmwareImage(bytes, romFamily(call.blade()));
    if (!image) {
        call.note("Firmware update failed");
        return badImage(words::wrongImage);
    }
    Outcome outcome;
    for (const int percent : {0, 50, 100}) {
        outcome.informs.push_back(fmt::format(fmt::runtime(words::flashing), percent));
    }
    install(call, *image);
    return outcome;
}

Outcome resetRib(Call& call) {
    call.effects.restartIlo = true;
    return {};
}

} // namespace seedbed::emulator::ribcl
