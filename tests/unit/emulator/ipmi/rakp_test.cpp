// SPDX-License-Identifier: GPL-3.0-or-later
// The expected values were computed apart from this code with Python's hmac module and the openssl command,
// from the formulas of IPMI 2.0 sections 13.28 to 13.32.
#include "firmware/emulator/ipmi/rakp.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "firmware/emulator/ipmi/session.hpp"
#include "tests/unit/emulator/ipmi/hex.hpp"

namespace seedbed::emulator::ipmi {
namespace {

struct Vector {
    Hash hash;
    const char* rakp2;
    const char* rakp3;
    const char* integrityKey;
    const char* rakp4;
    const char* k1;
    const char* k2;
    const char* packet; // Get Device ID as the first packet of the session
};

const Vector kVectors[] = {
    {Hash::sha1, "87766d1534df6640008df022bc0a161685abda92", "5222a8563121c4a539b5d338a9c983e0a0cca1bb",
     "cb7d72e2b4baa5a5c5c5a91b8b34a372efdb44b4", "e3a411cc367f4357d2d409d1a1e818032119c3b8",
     "7462989acf74ae72cf57ba77d50edd3c8adf5ed1", "5fdc552a3e923732f9c53f0e344144c6b881e7d7",
     "0600ff0706c001020304010000002000000102030405060708090a0b0c0d0e0f159b9bf2701fc0ef8d0d4f8b51947619ffff020"
     "7"
     "c184eae845e59c4c6152ee97"},
    {Hash::sha256, "8bd576ed5ed82b5bf3a9ba2293103f521ff25afd2ef65538fc0f6d8dba8c65ea",
     "9c884ee3eaba3babeccc47eb16fc5d66ee7991e734ee2ddcaafc3c73fd92f54d",
     "15a998876c6921c94c5add5982a6fa6949d20025d992fb8f31ccde674c700f82",
     "7ee4f5241ca0947632def06128cb87e33dffbd68dc847ce6372e12500eaa430c",
     "1938ceff1090a98ecffac735ef515148c78200c370742447c442d797aefb7979",
     "b087865c8ab9ed80de363a87b75f49ae131c676179748ff1ca32aef701a4421c",
     "0600ff0706c001020304010000002000000102030405060708090a0b0c0d0e0fd84f9c2374bde49bd0f8624b2fb3c2a3ffff020"
     "7"
     "bbe32380a74ead380cf505efba00ad9b"},
};

KeyExchange exchange(Hash hash) {
    KeyExchange exchange;
    exchange.hash = hash;
    exchange.userKey = userKey("secret");
    exchange.consoleId = 0xa0a2a3a4;
    exchange.managedId = 0x04030201;
    std::iota(exchange.consoleRandom.begin(), exchange.consoleRandom.end(), std::uint8_t{0x10});
    std::iota(exchange.managedRandom.begin(), exchange.managedRandom.end(), std::uint8_t{0x40});
    std::iota(exchange.guid.begin(), exchange.guid.end(), std::uint8_t{0x80});
    exchange.role = 0x14;
    exchange.user = "Administrator";
    return exchange;
}

Session session(const Vector& vector) {
    Session session;
    session.id = 0x04030201;
    session.stage = Session::Stage::active;
    session.suite =
        *chooseSuite(IloKind::modern, {vector.hash == Hash::sha1 ? 1 : 3, std::nullopt, std::nullopt});
    session.exchange.consoleId = 0x04030201; // so that our own packets can be read back
    session.integrityKey = hex(vector.k1);
    session.cipherKey = hex(vector.k2);
    return session;
}

std::optional<Bytes> opened(Session& session, const Bytes& datagram) {
    const auto packet = parsePacket(datagram);
    return packet ? unprotect(session, std::get<PlusPacket>(*packet)) : std::nullopt;
}

class Rakp : public testing::TestWithParam<Vector> {};

TEST_P(Rakp, computesEveryCode) {
    const auto& vector = GetParam();
    const auto keys = exchange(vector.hash);
    EXPECT_EQ(keyExchangeCode(keys), hex(vector.rakp2));
    EXPECT_EQ(consoleProof(keys), hex(vector.rakp3));
    const auto key = sessionIntegrityKey(keys);
    EXPECT_EQ(key, hex(vector.integrityKey));
    EXPECT_EQ(finalCheck(keys, key), hex(vector.rakp4));
    EXPECT_EQ(additionalKey(vector.hash, key, 1), hex(vector.k1));
    EXPECT_EQ(additionalKey(vector.hash, key, 2), hex(vector.k2));
}

TEST_P(Rakp, opensAProtectedPacketOnce) {
    auto receiver = session(GetParam());
    const auto datagram = hex(GetParam().packet);
    const auto payload = opened(receiver, datagram);
    ASSERT_TRUE(payload);
    EXPECT_EQ(*payload, hex("2018c88104017a"));
    EXPECT_FALSE(opened(receiver, datagram)) << "a replay";
}

TEST_P(Rakp, makesThatVeryPacket) {
    auto sender = session(GetParam());
    Block iv;
    std::iota(iv.begin(), iv.end(), std::uint8_t{0});
    EXPECT_EQ(protect(sender, PayloadType::message, hex("2018c88104017a"), iv), hex(GetParam().packet));
}

TEST_P(Rakp, dropsAPacketWithAnyBitTurned) {
    const auto datagram = hex(GetParam().packet);
    for (std::size_t i = kRmcpHeader + 1; i < datagram.size(); ++i) {
        auto receiver = session(GetParam());
        auto damaged = datagram;
        damaged[i] ^= 0x40;
        EXPECT_FALSE(opened(receiver, damaged)) << "byte " << i;
    }
}

TEST_P(Rakp, takesPayloadsOfEveryLength) {
    auto peer = session(GetParam());
    for (std::size_t length = 1; length < 70; ++length) {
        const Bytes payload(length, 0x5a);
        const auto again = opened(peer, protect(peer, PayloadType::sol, payload, randomBlock()));
        ASSERT_TRUE(again) << length;
        EXPECT_EQ(*again, payload);
    }
}

INSTANTIATE_TEST_SUITE_P(Suites, Rakp, testing::ValuesIn(kVectors), [](const auto& info) {
    return info.param.hash == Hash::sha1 ? "three" : "seventeen";
});

TEST(UserKey, isTheFirstTwentyBytesOfThePassword) {
    EXPECT_EQ(userKey("abc").size(), 20u);
    EXPECT_EQ(userKey("0123456789012345678901234"), userKey("01234567890123456789"));
}

} // namespace
} // namespace seedbed::emulator::ipmi
