// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/record.hpp"

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

TEST_F(ConsoleRecord, saysWhenItCannotBeWritten) {
    std::filesystem::create_directories(directory_);
    ASSERT_TRUE(writeFile(directory_ / "consoles", "a file where the directory belongs"));
    auto record = Record::open(log_);
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().id, "CONSOLE-FILE");
}

} // namespace
} // namespace seedbed::consoles
