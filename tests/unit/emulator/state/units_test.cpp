// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/units.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/event_log.hpp"
#include "firmware/emulator/state/told.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

TEST(PowerSupplies, shareTheLoadAndFail) {
    LabChassis lab;
    EXPECT_EQ(goodPowerSupplies(lab.chassis), 4);
    EXPECT_EQ(powerCapacityWatts(lab.chassis), 2400);
    EXPECT_FALSE(powerSupplyState(lab.chassis, 3).present);
    const int share = powerSupplyState(lab.chassis, 1).outputWatts;
    lab.chassis.addFault({"psu-input-lost", 0, {{"unit", "1"}}});
    EXPECT_EQ(powerSupplyState(lab.chassis, 1).outputWatts, 0);
    EXPECT_GT(powerSupplyState(lab.chassis, 2).outputWatts, share);
    EXPECT_EQ(powerCapacityWatts(lab.chassis), 1200); // half of three
}

TEST(PowerSupplies, theRestIsParked) {
    LabChassis lab;
    lab.chassis.setPowerSettings({RedundancyMode::acRedundant, true, 0});
    EXPECT_FALSE(powerSupplyState(lab.chassis, 1).parked);
    EXPECT_TRUE(powerSupplyState(lab.chassis, 5).parked);
    EXPECT_EQ(powerSupplyState(lab.chassis, 5).outputWatts, 0);
}

TEST(PowerAdmission, theLastBladeStaysOffAtHundredVolts) { // E-18
    auto options = LabChassis::options();
    options.input = PowerInput::ac100;
    options.bays = {1, 2, 3, 4, 5, 6, 7, 8};
    asio::io_context io(1);
    const auto directory = LabChassis::makeDirectory();
    Chassis chassis(io.get_executor(), options, directory.string());
    for (BayNumber bay = 1; bay <= 8; ++bay) {
        EXPECT_TRUE(chassis.command(bay, PowerCommand::on));
    }
    int on = 0;
    for (BayNumber bay = 1; bay <= 8; ++bay) {
        on += chassis.blade(bay).powered ? 1 : 0;
    }
    EXPECT_EQ(on, 7);
    EXPECT_NE(chassis.oaLog().entries().back().text.find("insufficient power"), std::string::npos);
    std::filesystem::remove_all(directory);
}

TEST(Fans, theOthersSpeedUp) {
    LabChassis lab;
    const int before = fanState(lab.chassis, 1).rpm;
    lab.chassis.addFault({"fan-failed", 0, {{"unit", "4"}}});
    EXPECT_EQ(fanState(lab.chassis, 4).rpm, 0);
    EXPECT_GT(fanState(lab.chassis, 1).rpm, before);
    EXPECT_EQ(goodFans(lab.chassis), 5);
    EXPECT_FALSE(fanState(lab.chassis, 7).present);
}

TEST(EFuse, curesWhatHangs) {
    LabChassis lab;
    lab.chassis.command(2, PowerCommand::on);
    lab.chassis.addFault({"power-stuck", 2, {}});
    lab.chassis.addFault({"bmc-hung", 2, {}});
    lab.chassis.command(2, PowerCommand::hardOff);
    EXPECT_TRUE(lab.chassis.blade(2).powered); // stuck
    EXPECT_TRUE(lab.chassis.eFuse(2));
    EXPECT_FALSE(lab.chassis.blade(2).powered);
    EXPECT_TRUE(lab.chassis.faults().empty());
    EXPECT_FALSE(lab.chassis.iloIsUp(2)); // it starts anew
    EXPECT_FALSE(lab.chassis.eFuse(8));   // an empty bay
}

TEST(Ebipa, movesAnIloThatIsToHaveAnotherAddress) {
    LabChassis lab;
    const auto before = lab.chassis.iloAddress(2);
    lab.chassis.oa().ebipaServer[1].address = "127.59.1.142";
    lab.chassis.oaChanged();
    EXPECT_EQ(lab.chassis.iloAddress(2), before) << "not saved";
    lab.chassis.renewLeases();
    EXPECT_EQ(lab.chassis.iloAddress(2).toString(), "127.59.1.142");
    EXPECT_FALSE(lab.chassis.iloIsUp(2)) << "its network starts anew";
    EXPECT_TRUE(lab.chassis.iloIsUp(1)) << "what stays the same stays up";
    lab.io.run();
    EXPECT_TRUE(lab.chassis.iloIsUp(2));
    lab.chassis.oa().ebipaServer[1] = {};
    lab.chassis.renewLeases();
    EXPECT_EQ(lab.chassis.iloAddress(2).toString(), "127.59.1.142") << "switched off, it gives out nothing";
}

TEST(BladePulled, leavesAnEmptyBayAndComesBackOff) {
    LabChassis lab;
    lab.chassis.command(5, PowerCommand::on);
    const int pulled = lab.chassis.addFault({"blade-pulled", 5, {}});
    EXPECT_FALSE(lab.chassis.blade(5).present);
    EXPECT_FALSE(lab.chassis.command(5, PowerCommand::on));
    lab.chassis.removeFault(pulled);
    EXPECT_TRUE(lab.chassis.blade(5).present);
    EXPECT_FALSE(lab.chassis.blade(5).powered);
}

TEST(Told, oneDoorLiesTheOthersDoNot) { // E-16
    LabChassis lab;
    const auto& blade = lab.chassis.blade(1);
    lab.chassis.addFault({"lie-power", 1, {}});
    lab.chassis.addFault({"lie-serial", 1, {{"door", "oa"}}});
    EXPECT_TRUE(toldPower(lab.chassis, blade, "ipmi")); // it is off
    EXPECT_FALSE(toldPower(lab.chassis, blade, "oa"));
    EXPECT_NE(toldSerial(lab.chassis, blade, "oa"), blade.serial);
    EXPECT_EQ(toldSerial(lab.chassis, blade, "ribcl"), blade.serial);
}

TEST(EventLog, countsRepeatsAndDropsTheOldest) {
    EventLog log(2);
    LogEntry entry;
    entry.text = "a";
    log.add(entry);
    log.add(entry);
    ASSERT_EQ(log.entries().size(), 1U);
    EXPECT_EQ(log.entries().front().count, 2);
    for (const char* text : {"b", "c"}) {
        entry.text = text;
        log.add(entry);
    }
    ASSERT_EQ(log.entries().size(), 2U);
    EXPECT_EQ(log.entries().front().text, "b");
}

TEST(EventLog, tellsTimesAsTheDevicesDoAndNoneBeforeTheClockIsSet) {
    EXPECT_EQ(logTime(std::chrono::system_clock::from_time_t(1417082520)), "11/27/2014 10:02");
    EXPECT_EQ(logTime(std::chrono::system_clock::from_time_t(120)), "[NOT SET]");
}

} // namespace
} // namespace seedbed::emulator
