// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <gtest/gtest.h>

#include "appliance/server/handlers.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

class EventsTest : public testing::Test {
protected:
    EventsTest() {
        std::filesystem::create_directories(state_);
        journal_ = std::move(*Journal::open(state_ / "journal.sqlite"));
    }
    ~EventsTest() override {
        journal_.reset();
        std::filesystem::remove_all(state_);
    }
    Result<json> events(const std::string& run) {
        asio::io_context io;
        EventBus bus(io.get_executor());
        auto pins = PinStore::open(state_ / "pins.json").value();
        Deployment deployment(io.get_executor(), {*journal_, bus, pins}, Paths{state_, state_, state_});
        ApiCall call{{}, {{"id", run}}, deployment, *journal_, bus};
        return test::runOn(io, handleEvents(std::move(call)));
    }

    std::filesystem::path state_ = std::filesystem::temp_directory_path() / ("events-" + newUuid());
    std::unique_ptr<Journal> journal_;
};

TEST_F(EventsTest, whatWasDoneByHandIsListedAsRunZero) {
    const auto run = *journal_->startRun("hash", "{}");
    ASSERT_TRUE(journal_->record({.run = kByHand, .bay = 2, .type = "effect", .text = "press the power button"}));
    ASSERT_TRUE(journal_->record({.run = run, .bay = 1, .type = "dhcp", .text = "192.0.2.21"}));
    const auto byHand = events("0");
    ASSERT_TRUE(byHand);
    EXPECT_EQ((*byHand)["state"], "none");
    ASSERT_EQ((*byHand)["events"].size(), 1u);
    EXPECT_EQ((*byHand)["events"][0]["text"], "press the power button");
    const auto ofRun = events(std::to_string(run));
    ASSERT_TRUE(ofRun);
    EXPECT_EQ((*ofRun)["state"], "running");
    EXPECT_EQ((*ofRun)["events"][0]["type"], "dhcp");
}

TEST_F(EventsTest, aRunThatIsNotThereIsNamed) {
    EXPECT_EQ(events("7").error().id, "RUN-UNKNOWN");
}

} // namespace
} // namespace seedbed
