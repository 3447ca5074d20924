// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors written by hand from IPMI 2.0 sections 13.1 to 13.8 and ASF 2.0 section 3.2.
#include <gtest/gtest.h>

#include "firmware/emulator/ipmi/message.hpp"
#include "firmware/emulator/ipmi/rmcp.hpp"
#include "tests/unit/emulator/ipmi/hex.hpp"

namespace seedbed::emulator::ipmi {
namespace {

TEST(Rmcp, readsAndAnswersAPresencePing) {
    const auto datagram = hex("06 00 ff 06 000011be 80 2a 00 00");
    const auto packet = parsePacket(datagram);
    ASSERT_TRUE(packet);
    EXPECT_EQ(std::get<AsfPing>(*packet).tag, 0x2a);
    EXPECT_EQ(makePong(0x2a), hex("06 00 ff 06 000011be 40 2a 00 10 000011be 00000000 81 00 000000000000"));
}

TEST(Rmcp, readsIpmi15Framing) {
    const auto datagram = hex("06 00 ff 07 00 00000000 00000000 09 20 18 c8 81 04 38 8e 04 b1");
    const auto packet = parsePacket(datagram);
    ASSERT_TRUE(packet);
    const auto& legacy = std::get<LegacyPacket>(*packet);
    EXPECT_EQ(legacy.session, 0u);
    const auto request = parseRequest(legacy.message);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->netFn, 0x06);
    EXPECT_EQ(request->command, 0x38);
    EXPECT_EQ(Bytes(request->data.begin(), request->data.end()), hex("8e 04"));
}

TEST(Rmcp, readsTheSessionHeaderWithItsTrailer) {
    const auto datagram = hex("06 00 ff 07 06 c0 01020304 05000000 0200 aabb ffff 02 07 1122");
    const auto packet = parsePacket(datagram);
    ASSERT_TRUE(packet);
    const auto& plus = std::get<PlusPacket>(*packet);
    EXPECT_TRUE(plus.encrypted);
    EXPECT_TRUE(plus.authenticated);
    EXPECT_EQ(plus.type, PayloadType::message);
    EXPECT_EQ(plus.session, 0x04030201u);
    EXPECT_EQ(plus.sequence, 5u);
    EXPECT_EQ(plus.payload.size(), 2u);
    EXPECT_EQ(plus.trailer.size(), 6u);
    EXPECT_EQ(plus.covered.size(), datagram.size() - kRmcpHeader);
}

TEST(Rmcp, writesWhatItReads) {
    PlusHeader header;
    header.type = PayloadType::rakp2;
    header.session = 0x04030201;
    header.sequence = 7;
    EXPECT_EQ(makePlusPacket(header, hex("aabb")), hex("06 00 ff 07 06 13 01020304 07000000 0200 aabb"));
    EXPECT_EQ(makeLegacyPacket(hex("aabb")), hex("06 00 ff 07 00 00000000 00000000 02 aabb"));
}

class Malformed : public testing::TestWithParam<const char*> {};

TEST_P(Malformed, isNoPacket) {
    EXPECT_FALSE(parsePacket(hex(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(Rmcp, Malformed,
                         testing::Values("", "06", "06 00 ff 07", "05 00 ff 07 00 00000000 00000000 00",
                                         "06 00 ff 87 00 00000000 00000000 00",    // an RMCP acknowledgement
                                         "06 00 ff 07 00 00000000 00000000 05 20", // shorter than it says
                                         "06 00 ff 07 02 00000000 00000000 00",    // MD5 authentication
                                         "06 00 ff 07 06 00 00000000 00000000 ffff", // the same in RMCP+
                                         "06 00 ff 06 000011be 40 00 00 00",         // a pong
                                         "06 00 ff 06 00001100 80 00 00 00"));

TEST(Message, answersWithSwappedAddressesAndChecksums) {
    const auto bytes = hex("20 18 c8 81 04 01 7a");
    const auto request = parseRequest(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(makeResponse(*request, 0x00, hex("51")), hex("81 1c 63 20 04 01 00 51 8a"));
}

class BadMessage : public testing::TestWithParam<const char*> {};

TEST_P(BadMessage, isNoRequest) {
    EXPECT_FALSE(parseRequest(hex(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(Message, BadMessage,
                         testing::Values("", "20 18 c8 81 04 01",  // too short
                                         "20 18 c9 81 04 01 7a",   // first checksum
                                         "20 18 c8 81 04 01 7b",   // second checksum
                                         "22 18 c6 81 04 01 7a",   // another address
                                         "20 1c c4 81 04 01 7a")); // a response

} // namespace
} // namespace seedbed::emulator::ipmi
