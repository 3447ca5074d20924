// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/session.hpp"

#include <set>

#include <gtest/gtest.h>

namespace seedbed::emulator::ipmi {
namespace {

using namespace std::chrono_literals;
const TimePoint kStart{};

TEST(SequenceWindow, takesEachNumberOnceWithinFifteen) {
    SequenceWindow window;
    EXPECT_FALSE(window.accept(0));
    EXPECT_TRUE(window.accept(1));
    EXPECT_FALSE(window.accept(1));
    EXPECT_TRUE(window.accept(16)) << "fifteen ahead";
    EXPECT_FALSE(window.accept(32)) << "sixteen ahead";
    EXPECT_TRUE(window.accept(2)) << "late, but new";
    EXPECT_FALSE(window.accept(2));
    EXPECT_FALSE(window.accept(1)) << "seen long ago";
    EXPECT_TRUE(window.accept(17));
    EXPECT_FALSE(window.accept(1)) << "too old";
}

TEST(SessionTable, neverGrowsAndDropsLogInsInTheMakingFirst) {
    SessionTable table;
    auto* first = table.open(kStart);
    const auto firstId = first->id;
    first->stage = Session::Stage::active;
    const auto second = table.open(kStart)->id;
    for (std::size_t i = 2; i <= kSessions; ++i) {
        ASSERT_NE(table.open(kStart), nullptr);
    }
    EXPECT_NE(table.find(firstId), nullptr) << "logged in";
    EXPECT_EQ(table.find(second), nullptr) << "the oldest in the making made room";
}

TEST(SessionTable, isFullWhenAllAreLoggedIn) {
    SessionTable table;
    std::set<std::uint32_t> ids;
    for (std::size_t i = 0; i < kSessions; ++i) {
        auto* session = table.open(kStart);
        session->stage = Session::Stage::active;
        ids.insert(session->id);
    }
    EXPECT_EQ(ids.size(), kSessions);
    EXPECT_EQ(table.open(kStart), nullptr);
    EXPECT_EQ(table.activeCount(), kSessions);
    table.close(*ids.begin());
    EXPECT_NE(table.open(kStart), nullptr);
}

TEST(SessionTable, sessionsExpireSixtySecondsAfterTheirLastPacket) {
    SessionTable table;
    EXPECT_FALSE(table.nextExpiry());
    auto* session = table.open(kStart);
    session->lastSeen = kStart + 10s;
    EXPECT_EQ(table.nextExpiry(), kStart + 70s);
    EXPECT_TRUE(table.expired(kStart + 69s).empty());
    EXPECT_EQ(table.expired(kStart + 70s), std::vector<std::uint32_t>{session->id});
}

TEST(CipherSuites, suiteSeventeenIsOfTheModernKindAndZeroOfNone) {
    const Proposal seventeen{3, 4, 1}, zero{0, 0, 0}, any{};
    EXPECT_EQ(chooseSuite(IloKind::classic, seventeen), nullptr);
    EXPECT_EQ(chooseSuite(IloKind::modern, seventeen)->id, 17);
    EXPECT_EQ(chooseSuite(IloKind::modern, zero), nullptr);
    EXPECT_EQ(chooseSuite(IloKind::classic, any)->id, 3);
    EXPECT_EQ(chooseSuite(IloKind::modern, any)->id, 17);
}

} // namespace
} // namespace seedbed::emulator::ipmi
