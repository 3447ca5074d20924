// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/ladder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "appliance/inventory/fake_blade_power.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using Strings = std::vector<std::string>;
using enum Rung;

struct Telling {
    const char* what;
    std::vector<std::pair<Source, PowerReading>> accounts;
    PowerStanding standing;
};

TEST(Ladder, oneWitnessNeverConfirms) {
    const auto on = PowerReading::on;
    const auto off = PowerReading::off;
    const Telling tellings[] = {
        {"both off", {{Source::oa, off}, {Source::ipmi, off}}, PowerStanding::off},
        {"both on", {{Source::oa, on}, {Source::ipmi, on}}, PowerStanding::on},
        {"the OA alone: off", {{Source::oa, off}}, PowerStanding::offAlone},
        {"the OA alone: on", {{Source::oa, on}}, PowerStanding::onAlone},
        {"the iLO alone", {{Source::ipmi, off}, {Source::redfish, off}}, PowerStanding::oaSilent},
        {"two that disagree", {{Source::oa, on}, {Source::ipmi, off}}, PowerStanding::undecided},
        {"IPMI lies", {{Source::oa, on}, {Source::ipmi, off}, {Source::redfish, on}}, PowerStanding::on},
        {"the OA lies", {{Source::oa, on}, {Source::ipmi, off}, {Source::redfish, off}}, PowerStanding::off},
        {"nobody", {}, PowerStanding::oaSilent},
    };
    for (const auto& [what, accounts, standing] : tellings) {
        PowerLook look;
        for (const auto& [source, value] : accounts) {
            look.power.add(value, source, {});
        }
        EXPECT_EQ(standingOf(look), standing) << what;
    }
}

struct Choice {
    PowerStanding standing;
    std::vector<Rung> tried;
    std::optional<Rung> next;
};

TEST(Ladder, choosesTheNextRung) {
    const Choice choices[] = {
        {PowerStanding::off, {}, std::nullopt},
        {PowerStanding::on, {}, softOff},
        {PowerStanding::on, {softOff}, hardOff},
        {PowerStanding::on, {softOff, hardOff}, iloReset},
        {PowerStanding::on, {softOff, hardOff, iloReset}, hardOff},
        {PowerStanding::on, {softOff, hardOff, iloReset, hardOff}, eFuse},
        {PowerStanding::on, {softOff, hardOff, iloReset, hardOff, eFuse}, std::nullopt},
        {PowerStanding::onAlone, {softOff, hardOff}, iloReset},
        {PowerStanding::offAlone, {softOff}, iloReset},
        {PowerStanding::offAlone, {softOff, iloReset}, eFuse},
        {PowerStanding::offAlone, {iloReset, eFuse}, std::nullopt},
        {PowerStanding::undecided, {}, iloReset},
        {PowerStanding::undecided, {iloReset}, std::nullopt}, // never the e-fuse on a guess
        {PowerStanding::oaSilent, {}, std::nullopt},
        {PowerStanding::on, {iloReset}, softOff},
    };
    for (const auto& [standing, tried, next] : choices) {
        EXPECT_EQ(nextRung(standing, tried), next) << static_cast<int>(standing) << " after " << tried.size();
    }
}

class LadderClimb : public testing::Test {
protected:
    LadderTerms terms(std::set<Rung> approved = allRungs()) {
        LadderTerms given;
        given.bay = 3;
        given.rules.approved = std::move(approved);
        for (auto& [rung, limit] : given.rules.limits) {
            limit = 30ms;
        }
        given.between = 1ms;
        given.iloSettle = 1ms;
        given.onLimit = 30ms;
        given.record = [this](const std::string& type, const std::string& text) -> Result<> {
            if (!journalWorks_) {
                return fail({.kind = ErrorKind::internal, .id = "JOURNAL-IO"});
            }
            if (type == "effect") {
                commandsAtEffect_.push_back(blade_.commands.size());
                effects_.push_back(text);
            }
            return {};
        };
        return given;
    }
    Result<LadderEnd> off(std::set<Rung> approved = allRungs()) {
        asio::io_context io;
        return test::runOn(io, switchOff(blade_, terms(std::move(approved))));
    }
    Result<LadderEnd> on() {
        asio::io_context io;
        return test::runOn(io, switchOn(blade_, terms()));
    }

    FakeBladePower blade_;
    Strings effects_;
    std::vector<std::size_t> commandsAtEffect_;
    bool journalWorks_ = true;
};

struct Case {
    const char* what;
    FakeBladePower blade;
    Strings commands;
    Strings dissenters;
};

FakeBladePower blade(std::set<Rung> heeded, std::set<Source> silent = {}, std::set<Source> liars = {}) {
    FakeBladePower made;
    made.heeded = std::move(heeded);
    made.silent = std::move(silent);
    made.liars = std::move(liars);
    return made;
}

TEST_F(LadderClimb, bringsTheBladeOff) {
    FakeBladePower isOff;
    isOff.on = false;
    FakeBladePower hangs;
    hangs.hanging = {softOff};
    const Case cases[] = {
        {"off already", isOff, {}, {}},
        {"obedient", blade(allRungs()), {"soft-off OA"}, {}},
        {"ignores soft off", blade({hardOff}), {"soft-off OA", "hard-off OA"}, {}},
        {"a command that is never answered", hangs, {"soft-off OA", "hard-off OA"}, {}},
        {"ignores everything but the e-fuse", blade({iloReset, eFuse}),
         {"soft-off OA", "hard-off OA", "ilo-reset OA", "hard-off OA", "e-fuse OA"}, {}},
        {"its iLO hangs", blade(allRungs(), {Source::ipmi, Source::redfish}), {"soft-off OA", "ilo-reset OA"}, {}},
        {"its iLO hangs until the e-fuse", blade({softOff, eFuse}, {Source::ipmi, Source::redfish}),
         {"soft-off OA", "ilo-reset OA", "e-fuse OA"}, {}},
        {"IPMI lies", blade(allRungs(), {}, {Source::ipmi}), {"soft-off OA"}, {"IPMI"}},
        {"the OA lies", blade(allRungs(), {}, {Source::oa}), {"soft-off OA", "soft-off IPMI"}, {"OA"}},
        {"IPMI is shut, Redfish decides", blade(allRungs(), {Source::ipmi}), {"soft-off OA"}, {}},
    };
    for (const Case& each : cases) {
        blade_ = each.blade;
        effects_.clear();
        const auto end = off();
        ASSERT_TRUE(end) << each.what << ": " << toSentence(end.error());
        EXPECT_FALSE(blade_.on) << each.what;
        EXPECT_EQ(end->look.power.value(), PowerReading::off) << each.what;
        EXPECT_EQ(blade_.commands, each.commands) << each.what;
        EXPECT_EQ(end->effects, effects_) << each.what;
        EXPECT_EQ(effects_.size(), each.commands.size()) << each.what;
        Strings dissenters;
        const auto others = end->look.power.dissenters();
        for (const auto& account : others) {
            dissenters.emplace_back(toString(account.source));
        }
        EXPECT_EQ(dissenters, each.dissenters) << each.what;
    }
}

TEST_F(LadderClimb, writesEachRungIntoTheJournalBeforeItActs) {
    blade_.heeded = {eFuse};
    ASSERT_TRUE(off());
    EXPECT_THAT(commandsAtEffect_, ElementsAre(0u, 1u, 2u, 3u, 4u));
    EXPECT_EQ(effects_.back(), "e-fuse by OA: reset the e-fuse of the bay");
}

TEST_F(LadderClimb, doesNothingWithoutTheJournal) {
    journalWorks_ = false;
    const auto end = off();
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().id, "JOURNAL-IO");
    EXPECT_TRUE(blade_.commands.empty());
}

struct Stop {
    const char* what;
    FakeBladePower blade;
    std::set<Rung> approved;
    const char* id;
    std::size_t commands;
    const char* cause;
    const char* action;
};

TEST_F(LadderClimb, stopsForAHumanAndSaysWhatForAndWhy) {
    const std::set<Rung> usual = RecoverySpec().approved;
    const std::set<Source> ilo{Source::ipmi, Source::redfish};
    const Stop stops[] = {
        {"nothing is approved", blade(allRungs()), {}, "POWER-NEEDS-APPROVAL", 0, "nothing was tried; OA says on",
         "{approve: [soft-off]}"},
        {"the usual rungs fail", blade({eFuse}), usual, "POWER-NEEDS-APPROVAL", 2,
         "tried soft-off by OA, hard-off by OA; OA says on, IPMI says on; ilo-reset is next",
         "{approve: [soft-off, hard-off, ilo-reset]}"},
        {"only the e-fuse is left", blade({eFuse}), {softOff, hardOff, iloReset}, "POWER-NEEDS-APPROVAL", 4, "e-fuse is next",
         "{approve: [soft-off, hard-off, ilo-reset, e-fuse]}"},
        {"nothing helps", blade({}), allRungs(), "POWER-NEEDS-HANDS", 5, "OA says on, IPMI says on", "pull the blade"},
        {"IPMI lies and Redfish is shut", blade(allRungs(), {}, {Source::ipmi}), allRungs(), "POWER-NEEDS-HANDS", 1,
         "OA says on, IPMI says off", "power light"},
        {"the OA is silent", blade(allRungs(), {Source::oa}), allRungs(), "POWER-NEEDS-HANDS", 0, "OA says nothing (FAKE-SILENT)",
         "bring the Onboard Administrator back"},
        {"the iLO is dead", blade({softOff}, ilo), {softOff}, "POWER-NEEDS-APPROVAL", 1, "OA says off, IPMI says nothing",
         "{approve: [soft-off, ilo-reset]}"},
    };
    for (const Stop& each : stops) {
        blade_ = each.blade;
        if (std::string_view(each.what).starts_with("IPMI lies")) {
            blade_.silent = {Source::redfish};
            blade_.heeded = {softOff, hardOff, eFuse}; // its reset does not open Redfish
        }
        const auto end = off(each.approved);
        ASSERT_FALSE(end) << each.what;
        EXPECT_EQ(end.error().kind, ErrorKind::needsHuman) << each.what;
        EXPECT_EQ(end.error().id, each.id) << each.what;
        EXPECT_EQ(end.error().object, "bay3") << each.what;
        EXPECT_EQ(blade_.commands.size(), each.commands) << each.what;
        EXPECT_THAT(end.error().cause, HasSubstr(each.cause)) << each.what;
        EXPECT_THAT(end.error().action, HasSubstr(each.action)) << each.what;
    }
}

TEST_F(LadderClimb, aRungIsBoundedInTime) {
    blade_.hanging = allRungs();
    const auto begun = std::chrono::steady_clock::now();
    const auto end = off();
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().id, "POWER-NEEDS-HANDS");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s); // five rungs of 30 ms, on a busy machine
}

TEST_F(LadderClimb, switchesOnAndSeesIt) {
    blade_.on = false;
    const auto end = on();
    ASSERT_TRUE(end) << toSentence(end.error());
    EXPECT_THAT(blade_.commands, ElementsAre("on OA"));
    EXPECT_EQ(end->look.power.value(), PowerReading::on);
    blade_.commands.clear();
    ASSERT_TRUE(on()); // it is
    EXPECT_TRUE(blade_.commands.empty());
}

TEST_F(LadderClimb, saysWhenItDoesNotGoOn) {
    blade_.on = false;
    blade_.heedsOn = false;
    auto end = on();
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().id, "POWER-NOT-ON");
    EXPECT_EQ(end.error().kind, ErrorKind::timeout);
}

TEST_F(LadderClimb, switchesOnPastAnOaThatLies) {
    blade_.on = false;
    blade_.liars = {Source::oa};
    auto end = on();
    ASSERT_TRUE(end) << toSentence(end.error());
    EXPECT_TRUE(blade_.on);
    EXPECT_EQ(blade_.commands, (Strings{"on OA", "on IPMI"}));
    EXPECT_EQ(end->effects, (Strings{"on by OA: give power", "on by IPMI: give power"}));
}

TEST_F(LadderClimb, switchesNothingOnOfWhichNobodyKnows) {
    blade_.silent = {Source::redfish};
    for (const Source liar : {Source::oa, Source::ipmi}) {
        for (const bool isOn : {false, true}) {
            blade_.on = isOn;
            blade_.liars = {liar};
            const auto end = on();
            ASSERT_FALSE(end);
            EXPECT_EQ(end.error().id, "POWER-NEEDS-HANDS");
            EXPECT_EQ(end.error().kind, ErrorKind::needsHuman);
            EXPECT_TRUE(blade_.commands.empty());
        }
    }
}

} // namespace
} // namespace seedbed
