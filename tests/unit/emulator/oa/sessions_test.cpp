// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/sessions.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

using namespace std::chrono_literals;

TEST(Sessions, aKeyHasSixteenCharactersAndIsGoodUntilClosed) {
    Sessions sessions;
    Sessions::Clock::time_point now;
    auto key = sessions.open(now);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->size(), 16u);
    EXPECT_TRUE(sessions.use(*key, now));
    EXPECT_FALSE(sessions.use("0000000000000000", now));
    EXPECT_FALSE(sessions.use("", now));
    sessions.close(*key);
    EXPECT_FALSE(sessions.use(*key, now));
}

TEST(Sessions, thereAreOnlySoMany) {
    Sessions sessions({.count = 2});
    Sessions::Clock::time_point now;
    auto first = sessions.open(now);
    EXPECT_TRUE(sessions.open(now));
    EXPECT_FALSE(sessions.open(now));
    sessions.close(*first);
    EXPECT_TRUE(sessions.open(now));
}

TEST(Sessions, anIdleOneExpiresAUsedOneDoesNot) {
    Sessions sessions({.count = 2, .idle = 10min});
    Sessions::Clock::time_point now;
    auto used = sessions.open(now);
    auto idle = sessions.open(now);
    EXPECT_TRUE(sessions.use(*used, now + 9min));
    EXPECT_FALSE(sessions.use(*idle, now + 10min));
    EXPECT_TRUE(sessions.use(*used, now + 18min));
    EXPECT_TRUE(sessions.open(now + 18min));
}

} // namespace
} // namespace seedbed::emulator
