// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/dhcp_lease.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

TEST(DhcpLease, TakesWhatUdhcpcFound) {
    const auto lease =
        readLease("interface=eth0\nip=10.83.0.101\nsubnet=255.255.254.0\nrouter=10.83.0.1 10.83.0.9\n"
                  "siaddr=10.83.0.1\nserverid=10.83.0.7\nboot_file=old\nbootfile=http://10.83.0.1/b\n");
    ASSERT_TRUE(lease) << toSentence(lease.error());
    EXPECT_EQ(lease->address, "10.83.0.101");
    EXPECT_EQ(lease->prefix, 23);
    EXPECT_EQ(lease->gateway, "10.83.0.1");
    EXPECT_EQ(lease->nextServer, "10.83.0.1");
    EXPECT_EQ(lease->bootFile, "http://10.83.0.1/b");
    EXPECT_EQ(settingsOf(*lease).at("netmask"), "255.255.254.0");
}

TEST(DhcpLease, FallsBackToHeaderFieldAndServer) {
    const auto lease = readLease("ip=10.0.0.2\nsiaddr=0.0.0.0\nserverid=10.0.0.1\nboot_file=boot.ipxe\n");
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->nextServer, "10.0.0.1");
    EXPECT_EQ(lease->bootFile, "boot.ipxe");
    EXPECT_EQ(lease->netmask, "255.255.255.0");
    EXPECT_EQ(lease->gateway, "");
}

TEST(DhcpLease, RefusesNonsense) {
    EXPECT_EQ(readLease("").error().id, "DHCP-LEASE");
    EXPECT_EQ(readLease("ip=300.1.1.1\n").error().id, "DHCP-LEASE");
    EXPECT_EQ(readLease("ip=10.0.0.1\nsubnet=x\n").error().id, "DHCP-LEASE");
}

TEST(DhcpArguments, SpeakAsThePxeRom) {
    const auto argv = dhcpArguments("eth0", "/w/namespace-dhcp", "00010203-0405-0607-0809-0a0b0c0d0e0f");
    EXPECT_THAT(argv, testing::Contains("PXEClient:Arch:00000:UNDI:002001"));
    EXPECT_THAT(argv, testing::Contains("0x61:00000102030405060708090a0b0c0d0e0f"));
    EXPECT_THAT(argv, testing::Contains(testing::StartsWith("0xaf:")));
}

} // namespace
} // namespace seedbed::emulator
