// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/report.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "appliance/api/error_json.hpp"
#include "appliance/api/finding.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

class ReportTest : public testing::Test {
protected:
    ReportTest() {
        std::filesystem::create_directories(state_);
        journal_ = std::move(*Journal::open(state_ / "journal.sqlite"));
        run_ = *journal_->startRun("hash", "{}");
    }
    ~ReportTest() override {
        journal_.reset();
        std::filesystem::remove_all(state_);
    }
    void note(BayNumber bay, const std::string& type, const std::string& data) {
        ASSERT_TRUE(journal_->record({.run = run_, .bay = bay, .type = type, .text = type, .data = data}));
    }

    std::filesystem::path state_ = std::filesystem::temp_directory_path() / ("report-" + newUuid());
    std::unique_ptr<Journal> journal_;
    std::int64_t run_ = 0;
};

TEST_F(ReportTest, showsWhatPreflightFoundAndWhomItKeptOut) {
    Finding finding{.id = "PF-12", .status = FindingStatus::fail, .object = "bay3", .evidence = "16 MB", .fix = "a larger disk"};
    note(3, "finding", findingJson(finding).dump());
    note(0, "finding", findingJson({.id = "PF-25", .severity = Severity::warn, .object = "enc0:1:X1"}).dump());
    finding.evidence = "17 MB"; // the daemon was started again, and looked again
    note(3, "finding", findingJson(finding).dump());
    note(3, "blocked", errorJson({.kind = ErrorKind::blocked, .id = "PREFLIGHT-BLOCKED", .object = "bay3"}));
    note(1, "dhcp", "{}");

    const json report = *makeReport(*journal_, run_);
    ASSERT_EQ(report["findings"].size(), 2u);
    EXPECT_EQ(report["findings"][0], findingJson(finding));
    EXPECT_EQ(report["findings"][1]["object"], "enc0:1:X1");
    ASSERT_EQ(report["blocked"].size(), 1u);
    EXPECT_EQ(report["blocked"][0]["bay"], 3);
    EXPECT_EQ(report["blocked"][0]["error"]["id"], "PREFLIGHT-BLOCKED");
}

TEST_F(ReportTest, showsTheLastLookAtTheWires) {
    EXPECT_TRUE((*makeReport(*journal_, run_))["wires"].is_null());
    note(0, "wires", R"({"heard": 6, "wanted": 8})");
    note(0, "wires", R"({"heard": 8, "wanted": 8})");
    EXPECT_EQ((*makeReport(*journal_, run_))["wires"]["data"]["heard"], 8);
}

TEST_F(ReportTest, hasNoFindingsBeforePreflight) {
    const json report = *makeReport(*journal_, run_);
    EXPECT_EQ(report["findings"], json::array());
    EXPECT_EQ(report["blocked"], json::array());
    EXPECT_EQ(makeReport(*journal_, kByHand).error().id, "RUN-UNKNOWN"); // what was done by hand is no run
}

} // namespace
} // namespace seedbed
