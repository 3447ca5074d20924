// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "oa-bridge/ilo/bmc.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;

// Nobody is there: a session ends soon, and the controller is to be left alone all the same.
TEST(Bmc, isLeftAloneBetweenTwoSessions) {
    asio::io_context io;
    Blocking blocking(io.get_executor(), 1);
    BmcAccess access;
    access.address = "127.0.0.1";
    access.port = 1;
    access.user = "Administrator";
    access.password = Secret("swordfish");
    access.sessionTimeout = 50ms;
    access.retransmission = 20ms;
    access.deadline = 100ms;
    access.minimumInterval = 300ms;
    Bmc bmc(io.get_executor(), blocking, access);
    EXPECT_EQ(bmc.restLeft(), Duration::zero()); // the first question waits for nothing
    EXPECT_FALSE(test::runOn(io, bmc.powerStatus()));
    const auto rest = bmc.restLeft();
    EXPECT_GT(rest, Duration::zero());
    EXPECT_LE(rest, access.minimumInterval);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_FALSE(test::runOn(io, bmc.powerStatus()));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, rest);
}

} // namespace
} // namespace seedbed
