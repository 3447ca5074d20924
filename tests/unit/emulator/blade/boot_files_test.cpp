// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/boot_files.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

TEST(TftpName, HostPortAndPath) {
    const auto plain = tftpNameOf("tftp://10.83.0.1/pxelinux.cfg/01-02");
    EXPECT_EQ(plain.host, "10.83.0.1");
    EXPECT_EQ(plain.port, "69");
    EXPECT_EQ(plain.path, "pxelinux.cfg/01-02");
    const auto ported = tftpNameOf("tftp://10.83.0.1:1069/k");
    EXPECT_EQ(ported.host, "10.83.0.1");
    EXPECT_EQ(ported.port, "1069");
    EXPECT_EQ(tftpNameOf("tftp://10.83.0.1").path, "");
}

} // namespace
} // namespace seedbed::emulator
