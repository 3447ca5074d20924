// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/traps.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/ilo/ribcl/stream.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

// The specific trap number of a version 1 packet.
int numberOf(const IloTrapSource::Datagram& datagram) {
    snmp::Reader whole(datagram.packet);
    snmp::Reader message(*whole.next(snmp::Tag::sequence));
    message.integer();
    message.next(snmp::Tag::octets);
    snmp::Reader pdu(*message.next(snmp::Tag::trap1));
    pdu.oid();
    pdu.next();
    pdu.integer();
    return static_cast<int>(pdu.integer().value_or(0));
}

class IloTraps : public testing::Test {
protected:
    std::vector<int> numbers() {
        std::vector<int> all;
        for (const auto& datagram : source.changes()) {
            all.push_back(numberOf(datagram));
        }
        return all;
    }
    LabChassis lab;
    IloTrapSource source{lab.chassis, 1};
};

TEST_F(IloTraps, goNowhereWithoutAReceiver) {
    lab.chassis.command(1, PowerCommand::on);
    EXPECT_TRUE(source.changes().empty());
}

TEST_F(IloTraps, tellOfPowerRestartAndTest) {
    lab.chassis.ilo(1).settings.trapReceivers[1] = "192.0.2.9";
    EXPECT_TRUE(numbers().empty());
    lab.chassis.command(1, PowerCommand::on);
    EXPECT_EQ(numbers(), std::vector{9017});
    lab.chassis.command(1, PowerCommand::hardOff);
    EXPECT_EQ(numbers(), std::vector{9018});
    answerRibcl(lab.chassis, 1,
                "<RIBCL VERSION=\"2.0\"><LOGIN><RIB_INFO "
                "MODE=\"write\"><SEND_SNMP_TEST_TRAP/></RIB_INFO></LOGIN></RIBCL>",
                Trust::onboardAdministrator);
    EXPECT_EQ(numbers(), std::vector{11003});
    lab.chassis.resetIlo(1);
    EXPECT_EQ(numbers(), std::vector{6061});
    lab.io.run_for(std::chrono::seconds(5)); // the restart takes no time in this chassis
    ASSERT_TRUE(lab.chassis.iloIsUp(1));
    EXPECT_EQ(numbers(), std::vector{6062});
}

TEST_F(IloTraps, followTheSettings) {
    auto& settings = lab.chassis.ilo(1).settings;
    settings.trapReceivers = {"192.0.2.9", "", "192.0.2.10"};
    settings.kept["SNMP_TRAP_PORT"] = "1162";
    lab.chassis.command(1, PowerCommand::on);
    const auto datagrams = source.changes();
    ASSERT_EQ(datagrams.size(), 2u);
    EXPECT_EQ(datagrams[0].to.toString(), "192.0.2.9");
    EXPECT_EQ(datagrams[1].port, 1162);
    settings.kept["RIB_TRAPS"] = "No";
    lab.chassis.command(1, PowerCommand::hardOff);
    EXPECT_TRUE(source.changes().empty());
}

} // namespace
} // namespace seedbed::emulator
