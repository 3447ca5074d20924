// SPDX-License-Identifier: GPL-3.0-or-later
// A blade that is a QEMU machine. Owned by its slot of the chassis; calls and events as in BladeBackend. One
// QEMU process from power-on to power-off; a reset, also one by the guest, pauses and restarts the machine
// inside it. A QEMU that ends by itself is reported with Chassis::bladeStopped. Its log is
// STATE/run/bayN.qemu.log.
#pragma once

#include <filesystem>
#include <memory>

#include "firmware/emulator/blade/disk_choice.hpp"
#include "firmware/emulator/blade/fabric.hpp"
#include "firmware/emulator/blade/qemu_machine.hpp"
#include "firmware/emulator/blade/qmp_message.hpp"

namespace seedbed::emulator {

struct QemuSettings {
    Accelerator accelerator = Accelerator::tcg; // from probeAccelerator
    int memoryMb = 256;
    std::uint64_t diskBytes = 1u << 30;
};

class QemuBlade : public BladeBackend {
public:
    // Without a fabric (loopback mode) the NICs are wired to nothing.
    QemuBlade(Chassis& chassis, BayNumber bay, Fabric* fabric, QemuSettings settings);
    ~QemuBlade() override;

    Task<> powerOn(const Blade& blade, BootDevice device) override;
    Task<> powerOff() override;
    Task<> reset(const Blade& blade, BootDevice device) override;
    Task<> pressButton() override;
    void rewire(const Blade& blade) override;
    void typeConsole(std::string_view bytes) override;

private:
    struct Machine;
    Task<> makeDisk();
    Result<std::shared_ptr<Machine>> spawn(const Blade& blade, const BootOrder& order);
    Task<> connect(std::shared_ptr<Machine> machine);
    Task<> bringToLife(std::shared_ptr<Machine> machine, Blade blade, BootDevice device);
    void onEvent(Machine& machine, const QmpEvent& event);
    asio::awaitable<void> guestStopped(std::shared_ptr<Machine> machine, std::string reason);
    asio::awaitable<void> watch(std::shared_ptr<Machine> machine);
    std::filesystem::path file(std::string_view kind) const; // STATE/run/bayN.kind
    DiskChoice disk() const { return chooseDisk(chassis_, bay_, settings_.diskBytes); }
    std::filesystem::path diskFile() const; // STATE/disks/NAME.qcow2

    Chassis& chassis_;
    BayNumber bay_;
    Fabric* fabric_;
    QemuSettings settings_;
    std::shared_ptr<Machine> machine_; // none: powered off
    Nursery nursery_;
};

} // namespace seedbed::emulator
