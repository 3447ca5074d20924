// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/sol_port.hpp"

#include <gtest/gtest.h>

#include "tests/unit/emulator/ipmi/hex.hpp"

namespace seedbed::emulator::ipmi {
namespace {

using namespace std::chrono_literals;

class SolPortTest : public testing::Test {
protected:
    SolPortTest() { port_.activate(1); }
    std::string textOfNext() {
        const auto packet = port_.next(now_);
        return packet ? std::string(textOf(View(*packet).subspan(kSolHeader))) : "(none)";
    }
    void print(std::string_view text) { port_.output(text, now_); }
    std::string take(std::string_view packet) { return port_.receive(hex(packet), now_); }

    SolPort port_;
    TimePoint now_{1h};
};

TEST_F(SolPortTest, waitsForTheAccumulateTimeOrTheThreshold) {
    print("ab");
    EXPECT_FALSE(port_.next(now_));
    EXPECT_EQ(port_.due(), now_ + 25ms);
    now_ += 25ms;
    const auto packet = port_.next(now_);
    ASSERT_TRUE(packet);
    EXPECT_EQ(*packet, hex("01 00 00 00 61 62"));
    take("00 01 02 00");
    print(std::string(96, 'x'));
    EXPECT_TRUE(port_.next(now_));
}

TEST_F(SolPortTest, sendsThePacketAgainUntilItGivesUp) {
    print("ab");
    now_ += 25ms;
    const auto first = port_.next(now_);
    for (int retry = 0; retry < 7; ++retry) {
        EXPECT_FALSE(port_.next(now_ + 499ms));
        now_ += 500ms;
        EXPECT_EQ(port_.next(now_), first) << retry;
    }
    now_ += 500ms;
    EXPECT_FALSE(port_.next(now_));
    print("cd");
    now_ += 25ms;
    EXPECT_EQ(port_.next(now_), hex("02 00 00 08 63 64")) << "the next number, and the overrun bit";
}

TEST_F(SolPortTest, keepsOrderWhenTheConsoleTakesAPart) {
    print("abcd");
    now_ += 25ms;
    EXPECT_EQ(textOfNext(), "abcd");
    print("ef");
    take("00 01 02 00");
    now_ += 25ms;
    EXPECT_EQ(textOfNext(), "cdef");
}

TEST_F(SolPortTest, holdsOutputAfterANackUntilTheNextPacket) {
    print("abcd");
    now_ += 25ms;
    EXPECT_EQ(textOfNext(), "abcd");
    take("00 01 00 40");
    now_ += 1s;
    EXPECT_EQ(textOfNext(), "(none)");
    EXPECT_FALSE(port_.due());
    take("00 00 00 00");
    now_ += 25ms;
    EXPECT_EQ(textOfNext(), "abcd");
}

TEST_F(SolPortTest, takesKeystrokesOnceAndAcknowledgesEachTime) {
    EXPECT_EQ(take("03 00 00 00 68 69"), "hi");
    EXPECT_EQ(port_.next(now_), hex("00 03 02 00"));
    EXPECT_EQ(take("03 00 00 00 68 69"), "");
    EXPECT_EQ(port_.next(now_), hex("00 03 02 00"));
    EXPECT_EQ(take("04 00 00 00 21"), "!");
    EXPECT_EQ(port_.next(now_), hex("00 04 01 00"));
    EXPECT_FALSE(port_.next(now_));
}

TEST_F(SolPortTest, refusesWhatIsMoreThanItTakes) {
    Bytes packet = hex("01 00 00 00");
    packet.resize(kSolHeader + kSolCharacters + 20, 'x');
    EXPECT_EQ(port_.receive(packet, now_).size(), kSolCharacters);
    EXPECT_EQ(port_.next(now_), hex("00 01 c8 40"));
}

TEST_F(SolPortTest, ignoresAcknowledgementsOfOtherPackets) {
    print("ab");
    now_ += 25ms;
    EXPECT_EQ(textOfNext(), "ab");
    take("00 07 02 00");
    now_ += 500ms;
    EXPECT_EQ(textOfNext(), "ab");
}

TEST_F(SolPortTest, numbersRunFromOneToFifteen) {
    for (unsigned i = 0; i < 32; ++i) {
        print("x");
        now_ += 25ms;
        const auto packet = port_.next(now_);
        ASSERT_TRUE(packet);
        EXPECT_EQ((*packet)[0], i % 15 + 1);
        const Bytes acknowledgement{0, (*packet)[0], 1, 0};
        port_.receive(acknowledgement, now_);
    }
}

TEST_F(SolPortTest, dropsTheOldestOutputBeyondItsLimit) {
    print(std::string(kSolBacklog, 'o'));
    print("new");
    std::string all;
    while (const auto packet = port_.next(now_)) {
        all += textOf(View(*packet).subspan(kSolHeader));
        const Bytes acknowledgement{0, (*packet)[0], static_cast<std::uint8_t>(packet->size() - kSolHeader),
                                    0};
        port_.receive(acknowledgement, now_);
        now_ += 25ms;
    }
    EXPECT_EQ(all.size(), kSolBacklog);
    EXPECT_EQ(all.substr(all.size() - 4), "onew");
}

TEST_F(SolPortTest, flushesOnRequestAndDropsShortPackets) {
    print("abc");
    take("00 00 00 01");
    EXPECT_FALSE(port_.due());
    EXPECT_EQ(take("01 00 00"), "");
    EXPECT_FALSE(port_.due());
}

TEST_F(SolPortTest, isSilentWhenNobodyOwnsIt) {
    port_.deactivate();
    print("abc");
    EXPECT_FALSE(port_.due());
    EXPECT_FALSE(port_.next(now_ + 1h));
    EXPECT_EQ(SolPort::farewell(), hex("00 00 00 10"));
}

} // namespace
} // namespace seedbed::emulator::ipmi
