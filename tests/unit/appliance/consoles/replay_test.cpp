// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/replay.hpp"

#include <gtest/gtest.h>

namespace seedbed::consoles {
namespace {

using Entries = std::vector<Entry>;
using Lines = std::vector<Line>;
using Pieces = std::vector<Piece>;
using std::chrono::milliseconds;

TEST(ConsoleReplay, bytesAreCutWhereTheirTimesChange) {
    const Entries entries{{4, 100, ""}, {12, 200, ""}, {14, 250, "lost: it was slow"}, {14, 300, ""}};
    EXPECT_EQ(piecesOf("abcdefgh", 8, entries),
              (Pieces{{100, "abcd", ""}, {200, "ef", ""}, {250, "", "lost: it was slow"}, {300, "gh", ""}}));
    EXPECT_EQ(piecesOf("old", 0, {}), (Pieces{{0, "old", ""}}));
    EXPECT_EQ(piecesOf("oldnew", 0, {{3, 9, ""}}), (Pieces{{0, "old", ""}, {9, "new", ""}}));
    EXPECT_EQ(piecesOf("ab", 0, {{0, 1, ""}, {99, 2, ""}}), (Pieces{{1, "ab", ""}})); // its bytes come later
    EXPECT_EQ(piecesOf("", 5, {{5, 7, "begins"}}), (Pieces{{7, "", "begins"}}));
}

TEST(ConsoleReplay, marksAtTheEndAreToldOnce) {
    NewMarks marks;
    EXPECT_EQ(marks.of({{0, 1, ""}, {3, 2, "lost"}}, 0).size(), 2U);
    EXPECT_EQ(marks.of({{3, 2, "lost"}}, 3), Entries{});
    EXPECT_EQ(marks.of({{3, 2, "lost"}, {3, 1, "begins"}}, 3), (Entries{{3, 1, "begins"}})); // the clock was set back
    EXPECT_EQ(marks.of({{3, 2, "lost"}, {3, 1, "begins"}, {3, 4, ""}, {9, 5, "lost"}}, 3),
              (Entries{{3, 4, ""}, {9, 5, "lost"}}));
    EXPECT_EQ(marks.of({{9, 5, "lost"}}, 9), Entries{});
}

TEST(ConsoleReplay, rhythmIsThatOfTheRecordingAtItsSpeed) {
    Rhythm same(1);
    EXPECT_EQ(same.before(5000), milliseconds(0));
    EXPECT_EQ(same.before(5250), milliseconds(250));
    EXPECT_EQ(same.before(0), milliseconds(0));    // no time known
    EXPECT_EQ(same.before(4000), milliseconds(0)); // the clock was set back
    EXPECT_EQ(same.before(4001), milliseconds(1));
    EXPECT_EQ(same.before(4001 + 3'600'000), kLongestPause);
    Rhythm quick(4);
    quick.before(1000);
    EXPECT_EQ(quick.before(2000), milliseconds(250));
    Rhythm atOnce(0);
    atOnce.before(1000);
    EXPECT_EQ(atOnce.before(9000), milliseconds(0));
}

TEST(ConsoleReplay, plainTextDoesATerminalNoHarm) {
    PlainText plain;
    EXPECT_EQ(plain.take("a\r\nb\tc\n"), "a\nb\tc\n");
    EXPECT_EQ(plain.take("\x1b[2J\x07\x9b" "1m\x7f"), "\\x1b[2J\\x07\\x9b1m\\x7f");
    EXPECT_EQ(plain.take("50%\r100%\r"), "50%\\x0d100%");
    EXPECT_EQ(plain.take("\nend\r"), "\nend");
    EXPECT_EQ(plain.finish(), "\\x0d");
    EXPECT_EQ(plain.finish(), "");
}

TEST(ConsoleReplay, linesHaveTheTimeOfTheirFirstByte) {
    LineReader reader;
    EXPECT_EQ(reader.take({10, "log", ""}), Lines{});
    EXPECT_EQ(reader.take({20, "in:\r\nroot\r\n\r\npass", ""}), (Lines{{10, "login:"}, {20, "root"}, {20, ""}}));
    EXPECT_EQ(reader.take({30, "", "lost: gone"}), (Lines{{20, "pass"}, {30, "-- recording lost: gone --"}}));
    EXPECT_EQ(reader.take({40, "again\r", ""}), Lines{});
    EXPECT_EQ(reader.finish(), (Lines{{40, "again\\x0d"}}));
    EXPECT_EQ(reader.finish(), Lines{});
}

TEST(ConsoleReplay, endlessLinesAreCut) {
    LineReader reader;
    auto lines = reader.take({1, std::string(2 * kLongestLine + 5, 'x'), ""});
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1].text.size(), kLongestLine);
    lines = reader.finish();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].text, "xxxxx");
}

TEST(ConsoleReplay, aTimeStandsBeforeItsLine) {
    EXPECT_EQ(timedLine({1'403'776'800'123, "text"}), "2014-06-26T10:00:00.123Z text");
    EXPECT_EQ(timedLine({0, "text"}), "-                        text");
}

TEST(ConsoleReplay, sinceTakesTimesAndAges) {
    const std::int64_t now = 1'403'780'400'500; // 2014-06-26T11:00:00.500Z
    const std::int64_t ten = 1'403'776'800'000;
    for (const char* text : {"2014-06-26T10:00:00Z", "2014-06-26T10:00:00", "2014-06-26T10:00", "10:00", "10:00:00Z"}) {
        auto since = readSince(text, now);
        ASSERT_TRUE(since) << text;
        EXPECT_EQ(*since, ten) << text;
    }
    EXPECT_EQ(*readSince("2014-06-26T10:00:00.25Z", now), ten + 250);
    EXPECT_EQ(*readSince("90s", now), now - 90'000);
    EXPECT_EQ(*readSince("2h", now), now - 7'200'000);
    for (const char* text : {"", "soon", "10", "-5m", "5w", "10:00:00.", "10:00x", "10:00:00.1234567890", "99999999999999999999s"}) {
        auto since = readSince(text, now);
        ASSERT_FALSE(since) << text;
        EXPECT_EQ(since.error().id, "CONSOLE-SINCE");
    }
}

} // namespace
} // namespace seedbed::consoles
