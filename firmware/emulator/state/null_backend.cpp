// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/null_backend.hpp"

namespace seedbed::emulator {

std::string_view toString(BootDevice device) {
    constexpr std::string_view names[] = {"none", "pxe", "disk", "cd", "floppy", "bios", "usb"};
    return names[static_cast<std::size_t>(device)];
}

Task<> NullBackend::powerOn(const Blade& blade, BootDevice device) {
    chassis_.console(bay_).received(fmt::format(
        "\r\n{}  Serial {}\r\nSystem ROM {}\r\n{} processors, {} MB memory\r\n"
        "Boot device: {}\r\nNo operating system.\r\n",
        blade.productName, blade.serial, blade.romVersion, blade.cpus, blade.memoryMb, toString(device)));
    co_return Result<>();
}

Task<> NullBackend::powerOff() {
    co_return Result<>();
}

Task<> NullBackend::reset(const Blade& blade, BootDevice device) {
    return powerOn(blade, device);
}

Task<> NullBackend::pressButton() {
    chassis_.bladeStopped(bay_, "power button");
    co_return Result<>();
}

void NullBackend::rewire(const Blade&) {} // nothing is wired to a state machine

void NullBackend::typeConsole(std::string_view bytes) {
    chassis_.console(bay_).received(bytes);
}

} // namespace seedbed::emulator
