// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/fru.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace seedbed::wire {
namespace {

std::uint8_t checksum(const IpmiBytes& bytes) {
    return static_cast<std::uint8_t>(0x100 - (std::accumulate(bytes.begin(), bytes.end(), 0U) & 0xff));
}

// The common header, and a product area from unit 1 on with these fields.
IpmiBytes inventory(const IpmiBytes& fields) {
    IpmiBytes area{1, 0, 25};
    area.insert(area.end(), fields.begin(), fields.end());
    area.push_back(0xc1);
    while (area.size() % 8 != 7) {
        area.push_back(0);
    }
    area[1] = static_cast<std::uint8_t>((area.size() + 1) / 8);
    area.push_back(checksum(area));
    IpmiBytes whole{1, 0, 0, 0, 1, 0, 0};
    whole.push_back(checksum(whole));
    whole.insert(whole.end(), area.begin(), area.end());
    return whole;
}

const IpmiBytes kFields{0xc2, 'H', 'P', 0xc3, 'B', 'L', ' ', 0x82, 0xa1, 0x08, 0x42, 0x12, 0x3a, 0xc4, 'S', 'G', 'H', '1'};

TEST(Fru, fieldsOfEveryKind) {
    const auto read = parseFru(inventory(kFields));
    ASSERT_TRUE(read) << read.error().cause;
    EXPECT_EQ(read->manufacturer, "HP");
    EXPECT_EQ(read->product, "BL"); // padding goes
    EXPECT_EQ(read->part, "AB");    // six bits a character
    EXPECT_EQ(read->version, "123"); // BCD plus, a blank at the end
    EXPECT_EQ(read->serial, "SGH1");
    EXPECT_EQ(read->assetTag, "");
}

TEST(Fru, everyTurnedBitIsSeen) {
    const auto good = inventory(kFields);
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = good;
        bad[i] ^= 0x10;
        const auto read = parseFru(bad);
        EXPECT_FALSE(read) << "octet " << i;
        EXPECT_EQ(read.error().id, "FRU-FORMAT");
    }
}

TEST(Fru, cutAnywhereIsRefused) {
    const auto good = inventory(kFields);
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_FALSE(parseFru(IpmiBytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length))));
    }
}

TEST(Fru, piecesStateTheirLength) {
    EXPECT_EQ(readFruPiece({0x11, 0, 2, 7, 8}).value(), (IpmiBytes{7, 8}));
    EXPECT_FALSE(readFruPiece({0x11, 0, 3, 7, 8}));
    EXPECT_FALSE(readFruPiece({0x11, 0, 0}));
    EXPECT_EQ(readFruPiece({0x11, 0xcb}).error().id, "BMC-COMPLETION");
}

TEST(SelTime, leastOctetFirst) { EXPECT_EQ(readSelTime({0x48, 0, 0x78, 0x56, 0x34, 0x12}).value(), 0x12345678U); }

} // namespace
} // namespace seedbed::wire
