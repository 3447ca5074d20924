// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/smash/shell.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

using testing::HasSubstr;
using testing::Not;

class Smash : public testing::Test {
protected:
    LabChassis lab;
    SmashShell shell{lab.chassis, 1, lab.chassis.ilo(1).users[0], "192.0.2.1"};
};

TEST_F(Smash, showsTheSystem) {
    EXPECT_EQ(shell.prompt(), "</>hpiLO-> ");
    EXPECT_THAT(shell.perform("show /system1"), HasSubstr("EnabledState=disabled"));
    EXPECT_THAT(shell.perform("SHOW system1"), HasSubstr("number=" + lab.chassis.blade(1).serial));
    EXPECT_THAT(shell.perform("show /map1"), HasSubstr("version=2.00"));
    EXPECT_THAT(shell.perform("show /nothing"), HasSubstr("INVALID TARGET"));
    EXPECT_THAT(shell.perform("frobnicate"), HasSubstr("COMMAND NOT RECOGNIZED"));
    EXPECT_EQ(shell.perform("  "), "");
}

TEST_F(Smash, switchesThePower) {
    EXPECT_THAT(shell.perform("power"), HasSubstr("power: server power is currently: Off"));
    EXPECT_THAT(shell.perform("power off hard"), HasSubstr("already off"));
    EXPECT_THAT(shell.perform("start /system1"), HasSubstr("Server powering on ......."));
    EXPECT_TRUE(lab.chassis.blade(1).powered);
    EXPECT_THAT(shell.perform("reset /system1 hard"), HasSubstr("Server resetting ......."));
    EXPECT_THAT(shell.perform("power off hard"), HasSubstr("Forcing server power off ......."));
    EXPECT_FALSE(lab.chassis.blade(1).powered);
}

TEST_F(Smash, asksForPrivileges) {
    IloUser watcher;
    watcher.login = "watcher";
    SmashShell other(lab.chassis, 1, watcher, "");
    EXPECT_THAT(other.perform("power on"), HasSubstr("ACCESS DENIED"));
    EXPECT_THAT(other.perform("reset /map1"), HasSubstr("ACCESS DENIED"));
    EXPECT_THAT(other.perform("vsp"), HasSubstr("ACCESS DENIED"));
    EXPECT_FALSE(lab.chassis.blade(1).powered);
}

TEST_F(Smash, leadsToTheSerialPortAndBack) {
    std::string shown;
    shell.attach([&shown](const std::string& text) { shown += text; });
    EXPECT_THAT(shell.perform("vsp"), HasSubstr("Press 'ESC (' to return"));
    ASSERT_TRUE(shell.takesKeys());
    lab.chassis.console(1).received("login: ");
    EXPECT_EQ(shown, "login: ");
    EXPECT_EQ(shell.keys("abc\x1b["), "");
    EXPECT_TRUE(shell.takesKeys());
    EXPECT_EQ(shell.keys("\x1b"), "");
    EXPECT_EQ(shell.keys("("), "\r\n\r\n");
    EXPECT_FALSE(shell.takesKeys());
    lab.chassis.console(1).received("more");
    EXPECT_EQ(shown, "login: ");
}

TEST_F(Smash, endsWithExitAndWithTheIlo) {
    EXPECT_FALSE(shell.ended());
    EXPECT_THAT(shell.perform("reset /map1"), HasSubstr("Resetting iLO."));
    EXPECT_TRUE(shell.ended());
    SmashShell other(lab.chassis, 2, lab.chassis.ilo(2).users[0], "");
    EXPECT_THAT(other.perform("exit"), HasSubstr("stopped"));
    EXPECT_TRUE(other.ended());
}

TEST_F(Smash, liesWhereTheFaultSaysSo) {
    lab.chassis.addFault({"lie-power", 1, {{"door", "ilo-ssh"}}});
    EXPECT_THAT(shell.perform("power"), HasSubstr("currently: On"));
    EXPECT_THAT(shell.perform("show /system1"), HasSubstr("EnabledState=enabled"));
}

} // namespace
} // namespace seedbed::emulator
