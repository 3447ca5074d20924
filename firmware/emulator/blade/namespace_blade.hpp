// SPDX-License-Identifier: GPL-3.0-or-later
// A blade that is a set of Linux namespaces: cheap and quick, without kernel and firmware of its own, running
// the same ramdisk and disk image as a QEMU blade. Owned by its slot of the chassis; calls and events as in
// BladeBackend. One boot ROM process (see boot_rom.hpp) from a start to the next; its end says what happened.
#pragma once

#include <filesystem>
#include <memory>

#include "firmware/emulator/blade/disk_choice.hpp"
#include "firmware/emulator/blade/fabric.hpp"

namespace seedbed::emulator {

class NamespaceBlade : public BladeBackend {
public:
    // Without a fabric the blade has no NICs and boots from its disk only.
    NamespaceBlade(Chassis& chassis, BayNumber bay, Fabric* fabric, std::uint64_t diskBytes);
    ~NamespaceBlade() override;

    Task<> powerOn(const Blade& blade, BootDevice device) override;
    Task<> powerOff() override;
    Task<> reset(const Blade& blade, BootDevice device) override;
    Task<> pressButton() override;
    void rewire(const Blade& blade) override;
    void typeConsole(std::string_view bytes) override;

private:
    struct Machine;
    Result<> makeDisk();
    Result<std::shared_ptr<Machine>> spawn(const Blade& blade, BootDevice device);
    asio::awaitable<void> watch(std::shared_ptr<Machine> machine);
    std::filesystem::path file(std::string_view kind) const; // STATE/run/bayN.kind
    DiskChoice disk() const { return chooseDisk(chassis_, bay_, diskBytes_); }
    std::filesystem::path diskFile() const; // STATE/disks/NAME.raw

    Chassis& chassis_;
    BayNumber bay_;
    Fabric* fabric_;
    std::uint64_t diskBytes_;
    std::shared_ptr<Machine> machine_; // none: powered off
    Nursery nursery_;
};

} // namespace seedbed::emulator
