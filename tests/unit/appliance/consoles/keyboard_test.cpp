// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/keyboard.hpp"

#include <gtest/gtest.h>

namespace seedbed::consoles {
namespace {

using std::chrono::seconds;

TEST(EscapeReader, escapesOnlyAtTheBeginningOfALine) {
    EscapeReader reader;
    EXPECT_EQ(reader.take("ls ~.\r").bytes, "ls ~.\r");
    EXPECT_EQ(reader.take("~~/bin\r").bytes, "~/bin\r");
    EXPECT_EQ(reader.take("~x\r").bytes, "~x\r");
    const auto help = reader.take("~?now");
    EXPECT_TRUE(help.help);
    EXPECT_FALSE(help.end);
    EXPECT_EQ(help.bytes, "now");
}

TEST(EscapeReader, anEscapeMayComeInPieces) {
    EscapeReader reader;
    EXPECT_EQ(reader.take("exit\r~").bytes, "exit\r");
    const auto end = reader.take(".more");
    EXPECT_TRUE(end.end);
    EXPECT_EQ(end.bytes, "");
}

TEST(EscapeReader, theFirstThingTypedMayBeAnEscape) {
    EscapeReader reader;
    EXPECT_TRUE(reader.take("~.").end);
}

TEST(Keyboard, isOneHandsUntilItIsGivenBackOrForgotten) {
    Keyboard keyboard;
    const Keyboard::Clock::time_point now{seconds(1000)};
    EXPECT_TRUE(keyboard.take("left", now));
    EXPECT_FALSE(keyboard.take("right", now + seconds(1)));
    EXPECT_TRUE(keyboard.take("left", now + seconds(20)));
    EXPECT_FALSE(keyboard.take("right", now + seconds(40))); // the use before has prolonged it
    keyboard.release("right");
    EXPECT_FALSE(keyboard.take("right", now + seconds(41)));
    keyboard.release("left");
    EXPECT_TRUE(keyboard.take("right", now + seconds(42)));
    EXPECT_TRUE(keyboard.take("left", now + seconds(42) + kHandHolds));
}

} // namespace
} // namespace seedbed::consoles
