// SPDX-License-Identifier: GPL-3.0-or-later
// Who may switch a blade by hand. The ladder itself: inventory/ladder_test.cpp; on a chassis: integration/ladder_test.py.
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/deployment.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

constexpr const char* kSite = R"(site: lab
chassis: {oa: 127.0.0.1, user: Administrator, password-file: none}
provisioning:
  network: provisioning
  cidr: 192.0.2.0/24
  address: 192.0.2.1
  interface: prov0
  range: 192.0.2.21-192.0.2.124
networks:
  - {name: provisioning, vlan: 10, native: true}
uplink-set: {name: datacentre, ports: ["enc0:1:X1"]}
pack: none
bays: "1-2"
images: images
)";

class PowerByHand : public testing::Test {
protected:
    PowerByHand() {
        std::filesystem::create_directories(state_);
        EXPECT_TRUE(writeFile(state_ / "site.yaml", kSite));
        journal_ = std::move(*Journal::open(state_ / "journal.sqlite"));
    }
    ~PowerByHand() override {
        journal_.reset();
        std::filesystem::remove_all(state_);
    }
    // What keeps `word` from being done at the bay; past the checks of this test it is PACK-..., for there is none.
    std::string refusal(BayNumber bay, const std::string& word) {
        asio::io_context io;
        EventBus bus(io.get_executor());
        auto pins = PinStore::open(state_ / "pins.json").value();
        Deployment deployment(io.get_executor(), {*journal_, bus, pins}, Paths{state_, state_, state_ / "packs"});
        const auto answer = test::runOn(io, deployment.power(state_ / "site.yaml", bay, word));
        return answer ? "done" : answer.error().id;
    }
    std::int64_t runOf(BayNumber bay) {
        Plan plan;
        plan.blades.push_back({.bay = bay});
        return journal_->startRun("hash", planJson(plan).dump()).value_or(0);
    }

    std::filesystem::path state_ = std::filesystem::temp_directory_path() / ("power-" + newUuid());
    std::unique_ptr<Journal> journal_;
};

TEST_F(PowerByHand, refusesABayThatTheSiteDoesNotName) {
    for (const char* word : {"on", "off", "status"}) {
        EXPECT_EQ(refusal(3, word), "POWER-BAY") << word;
    }
    EXPECT_EQ(refusal(1, "reboot"), "POWER-WORD");
}

TEST_F(PowerByHand, leavesTheBladesOfAnActiveRunAlone) {
    const auto past = refusal(1, "off");
    EXPECT_TRUE(past.starts_with("PACK")) << past;
    const auto run = runOf(1);
    EXPECT_EQ(refusal(1, "off"), "RUN-ACTIVE");
    EXPECT_EQ(refusal(1, "on"), "RUN-ACTIVE");
    EXPECT_EQ(refusal(1, "status"), past); // a look harms nobody
    EXPECT_EQ(refusal(2, "off"), past);    // not one of its blades
    ASSERT_TRUE(journal_->abortRun(run));
    EXPECT_EQ(refusal(1, "off"), "RUN-ACTIVE"); // until it has ended
    ASSERT_TRUE(journal_->endRun(run, "aborted", ""));
    EXPECT_EQ(refusal(1, "off"), past);
}

TEST_F(PowerByHand, anActiveRunWithAPlanNobodyCanReadOwnsEveryBlade) {
    ASSERT_TRUE(journal_->startRun("hash", "{}"));
    EXPECT_EQ(refusal(2, "off"), "RUN-ACTIVE");
}

} // namespace
} // namespace seedbed
