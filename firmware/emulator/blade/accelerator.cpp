// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/accelerator.hpp"

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::emulator {
namespace {

constexpr int kProbeStatus = 0x31 << 1 | 1; // what isa-debug-exit makes of the byte 0x31

// mov dx,0xf4; mov al,0x31; out dx,al; hlt; jmp -3
std::string probeSector() {
    std::string sector("\xba\xf4\x00\xb0\x31\xee\xf4\xeb\xfd", 9);
    sector.resize(510);
    return sector + "\x55\xaa";
}

ProcessSpec probeGuest(const std::filesystem::path& disk) {
    ProcessSpec spec({"qemu-system-x86_64", "-machine", "pc", "-accel", "kvm", "-cpu", "max", "-m", "32",
                      "-nodefaults", "-no-user-config", "-display", "none", "-drive",
                      "if=ide,format=raw,file=" + disk.string(), "-device",
                      "isa-debug-exit,iobase=0xf4,iosize=1"});
    spec.deadline = std::chrono::seconds(5);
    return spec;
}

} // namespace

Task<Accelerator> probeAccelerator(std::filesystem::path scratch) {
    const auto disk = scratch / "kvm-probe.img";
    std::error_code ignored; // the directory may be there; writing tells
    std::filesystem::create_directories(scratch, ignored);
    const auto written = writeFile(disk, probeSector());
    if (!written) {
        co_return fail(written.error());
    }
    auto outcome = co_await run(probeGuest(disk));
    std::filesystem::remove(disk, ignored);
    if (outcome && outcome->status == kProbeStatus) {
        log::info("BLADE-ACCELERATOR", "the probe guest ran under KVM: blades use it");
        co_return Accelerator::kvm;
    }
    const auto why = !outcome ? toSentence(outcome.error()) : log::printable(outcome->errors, 200);
    log::info("BLADE-ACCELERATOR", "the probe guest did not run under KVM: blades use tcg", {{"CAUSE", why}});
    co_return Accelerator::tcg;
}

} // namespace seedbed::emulator
