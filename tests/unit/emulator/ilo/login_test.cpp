// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/account/login.hpp"

#include <gtest/gtest.h>

#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

class IloLogin : public testing::Test {
protected:
    static ChassisOptions options() {
        auto made = LabChassis::options();
        made.timings->loginDelay = std::chrono::seconds(10);
        return made;
    }
    LabChassis lab;
    Chassis chassis{lab.io.get_executor(), options(), lab.directory.string()};
    IloDoor door{1, "ribcl", "XML"};
};

TEST_F(IloLogin, delaysTheNextAfterAFailure) {
    EXPECT_EQ(loginWait(chassis, 1), Duration::zero());
    EXPECT_FALSE(logIn(chassis, door, "Administrator", "wrong"));
    EXPECT_GT(loginWait(chassis, 1), std::chrono::seconds(8));
    EXPECT_EQ(loginWait(chassis, 2), Duration::zero());
    EXPECT_TRUE(logIn(chassis, door, "Administrator", "swordfish"));
    EXPECT_EQ(loginWait(chassis, 1), Duration::zero());
    EXPECT_EQ(chassis.ilo(1).failedLogins, 0);
}

TEST_F(IloLogin, refusesTheUnknownAndTheDisabled) {
    EXPECT_FALSE(logIn(chassis, door, "", ""));
    EXPECT_FALSE(logIn(chassis, door, "administrator", "swordfish")); // names are as they are
    chassis.ilo(1).users[0].enabled = false;
    EXPECT_FALSE(logIn(chassis, door, "Administrator", "swordfish"));
    EXPECT_EQ(chassis.ilo(1).failedLogins, 3);
    EXPECT_EQ(chassis.ilo(1).eventLog.entries().back().severity, LogSeverity::caution);
}

} // namespace
} // namespace seedbed::emulator
