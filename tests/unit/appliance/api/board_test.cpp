// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "appliance/api/board.hpp"

namespace seedbed::api {

using nlohmann::json;

json event(int bay, const std::string& time, const std::string& type, const std::string& text, const json& data = json::object()) {
    return {{"bay", bay}, {"time", time}, {"type", type}, {"text", text}, {"data", data}};
}

TEST(Board, keepsTheFirstTimeOfEachProofAndTheNewestPhase) { // E-08
    Board board;
    board.apply(event(1, "t1", "power-on", ""));
    board.apply(event(1, "t2", "dhcp", ""));
    board.apply(event(1, "t3", "dhcp", "again"));
    board.apply(event(1, "t4", "progress", "image", {{"bytes", 5}, {"total", 10}, {"rate", 80.5}}));
    board.apply(event(1, "t5", "fact", "", {{"mac", "02:00:00:00:00:01"}}));
    const BladeRow& row = board.rows().at(1);
    EXPECT_EQ(row.proofs.at("dhcp").time, "t2");
    EXPECT_EQ(row.phase, "dhcp");
    EXPECT_EQ(row.bytes, 5u);
    EXPECT_EQ(row.lastSign, "t5");
    EXPECT_EQ(row.facts.at("mac"), "02:00:00:00:00:01");
    json shown = rowJson(row);
    EXPECT_EQ(shown["timeline"].size(), proofsInOrder().size());
    EXPECT_TRUE(shown["timeline"].back()["time"].is_null());
}

TEST(Board, aFailedStepShowsItsErrorAndTheRunItsEnd) {
    Board board;
    board.apply(event(2, "t1", "step", "deploy: PXE-NO-DHCP bay2", {{"id", "PXE-NO-DHCP"}}));
    EXPECT_EQ(board.rows().at(2).state, "failed");
    EXPECT_EQ(board.runState(), "running");
    board.apply(event(0, "t2", "run", "failed"));
    EXPECT_EQ(board.runState(), "failed");
}

TEST(Board, fieldsOfOtherTypesCountAsAbsent) {
    Board board;
    board.apply(json::array({1}));
    board.apply({{"bay", "1"}, {"type", "dhcp"}});
    board.apply({{"bay", 1}, {"time", 5}, {"type", "progress"}, {"data", {{"bytes", "many"}, {"rate", nullptr}}}});
    ASSERT_EQ(board.rows().size(), 1u);
    EXPECT_EQ(board.rows().at(1).bytes, 0u);
    EXPECT_EQ(board.rows().at(1).lastSign, "");
}

} // namespace seedbed::api
