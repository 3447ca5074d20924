// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/state_lock.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace seedbed {
namespace {

class StateLockTest : public testing::Test {
protected:
    StateLockTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "seedbed-state-XXXXXX").string();
        state_ = ::mkdtemp(pattern.data());
    }
    ~StateLockTest() override { std::filesystem::remove_all(state_); }
    std::filesystem::path state_;
};

TEST_F(StateLockTest, TheSecondHolderIsRefusedAndToldWhoTheFirstIs) {
    auto first = StateLock::take(state_);
    ASSERT_TRUE(first.has_value()) << toSentence(first.error());
    EXPECT_EQ(StateLock::holder(state_), ::getpid());
    auto second = StateLock::take(state_);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().id, "STATE-IN-USE");
    EXPECT_NE(second.error().cause.find(std::to_string(::getpid())), std::string::npos);
}

TEST_F(StateLockTest, ALockThatEndedCanBeTakenAgain) {
    {
        auto first = StateLock::take(state_);
        ASSERT_TRUE(first.has_value());
    }
    EXPECT_TRUE(StateLock::take(state_).has_value());
}

TEST_F(StateLockTest, AMissingDirectoryIsNamed) {
    auto lock = StateLock::take(state_ / "none");
    ASSERT_FALSE(lock.has_value());
    EXPECT_EQ(lock.error().id, "STATE-LOCK");
    EXPECT_EQ(StateLock::holder(state_ / "none"), std::nullopt);
}

} // namespace
} // namespace seedbed
