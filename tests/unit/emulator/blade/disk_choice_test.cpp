// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/disk_choice.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/state/told.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::uint64_t kUsual = 1u << 30;

TEST(DiskChoice, TheOwnDiskWaitsWhileASmallOneIsIn) {
    LabChassis lab;
    EXPECT_EQ(chooseDisk(lab.chassis, 3, kUsual).name, "bay3");
    EXPECT_EQ(toldDiskCapacity(lab.chassis, 3), "300 GB");
    const auto fault = lab.chassis.addFault({"disk-small", 3, {{"mb", "32"}}});
    const auto small = chooseDisk(lab.chassis, 3, kUsual);
    EXPECT_EQ(small.name, "bay3-32mb");
    EXPECT_EQ(small.bytes, 32u << 20);
    EXPECT_EQ(toldDiskCapacity(lab.chassis, 3), "32 MB");
    EXPECT_EQ(chooseDisk(lab.chassis, 4, kUsual).bytes, kUsual);
    lab.chassis.removeFault(fault);
    EXPECT_EQ(chooseDisk(lab.chassis, 3, kUsual).name, "bay3");
}

TEST(DiskChoice, ABadByteIsCountedInMebibytes) {
    LabChassis lab;
    EXPECT_FALSE(chooseDisk(lab.chassis, 1, kUsual).badByte);
    lab.chassis.addFault({"disk-error", 1, {}});
    EXPECT_EQ(chooseDisk(lab.chassis, 1, kUsual).badByte, 16u << 20);
    EXPECT_EQ(chooseDisk(lab.chassis, 1, kUsual).bytes, kUsual);
}

} // namespace
} // namespace seedbed::emulator
