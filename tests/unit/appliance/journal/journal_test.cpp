// SPDX-License-Identifier: GPL-3.0-or-later
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "appliance/journal/journal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {

class JournalTest : public testing::Test {
protected:
    ~JournalTest() override { std::filesystem::remove_all(directory_); }
    std::unique_ptr<Journal> open() { return std::move(*Journal::open(directory_ / "journal.sqlite")); }
    std::filesystem::path directory_ = [] {
        auto path = std::filesystem::temp_directory_path() / ("journal-" + newUuid());
        std::filesystem::create_directories(path);
        return path;
    }();
};

TEST_F(JournalTest, whatWasWrittenIsThereAfterReopening) {
    std::int64_t run = 0;
    {
        auto journal = open();
        run = *journal->startRun("h1", R"({"a":1})");
        ASSERT_TRUE(journal->startStep(run, "partition", "partition", 0));
        ASSERT_TRUE(journal->startStep(run, "partition", "partition", 0)); // a second attempt
        ASSERT_TRUE(journal->endStep(run, "partition", 0, "failed", R"({"id":"X"})"));
        ASSERT_TRUE(journal->record({.run = run, .bay = 3, .time = "2014-01-01T00:00:00.000Z", .type = "dhcp", .text = "t"}));
    }
    auto journal = open();
    ASSERT_TRUE(journal->activeRun()->has_value());
    EXPECT_EQ((**journal->activeRun()).plan, R"({"a":1})");
    ASSERT_EQ(journal->steps(run)->size(), 1u);
    EXPECT_EQ((*journal->steps(run))[0].attempts, 2);
    EXPECT_EQ((*journal->steps(run))[0].error, R"({"id":"X"})");
    auto events = *journal->events(run, 0, 10);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].time, "2014-01-01T00:00:00.000Z");
    EXPECT_EQ(events[0].data, "{}");
    EXPECT_TRUE(journal->events(run, events[0].sequence, 10)->empty());
    ASSERT_TRUE(journal->endRun(run, "succeeded", ""));
    EXPECT_FALSE(journal->activeRun()->has_value());
}

TEST_F(JournalTest, oneRunAtATime) {
    auto journal = open();
    auto first = journal->startRun("h1", "{}");
    ASSERT_TRUE(first);
    EXPECT_FALSE(journal->startRun("h2", "{}"));
    ASSERT_TRUE(journal->abortRun(*first));
    EXPECT_FALSE(journal->startRun("h2", "{}"));
    ASSERT_TRUE(journal->endRun(*first, "aborted", ""));
    EXPECT_TRUE(journal->startRun("h2", "{}"));
    EXPECT_EQ(journal->run(99).error().id, "RUN-UNKNOWN");
}

TEST_F(JournalTest, aPlaceThatCannotBeWrittenIsNamed) {
    auto journal = Journal::open(directory_ / "no" / "such" / "journal.sqlite");
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().id, "JOURNAL-OPEN");
    EXPECT_NE(journal.error().object.find("journal.sqlite"), std::string::npos);
}

TEST_F(JournalTest, aFileThatIsNoJournalSaysWhatToDoAndStays) {
    const std::string text(4096, 'x');
    ASSERT_TRUE(writeFile(directory_ / "journal.sqlite", text));
    auto journal = Journal::open(directory_ / "journal.sqlite");
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().id, "JOURNAL-DAMAGED");
    EXPECT_EQ(journal.error().object, (directory_ / "journal.sqlite").string());
    EXPECT_NE(journal.error().action.find("move it, journal.sqlite-wal"), std::string::npos) << journal.error().action;
    EXPECT_EQ(*readFile(directory_ / "journal.sqlite"), text);
}

TEST_F(JournalTest, aFileOfALaterVersionIsLeftAlone) {
    const auto file = directory_ / "journal.sqlite";
    ASSERT_TRUE(open()->startRun("h1", "{}"));
    SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
    auto journal = Journal::open(file);
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().id, "JOURNAL-VERSION");
    EXPECT_NE(journal.error().cause.find("99"), std::string::npos);
}

TEST_F(JournalTest, aDamagedRecordIsNamed) {
    const auto file = directory_ / "journal.sqlite";
    ASSERT_TRUE(open()->startRun("h1", "{}"));
    constexpr std::size_t firstPage = 4096; // the schema
    auto bytes = *readFile(file);
    std::fill(bytes.begin() + firstPage, bytes.end(), 'x');
    ASSERT_TRUE(writeFile(file, bytes));
    const auto run = open()->run(1);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().id, "JOURNAL-DAMAGED");
}

} // namespace seedbed
