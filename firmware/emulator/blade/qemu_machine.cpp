// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/qemu_machine.hpp"

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

// QEMU separates the fields of an option by commas; a comma inside a value is doubled.
std::string quoted(const std::string& value) {
    std::string text;
    for (char c : value) {
        text += c == ',' ? std::string(",,") : std::string(1, c);
    }
    return text;
}

std::string bootIndex(const std::optional<int>& place) {
    return place ? fmt::format(",bootindex={}", *place) : std::string();
}

void addNic(std::vector<std::string>& argv, const Nic& nic, const std::string& tap, int index) {
    argv.push_back("-netdev");
    argv.push_back(tap.empty()
                       ? fmt::format("hubport,id=n{0},hubid={0}", index)
                       : fmt::format("tap,id=n{},ifname={},script=no,downscript=no", index, quoted(tap)));
    argv.push_back("-device");
    argv.push_back(fmt::format("virtio-net-pci,id=nic{0},netdev=n{0},mac={1}{2}", index, nic.mac.toString(),
                               nic.pxe ? "" : ",romfile="));
}

// The sector of `badByte` fails by QEMU's own means: a blkdebug node above the image (QEMU docs/devel/blkdebug).
std::string drive(const QemuMachine& machine) {
    constexpr std::uint64_t sector = 512;
    constexpr const char* options = "if=none,id=d0,cache=unsafe,discard=unmap,detect-zeroes=unmap";
    if (!machine.badByte) {
        return fmt::format("{},file={},format=qcow2", options, quoted(machine.disk));
    }
    return fmt::format("{},driver=blkdebug,image.driver=qcow2,image.file.driver=file,image.file.filename={},"
                       "inject-error.0.event=none,inject-error.0.iotype=write,inject-error.0.errno=5,"
                       "inject-error.0.sector={}",
                       options, quoted(machine.disk), *machine.badByte / sector);
}

} // namespace

std::string uuidText(const Blade& blade) {
    std::string bytes(blade.uuid.begin(), blade.uuid.end());
    auto text = toHex(bytes);
    for (const std::size_t dash : {8u, 13u, 18u, 23u}) {
        text.insert(dash, "-");
    }
    return text;
}

BootOrder bootOrderOf(const Blade& blade, BootDevice device) {
    BootOrder order;
    if (device == BootDevice::bios) {
        return order;
    }
    int next = 0;
    if (device == BootDevice::disk) {
        order.disk = next++;
    }
    for (std::size_t i = 0; i < blade.nics.size(); ++i) {
        if (blade.nics[i].pxe) {
            order.nics[i] = next++;
        }
    }
    if (!order.disk) {
        order.disk = next;
    }
    return order;
}

std::vector<std::string> qemuArguments(const Blade& blade, const QemuMachine& machine,
                                       const BootOrder& order) {
    const auto accelerator = machine.accelerator == Accelerator::kvm ? "kvm" : "tcg,tb-size=64";
    std::vector<std::string> argv = {"qemu-system-x86_64",
                                     "-name",
                                     fmt::format("bay{}", blade.bay),
                                     "-machine",
                                     "q35,graphics=off",
                                     "-accel",
                                     accelerator,
                                     "-cpu",
                                     "max",
                                     "-m",
                                     std::to_string(machine.memoryMb),
                                     "-nodefaults",
                                     "-no-user-config",
                                     "-display",
                                     "none",
                                     "-S",
                                     "-boot",
                                     "strict=on",
                                     "-action",
                                     "reboot=shutdown,shutdown=pause"};
    argv.insert(argv.end(),
                {"-smbios", fmt::format("type=1,manufacturer=HP,product={},serial={},uuid={}",
                                        quoted(blade.productName), quoted(blade.serial), uuidText(blade))});
    for (int i = 0; i < kNicsPerBlade; ++i) {
        const auto at = static_cast<std::size_t>(i);
        addNic(argv, blade.nics[at], machine.taps[at], i);
        argv.back() += bootIndex(order.nics[at]);
    }
    argv.insert(argv.end(), {"-drive",
                             drive(machine),
                             "-device", "virtio-blk-pci,id=disk0,drive=d0" + bootIndex(order.disk)});
    argv.insert(argv.end(),
                {"-chardev",
                 fmt::format("socket,id=serial0,path={},server=on,wait=off", quoted(machine.serialSocket)),
                 "-serial", "chardev:serial0", "-qmp",
                 fmt::format("unix:{},server=on,wait=off", quoted(machine.monitorSocket))});
    return argv;
}

} // namespace seedbed::emulator
