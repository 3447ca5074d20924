// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/qemu_machine.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

Blade sampleBlade() {
    Blade blade;
    blade.bay = 3;
    blade.serial = "SGH0000003";
    blade.productName = "ProLiant BL460c Gen8, E5";
    for (std::size_t i = 0; i < blade.uuid.size(); ++i) {
        blade.uuid[i] = static_cast<std::uint8_t>(i);
    }
    for (std::size_t i = 0; i < blade.nics.size(); ++i) {
        blade.nics[i].mac.bytes = {2, 0, 0, 0, 3, static_cast<std::uint8_t>(i)};
    }
    blade.nics[1].pxe = true;
    return blade;
}

TEST(BootOrderOf, PutsTheChosenDeviceFirst) {
    const auto blade = sampleBlade();
    const auto pxe = bootOrderOf(blade, BootDevice::pxe);
    EXPECT_EQ(pxe.nics[1], 0);
    EXPECT_EQ(pxe.disk, 1);
    EXPECT_EQ(pxe.nics[0], std::nullopt);
    const auto disk = bootOrderOf(blade, BootDevice::disk);
    EXPECT_EQ(disk.disk, 0);
    EXPECT_EQ(disk.nics[1], 1);
    EXPECT_EQ(bootOrderOf(blade, BootDevice::bios).disk, std::nullopt);
    EXPECT_EQ(bootOrderOf(Blade(), BootDevice::pxe).disk, 0); // no profile: only the disk is left
}

TEST(QemuArguments, EightNicsOneBootRomAndTheIdentityOfTheBlade) {
    const auto blade = sampleBlade();
    QemuMachine machine;
    machine.disk = "/s/disks/bay3.qcow2";
    machine.taps[1] = "sbb3n1";
    const auto argv = qemuArguments(blade, machine, bootOrderOf(blade, BootDevice::pxe));
    EXPECT_THAT(argv, testing::Contains("tcg,tb-size=64"));
    EXPECT_THAT(argv, testing::Contains("virtio-net-pci,id=nic0,netdev=n0,mac=02:00:00:00:03:00,romfile="));
    EXPECT_THAT(argv,
                testing::Contains("virtio-net-pci,id=nic1,netdev=n1,mac=02:00:00:00:03:01,bootindex=0"));
    EXPECT_THAT(argv, testing::Contains("tap,id=n1,ifname=sbb3n1,script=no,downscript=no"));
    EXPECT_THAT(argv, testing::Contains("hubport,id=n7,hubid=7"));
    EXPECT_THAT(argv, testing::Contains("virtio-blk-pci,id=disk0,drive=d0,bootindex=1"));
    EXPECT_THAT(
        argv, testing::Contains("type=1,manufacturer=HP,product=ProLiant BL460c Gen8,, E5,serial=SGH0000003,"
                                "uuid=00010203-0405-0607-0809-0a0b0c0d0e0f"));
    EXPECT_EQ(std::count(argv.begin(), argv.end(), "-netdev"), kNicsPerBlade);
}

TEST(QemuArguments, KvmWhenItWorks) {
    QemuMachine machine;
    machine.accelerator = Accelerator::kvm;
    const auto blade = sampleBlade();
    machine.badByte = 16u << 20;
    EXPECT_THAT(qemuArguments(blade, machine, bootOrderOf(blade, BootDevice::pxe)),
                testing::Contains(testing::AllOf(testing::HasSubstr("driver=blkdebug,image.driver=qcow2"),
                                                 testing::HasSubstr("inject-error.0.sector=32768"))));
    EXPECT_THAT(qemuArguments(blade, machine, bootOrderOf(blade, BootDevice::disk)),
                testing::Contains("kvm"));
}

} // namespace
} // namespace seedbed::emulator
