// SPDX-License-Identifier: GPL-3.0-or-later
// Virtual media: one floppy (or USB key) and one CD, by URL.
#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/ilo/ribcl/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::ribcl {
namespace {

constexpr const char* kBootWords[] = {"NO_BOOT", "BOOT_ONCE", "BOOT_ALWAYS"};
constexpr std::size_t kLongestUrl = 255;

// The drive a command names; CDROM when it names none.
VirtualMedia* driveOf(Call& call) {
    const auto name = call.node.get("DEVICE").value_or("CDROM");
    if (iequals(name, "CDROM")) {
        return &call.ilo().cd;
    }
    return iequals(name, "FLOPPY") ? &call.ilo().floppy : nullptr;
}

Outcome noDrive() {
    return Outcome::refused(status::mediaOption, std::string(words::mediaOption));
}

bool setBoot(VirtualMedia& drive, std::string_view word) {
    for (std::size_t i = 0; i < std::size(kBootWords); ++i) {
        if (iequals(word, kBootWords[i])) {
            drive.boot = static_cast<MediaBoot>(i);
            drive.connected = drive.connected || (drive.boot != MediaBoot::none && !drive.url.empty());
            return true;
        }
    }
    return false;
}

bool setOption(VirtualMedia& drive, std::string_view word) {
    if (iequals(word, "CONNECT")) {
        drive.connected = !drive.url.empty();
        return drive.connected;
    }
    if (iequals(word, "DISCONNECT")) {
        drive.connected = false;
        drive.boot = MediaBoot::none;
        return true;
    }
    return setBoot(drive, word);
}

} // namespace

Outcome getVmStatus(Call& call) {
    const auto* drive = driveOf(call);
    if (drive == nullptr) {
        return noDrive();
    }
    return Outcome::of(
        tag("GET_VM_STATUS", {{"VM_APPLET", drive->connected ? "CONNECTED" : "DISCONNECTED"},
                              {"DEVICE", drive == &call.ilo().cd ? "CDROM" : "FLOPPY"},
                              {"BOOT_OPTION", kBootWords[static_cast<std::size_t>(drive->boot)]},
                              {"WRITE_PROTECT", drive->writeProtected ? "YES" : "NO"},
                              {"IMAGE_INSERTED", drive->url.empty() ? "NO" : "YES"},
                              {"IMAGE_URL", drive->url}}));
}

Outcome insertVirtualMedia(Call& call) {
    auto* drive = driveOf(call);
    const auto url = call.node.text("IMAGE_URL");
    if (drive == nullptr || !isPlain(url, kLongestUrl) ||
        (!startsWith(url, "http://") && !startsWith(url, "https://"))) {
        return noDrive();
    }
    if (!drive->url.empty()) {
        return Outcome::refused(status::mediaOption, std::string(words::mediaPresent));
    }
    drive->url = url;
    call.note("Virtual Media image inserted");
    call.chassis.iloChanged(call.bay);
    return {};
}

Outcome ejectVirtualMedia(Call& call) {
    auto* drive = driveOf(call);
    if (drive == nullptr) {
        return noDrive();
    }
    if (drive->url.empty()) {
        return Outcome::refused(status::mediaOption, std::string(words::noMedia));
    }
    *drive = VirtualMedia();
    call.note("Virtual Media image ejected");
    call.chassis.iloChanged(call.bay);
    return {};
}

Outcome setVmStatus(Call& call) {
    auto* drive = driveOf(call);
    if (drive == nullptr) {
        return noDrive();
    }
    auto changed = *drive;
    const auto boot = call.node.valueOf("VM_BOOT_OPTION");
    const auto protection = call.node.valueOf("VM_WRITE_PROTECT");
    const auto isProtected = protection ? truth(*protection) : std::optional(drive->writeProtected);
    if ((boot && !setOption(changed, *boot)) || !isProtected) {
        return noDrive();
    }
    changed.writeProtected = *isProtected;
    *drive = changed;
    call.note("Virtual Media settings were changed");
    call.chassis.iloChanged(call.bay);
    return {};
}

} // namespace seedbed::emulator::ribcl
