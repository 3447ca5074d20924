// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/frames/frame.hpp"

#include <gtest/gtest.h>

namespace seedbed::frames {
namespace {

ProbeFrame sample(int sentVlan, int vlan) {
    return {0x0102030405060708, "bay3", "eth5", *MacAddress::parse("02:00:00:00:00:2a"), sentVlan, vlan};
}

TEST(ProbeFrame, lookOnTheWireAsTheHeaderSays) {
    const auto bytes = encode(sample(kUntagged, kUntagged), kSmallest);
    const std::vector<std::uint8_t> head{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 0x2a, 0x88, 0xb5, 'S', 'B',
                                         'F', 'R', 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 4,
                                         'b', 'a', 'y', '3', 4, 'e', 't', 'h', '5', 0};
    ASSERT_EQ(bytes.size(), kSmallest);
    EXPECT_TRUE(std::equal(head.begin(), head.end(), bytes.begin()));
}

TEST(ProbeFrame, comesBackWithTheTagInItOrTakenOff) {
    const auto tagged = encode(sample(12, 12), 1514);
    EXPECT_EQ(tagged.size(), 1518u);
    EXPECT_EQ(decode(tagged, kUntagged), sample(12, 12));
    EXPECT_EQ(decode(encode(sample(kUntagged, kUntagged), 1514), 12), sample(kUntagged, 12)); // by what is between
    EXPECT_EQ(decode(encode(sample(kUntagged, kUntagged), kSmallest), kUntagged), sample(kUntagged, kUntagged));
}

TEST(ProbeFrame, nothingElseIsOne) {
    const auto good = encode(sample(kUntagged, kUntagged), 0);
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_FALSE(decode(std::span(good).first(length), kUntagged)) << length;
    }
    for (const std::size_t place : {std::size_t{12}, std::size_t{13}, std::size_t{14}, std::size_t{17}, std::size_t{28}}) {
        auto bad = good;
        bad[place] ^= 0x40;
        EXPECT_FALSE(decode(bad, kUntagged)) << place;
    }
}

TEST(ProbeFrame, aLongNameIsCut) {
    auto frame = sample(kUntagged, kUntagged);
    frame.name = std::string(300, 'n');
    const auto back = decode(encode(frame, kSmallest), kUntagged);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->name, std::string(32, 'n'));
}

} // namespace
} // namespace seedbed::frames
