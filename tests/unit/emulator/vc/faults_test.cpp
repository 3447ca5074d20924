// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong with a Virtual Connect Manager, and how it says so.
#include <gtest/gtest.h>

#include "firmware/emulator/vc/dialogue.hpp"
#include "firmware/emulator/vc/domain_json.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator::vc {
namespace {

class VcFaults : public testing::Test {
protected:
    VcFaults() {
        lab.chassis.observe([this](BayNumber bay) { module.chassisChanged(bay); });
        module.onRestart([this] { ++drops; });
        good("import enclosure UserName=Administrator Password=swordfish");
    }
    std::string type(const std::string& line) { return perform(module, line).text; }
    void good(const std::string& line) {
        auto text = type(line);
        EXPECT_TRUE(text.starts_with("SUCCESS: ")) << line << "\n" << text;
    }
    void bad(const std::string& line, const std::string& part) {
        auto text = type(line);
        EXPECT_TRUE(text.starts_with("ERROR: ") && text.find(part) != std::string::npos) << line << "\n"
                                                                                         << text;
    }
    std::string say(Dialogue& dialogue, std::string line) {
        std::string said;
        bool answered = false;
        asio::co_spawn(lab.io, dialogue.answer(std::move(line)), [&](auto, std::string text) {
            said = std::move(text);
            answered = true;
        });
        lab.io.restart();
        while (!answered && lab.io.run_one() != 0) {
        }
        return said;
    }
    void untilDropped() {
        lab.io.restart();
        while (drops == 0 && lab.io.run_one() != 0) {
        }
    }
    void untilUp() {
        lab.io.restart();
        while (!module.isUp() && lab.io.run_one() != 0) {
        }
        EXPECT_TRUE(module.isUp());
    }
    int add(const char* kind, std::map<std::string, std::string> parameters = {}, BayNumber bay = 0) {
        return lab.chassis.addFault({kind, bay, std::move(parameters)});
    }

    LabChassis lab;
    VirtualConnect module{lab.chassis};
    Event changed{lab.io.get_executor()};
    int drops = 0;
};

TEST_F(VcFaults, theManagerGoesAwayAndComesBackWithItsDomain) {
    good("add uplinkset US1");
    auto before = domainToJson(module.domain());
    add("vcm-restart", {{"ms", "1"}});
    EXPECT_FALSE(module.isUp());
    bad("show domain", "Unable to communicate with the Virtual Connect Manager");
    untilUp();
    EXPECT_EQ(drops, 1);
    EXPECT_EQ(domainToJson(module.domain()), before);
    EXPECT_NE(type("show systemlog").find("restarted"), std::string::npos);
}

TEST_F(VcFaults, theManagerRestartsAfterSomeChange) {
    add("vcm-restart", {{"after", "2"}, {"ms", "1"}});
    good("add uplinkset US1");
    type("show uplinkset");
    good("add uplinkset US2");
    EXPECT_FALSE(module.isUp()) << "nobody else is taken in";
    EXPECT_EQ(drops, 0) << "the answer leaves first";
    untilDropped();
    untilUp();
    good("add uplinkset US3");
    lab.io.run();
    EXPECT_EQ(drops, 1) << "once";
    EXPECT_EQ(module.domain().uplinkSets.size(), 3u);
}

TEST_F(VcFaults, theManagerRestartsAfterSomeQuestion) {
    add("vcm-restart", {{"after", "3"}, {"of", "all"}, {"ms", "1"}});
    type("show domain");
    good("add uplinkset US1");
    EXPECT_TRUE(module.isUp());
    EXPECT_FALSE(type("show uplinkset").starts_with("ERROR"));
    EXPECT_FALSE(module.isUp());
    untilUp();
    type("show domain");
    EXPECT_TRUE(module.isUp()) << "once";
}

TEST_F(VcFaults, theAnswerIsLostButTheChangeIsDone) {
    add("vcm-restart", {{"after", "1"}, {"ms", "1"}, {"answer", "no"}});
    Dialogue dialogue(module, changed);
    EXPECT_EQ(say(dialogue, "add uplinkset US1"), "");
    EXPECT_TRUE(dialogue.ended());
    EXPECT_EQ(module.domain().uplinkSets.size(), 1u);
    untilUp();
}

TEST_F(VcFaults, resetVcmAsksAndRestarts) {
    Dialogue dialogue(module, changed);
    say(dialogue, "reset vcm");
    EXPECT_TRUE(dialogue.asking());
    EXPECT_NE(say(dialogue, "yes").find("SUCCESS"), std::string::npos);
    untilDropped();
    EXPECT_FALSE(module.isUp());
}

TEST_F(VcFaults, theCheckpointIsPendingForAWhile) {
    EXPECT_NE(type("show domain").find("Checkpoint Status        : Valid"), std::string::npos)
        << type("show domain");
    const int fault = add("checkpoint-pending", {{"ms", "600000"}});
    good("add uplinkset US1");
    EXPECT_NE(type("show domain").find("Checkpoint Status        : Pending"), std::string::npos);
    lab.chassis.removeFault(fault);
    add("checkpoint-pending", {{"ms", "0"}});
    EXPECT_NE(type("show domain").find("Checkpoint Status        : Valid"), std::string::npos);
}

TEST_F(VcFaults, aProfileWaitsForThePowerCycle) {
    good("add network OUT");
    good("add profile P1 -nodefaultenetconn");
    good("add enet-connection P1 Network=OUT");
    lab.chassis.command(1, PowerCommand::on);
    bad("assign profile P1 enc0:1", "powered off");
    add("profile-pending", {}, 1);
    good("assign profile P1 enc0:1");
    EXPECT_NE(type("show profile P1").find("Status        : Pending"), std::string::npos)
        << type("show profile P1");
    EXPECT_EQ(lab.chassis.blade(1).nics[0].network, "");
    lab.chassis.command(1, PowerCommand::hardOff);
    lab.io.run();
    EXPECT_NE(type("show profile P1").find("Status        : OK"), std::string::npos)
        << type("show profile P1");
    EXPECT_EQ(lab.chassis.blade(1).nics[0].network, "OUT");
}

TEST_F(VcFaults, theEnclosureIsRecoveredAfterTheOaWasAway) {
    add("oa-recovery", {{"ms", "600000"}});
    EXPECT_NE(type("show interconnect *").find("OA Communication  : OK"), std::string::npos)
        << type("show interconnect *");
    const int away = add("oa-restart");
    bad("add uplinkset US1", "cannot communicate with the Onboard Administrator");
    EXPECT_NE(type("show interconnect *").find("OA Communication  : No Communication"), std::string::npos);
    lab.chassis.removeFault(away);
    bad("add uplinkset US1", "cannot communicate");
    lab.chassis.removeFault(lab.chassis.faults().begin()->first);
    good("add uplinkset US1");
}

TEST_F(VcFaults, somebodyElseHoldsTheDomain) {
    const int fault = add("vc-locked", {{"times", "2"}});
    bad("add uplinkset US1", "locked");
    EXPECT_FALSE(type("show domain").starts_with("ERROR")) << "looking is free";
    bad("add uplinkset US1", "locked");
    good("add uplinkset US1");
    lab.chassis.removeFault(fault);
    add("vc-locked");
    bad("remove uplinkset US1", "locked");
    bad("remove uplinkset US1", "locked");
}

TEST_F(VcFaults, noSessionIsLeft) {
    add("vc-sessions");
    Dialogue dialogue(module, changed);
    EXPECT_TRUE(dialogue.ended());
    EXPECT_NE(dialogue.greeting().find("maximum number of sessions"), std::string::npos);
    EXPECT_EQ(dialogue.prompt(), "");
}

TEST_F(VcFaults, answersComeLate) {
    add("vc-slow", {{"ms", "1"}});
    Dialogue dialogue(module, changed);
    EXPECT_NE(say(dialogue, "show domain").find("Domain Name"), std::string::npos);
}

} // namespace
} // namespace seedbed::emulator::vc
