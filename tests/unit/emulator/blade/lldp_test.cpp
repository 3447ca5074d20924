// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/lldp.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/blade/plane_readings.hpp"

namespace seedbed::emulator {
namespace {

LldpSpeaker speaker() {
    LldpSpeaker made;
    made.source = *MacAddress::parse("02:00:00:00:00:21");
    made.chassis = *MacAddress::parse("02:00:00:00:00:20");
    made.port = "X1";
    made.name = "VCEX7C00000001";
    made.description = "HP VC Flex-10/10D Module 4.20";
    made.address = *Ipv4Address::parse("192.0.2.3");
    return made;
}

TEST(Lldp, aFrameSaysWhoSendsIt) {
    const auto frame = lldpFrame(speaker());
    EXPECT_EQ(frame.substr(0, 14),
              std::string("\x01\x80\xc2\x00\x00\x0e\x02\x00\x00\x00\x00\x21\x88\xcc", 14));
    // IEEE 802.1AB: chassis ID (MAC, 7 octets), port ID (interface name), time to live of 120 s
    EXPECT_EQ(frame.substr(14, 9), std::string("\x02\x07\x04\x02\x00\x00\x00\x00\x20", 9));
    EXPECT_EQ(frame.substr(23, 5), std::string("\x04\x03\x05X1", 5));
    EXPECT_EQ(frame.substr(28, 4), std::string("\x06\x02\x00\x78", 4));
    EXPECT_EQ(frame.substr(frame.size() - 2), std::string("\0\0", 2));
}

TEST(Lldp, aNeighbourIsRead) {
    const auto there = readLldp(lldpFrame(speaker()));
    ASSERT_TRUE(there);
    EXPECT_EQ(there->chassisIdType, 4);
    EXPECT_EQ(there->chassisId, "02:00:00:00:00:20");
    EXPECT_EQ(there->portIdType, 5);
    EXPECT_EQ(there->portId, "X1");
    EXPECT_EQ(there->systemName, "VCEX7C00000001");
    EXPECT_EQ(there->address, "192.0.2.3");
    EXPECT_EQ(there->capabilities, 4);
    EXPECT_EQ(there->life, std::chrono::seconds(120));
}

TEST(Lldp, everyCutAndTurnedByteIsBorne) {
    const auto good = lldpFrame(speaker());
    for (std::size_t i = 0; i < good.size(); ++i) {
        EXPECT_FALSE(readLldp(good.substr(0, i))) << i;
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0xff);
        const auto there = readLldp(bad);
        EXPECT_TRUE(!there || there->systemName.size() < 512);
    }
}

TEST(PlaneReadings, countersOfAnInterface) {
    const auto* text =
        "Inter-|   Receive                    |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n"
        "    lo:     100       2    0    0    0     0          0         0      100       2    0    0\n"
        "    x1:    7000      70    0    0    0     0          0         0     9000      90    0    0\n";
    const auto counters = readCounters(text, "x1");
    ASSERT_TRUE(counters);
    EXPECT_EQ(counters->octetsIn, 7000u);
    EXPECT_EQ(counters->packetsOut, 90u);
    EXPECT_FALSE(readCounters(text, "x2"));
}

} // namespace
} // namespace seedbed::emulator
