// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/record.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::consoles {
namespace {

using Entries = std::vector<Entry>;

Clock::time_point at(std::int64_t ms) { return Clock::time_point(std::chrono::milliseconds(ms)); }

class ConsoleRecord : public testing::Test {
protected:
    void SetUp() override {
        directory_ = std::filesystem::temp_directory_path() / ("console-record-" + newUuid());
        log_ = directory_ / "consoles" / "bay3.log";
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }
    std::filesystem::path directory_, log_;
};

TEST_F(ConsoleRecord, writesTheBytesAndTheirTimes) {
    auto record = Record::open(log_);
    ASSERT_TRUE(record) << toSentence(record.error());
    ASSERT_TRUE(record->mark("begins", at(1000)));
    ASSERT_TRUE(record->append("boot\r\n", at(2000)));
    ASSERT_TRUE(record->append(std::string("\0\xff", 2), at(3000)));
    EXPECT_EQ(*readFile(log_), std::string("boot\r\n\0\xff", 8));
    EXPECT_EQ(indexOf(log_), directory_ / "consoles" / "bay3.times");
    EXPECT_EQ(*readFile(indexOf(log_)), "0 1000 begins\n0 2000\n6 3000\n");
    EXPECT_EQ(entriesOf(log_, 6, 8), (Entries{{6, 3000, ""}}));
}

TEST_F(ConsoleRecord, goesOnAfterACrashInTheMiddleOfALine) {
    ASSERT_TRUE(Record::open(log_)->append("first", at(1000)));
    ASSERT_TRUE(writeFile(indexOf(log_), "0 1000\n5 17"));
    auto record = Record::open(log_);
    ASSERT_TRUE(record) << toSentence(record.error());
    ASSERT_TRUE(record->append("second", at(5000)));
    EXPECT_EQ(*readFile(log_), "firstsecond");
    EXPECT_EQ(*readFile(indexOf(log_)), "0 1000\n5 5000\n");
}

TEST_F(ConsoleRecord, forgetsTheTimesOfBytesThatAreGone) {
    ASSERT_TRUE(Record::open(log_)->append("12345", at(1000)));
    ASSERT_TRUE(writeFile(indexOf(log_), "0 1000\n5 1100 lost\n5 1200\n9 1300\n"));
    ASSERT_TRUE(Record::open(log_));
    EXPECT_EQ(*readFile(indexOf(log_)), "0 1000\n5 1100 lost\n5 1200\n");
    std::filesystem::remove(log_);
    ASSERT_TRUE(Record::open(log_)->append("anew", at(2000)));
    EXPECT_EQ(*readFile(indexOf(log_)), "0 1000\n0 2000\n");
    EXPECT_EQ(entriesOf(log_, 0, 4), (Entries{{0, 2000, ""}}));
}

TEST_F(ConsoleRecord, findsTimesInALongIndexAsInAShortOne) {
    Entries all;
    std::string index;
    for (std::int64_t i = 0; i < 40'000; ++i) {
        all.push_back({i / 3 * 7, 1'700'000'000'000 + i, i % 3 == 2 ? "" : "mark"});
        index += entryLine(all.back());
    }
    const std::int64_t size = all.back().offset + 7;
    std::filesystem::create_directories(log_.parent_path());
    ASSERT_TRUE(writeFile(log_, std::string(static_cast<std::size_t>(size), 'x')));
    ASSERT_TRUE(writeFile(indexOf(log_), index));
    ASSERT_GT(index.size(), 512U * 1024);
    for (std::int64_t from = 0; from <= size; from += 9973) {
        const std::int64_t to = std::min(size, from + 5000);
        ASSERT_EQ(entriesOf(log_, from, to), entriesOf(all, from, to)) << from;
    }
    EXPECT_EQ(offsetSince(log_, 0), 0);
    EXPECT_EQ(offsetSince(log_, 1'700'000'000'300), all[302].offset); // the first chunk, not a mark
    EXPECT_EQ(offsetSince(log_, 1'800'000'000'000), size);
}

TEST_F(ConsoleRecord, logsWithoutAnIndexHaveNoTimes) {
    std::filesystem::create_directories(log_.parent_path());
    ASSERT_TRUE(writeFile(log_, "old"));
    EXPECT_EQ(entriesOf(log_, 0, 3), Entries{});
    EXPECT_EQ(offsetSince(log_, 5), 3);
    ASSERT_TRUE(Record::open(log_)->append("new", at(9)));
    EXPECT_EQ(entriesOf(log_, 0, 6), (Entries{{3, 9, ""}}));
}

// Twelve bytes a chunk, each in a second of its own; with the index a pair of files holds about eight of them.
class CappedRecord : public ConsoleRecord {
protected:
    void fill(int from, int to) {
        auto record = Record::open(log_, 600);
        ASSERT_TRUE(record) << toSentence(record.error());
        for (int i = from; i < to; ++i) {
            ASSERT_TRUE(record->append(chunk(i), at(100'000 + i * 1000)));
        }
    }
    static std::string chunk(int i) { return fmt::format("chunk {:04}\r\n", i); }
    std::string readAll(std::int64_t from) const {
        std::string all;
        for (auto bytes = bytesFrom(log_, from, 7); !bytes.text.empty(); bytes = bytesFrom(log_, from, 7)) {
            all += bytes.text;
            from = bytes.start + static_cast<std::int64_t>(bytes.text.size());
        }
        return all;
    }
    std::int64_t onDisk() const {
        std::int64_t bytes = 0;
        for (const auto& file : std::filesystem::directory_iterator(log_.parent_path())) {
            bytes += static_cast<std::int64_t>(file.file_size());
        }
        return bytes;
    }
};

TEST_F(CappedRecord, staysBelowItsCapAndKeepsTheNewest) {
    fill(0, 100);
    EXPECT_LE(onDisk(), 600);
    const auto extent = extentOf(log_);
    EXPECT_EQ(extent.end, 1200);
    EXPECT_GT(extent.start, 0);
    EXPECT_LT(extent.start, 1200 - 8 * 12); // more than one pair of files can hold
    std::string expected;
    for (auto i = static_cast<int>(extent.start / 12); i < 100; ++i) {
        expected += chunk(i);
    }
    EXPECT_EQ(readAll(0), expected);
    EXPECT_EQ(readAll(1188), chunk(99));
}

TEST_F(CappedRecord, findsEveryByteAndTimeOverTheTurn) {
    fill(0, 100);
    for (auto i = static_cast<int>(extentOf(log_).start / 12); i < 100; ++i) {
        EXPECT_EQ(offsetSince(log_, 100'000 + i * 1000), i * 12);
        EXPECT_EQ(entriesOf(log_, i * 12 + 1, i * 12 + 12), (Entries{{i * 12, 100'000 + i * 1000, ""}}));
    }
    EXPECT_EQ(offsetSince(log_, 0), extentOf(log_).start);
    EXPECT_EQ(offsetSince(log_, 999'000), 1200);
}

TEST_F(CappedRecord, tellsMarksThatWereTheLastOfTheOldFiles) {
    fill(0, 1);
    auto record = Record::open(log_, 600);
    while (!std::filesystem::exists(oldOf(log_))) {
        ASSERT_TRUE(record->mark("lost", at(200'000)));
    }
    const auto told = entriesOf(log_, 12, 12);
    EXPECT_GT(told.size(), 5U);
    EXPECT_TRUE(std::all_of(told.begin(), told.end(), [](const Entry& entry) { return entry.mark == "lost"; }));
}

TEST_F(CappedRecord, goesOnAfterItWasOpenedAnew) {
    for (int i = 0; i < 100; i += 3) {
        fill(i, i + 3);
    }
    EXPECT_EQ(extentOf(log_).end, 102 * 12);
    EXPECT_EQ(readAll(101 * 12), chunk(101));
}

TEST_F(CappedRecord, undoesAHalfTurn) {
    fill(0, 100);
    const auto before = readAll(0);
    const auto start = extentOf(log_).start;
    std::filesystem::remove(oldOf(log_)); // as a crash leaves it between the two renames of the next turn
    std::filesystem::rename(indexOf(log_), indexOf(oldOf(log_)));
    ASSERT_TRUE(writeFile(indexOf(log_), entryLine({1200, 300'000, std::string(kRotated)})));
    fill(100, 101);
    EXPECT_EQ(extentOf(log_).end, 1212);
    EXPECT_GT(extentOf(log_).start, start); // of the old pair
    EXPECT_TRUE(before.ends_with(readAll(0).substr(0, readAll(0).size() - 12)));
}

TEST_F(ConsoleRecord, saysWhenItCannotBeWritten) {
    std::filesystem::create_directories(directory_);
    ASSERT_TRUE(writeFile(directory_ / "consoles", "a file where the directory belongs"));
    auto record = Record::open(log_);
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().id, "CONSOLE-FILE");
}

} // namespace
} // namespace seedbed::consoles
