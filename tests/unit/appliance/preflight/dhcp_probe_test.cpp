// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/preflight/dhcp_probe.hpp"

#include <gtest/gtest.h>

namespace seedbed {
namespace {

constexpr std::uint32_t kTransaction = 0x01020304;
const Ipv4Address kSender{0xc0000202};

std::string offer(std::string options) {
    std::string packet = dhcpDiscover(kTransaction, *MacAddress::parse("02:00:00:00:00:01"));
    packet.resize(240);
    packet[0] = 2;
    packet[19] = 9; // yiaddr 0.0.0.9
    return packet + options;
}

TEST(DhcpProbe, asksByBroadcastAndTakesNothing) {
    const auto packet = dhcpDiscover(kTransaction, *MacAddress::parse("02:00:00:00:00:01"));
    EXPECT_EQ(packet.size(), 300U);
    EXPECT_EQ(packet[0], 1);
    EXPECT_EQ(static_cast<unsigned char>(packet[10]), 0x80);
    EXPECT_EQ(packet.substr(240, 3), std::string("\x35\x01\x01", 3));
    EXPECT_EQ(packet[28], 2);
}

TEST(DhcpProbe, anOfferNamesItsServer) { // C-04
    const auto read = readOffer(offer(std::string("\x35\x01\x02\x36\x04\xc0\x00\x02\x63\xff", 10)), kTransaction, kSender);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->server.toString(), "192.0.2.99");
    EXPECT_EQ(read->offered.toString(), "0.0.0.9");
}

TEST(DhcpProbe, withoutIdentifierItIsTheSender) {
    const auto read = readOffer(offer(std::string("\x35\x01\x02\xff", 4)), kTransaction, kSender);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->server, kSender);
}

TEST(DhcpProbe, everythingElseIsNoOffer) {
    const auto good = offer(std::string("\x35\x01\x02\xff", 4));
    EXPECT_FALSE(readOffer(good, kTransaction + 1, kSender));
    EXPECT_FALSE(readOffer(offer(std::string("\x35\x01\x05\xff", 4)), kTransaction, kSender)); // ACK
    EXPECT_FALSE(readOffer(offer(std::string("\x35\x40\x02", 3)), kTransaction, kSender));     // length beyond the end
    for (std::size_t length = 0; length < 242; ++length) {
        EXPECT_FALSE(readOffer(std::string_view(good).substr(0, length), kTransaction, kSender));
    }
}

} // namespace
} // namespace seedbed
