// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/times.hpp"

#include <gtest/gtest.h>

namespace seedbed::consoles {
namespace {

using Entries = std::vector<Entry>;

TEST(ConsoleTimes, linesReadBackAsTheyWereWritten) {
    const Entries entries{{0, 1000, "begins"}, {0, 1001, ""}, {17, 900, ""}, {17, 1500, "lost: BMC-TIMEOUT, tried twice"}};
    std::string text;
    for (const Entry& entry : entries) {
        text += entryLine(entry);
    }
    EXPECT_EQ(text, "0 1000 begins\n0 1001\n17 900\n17 1500 lost: BMC-TIMEOUT, tried twice\n");
    EXPECT_EQ(readEntries(text), entries);
}

TEST(ConsoleTimes, aMarkIsOneLine) { EXPECT_EQ(entryLine({1, 2, "a\nb\x1b"}), "1 2 a\\x0ab\\x1b\n"); }

TEST(ConsoleTimes, damageCostsItsOwnLinesOnly) {
    const Entries good{{5, 10, ""}, {9, 12, ""}};
    EXPECT_EQ(readEntries("5 10\n\nnonsense\n-3 4\n7\n7 x\n7x 4\n99999999999999999999 1\n4 11\n9 12\n20 1"), good);
    EXPECT_EQ(readEntries(std::string("\0\0\0\n", 4)), Entries{});
    EXPECT_EQ(readEntries(""), Entries{});
}

TEST(ConsoleTimes, entriesOfSomeBytes) {
    const Entries all{{0, 1, "begins"}, {0, 2, ""}, {10, 3, ""}, {20, 4, "lost"}, {20, 5, "begins"}, {20, 6, ""}, {30, 7, "lost"}};
    EXPECT_EQ(entriesOf(all, 0, 10), (Entries{{0, 1, "begins"}, {0, 2, ""}}));
    EXPECT_EQ(entriesOf(all, 5, 15), (Entries{{0, 2, ""}, {10, 3, ""}}));
    EXPECT_EQ(entriesOf(all, 20, 30), (Entries{{20, 4, "lost"}, {20, 5, "begins"}, {20, 6, ""}}));
    EXPECT_EQ(entriesOf(all, 25, 30), (Entries{{20, 6, ""}}));
    EXPECT_EQ(entriesOf(all, 30, 30), (Entries{{30, 7, "lost"}}));
    EXPECT_EQ(entriesOf(all, 31, 31), Entries{});
}

TEST(ConsoleTimes, aChunkWhoseBytesWereNeverWrittenGivesWayToTheNext) {
    EXPECT_EQ(entriesOf(Entries{{0, 1, ""}, {0, 2, ""}, {4, 3, ""}}, 0, 4), (Entries{{0, 2, ""}}));
}

} // namespace
} // namespace seedbed::consoles
