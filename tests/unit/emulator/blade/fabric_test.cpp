// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/fabric.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

TEST(WiringBatch, FirstProfileMakesTheBridgeThenWires) {
    Wiring now;
    now.nics = {{"sbb1n0", ""}, {"sbb1n1", ""}};
    Wiring wanted = now;
    wanted.bridges = {"sbnet1"};
    wanted.nics["sbb1n0"] = "sbnet1";
    wanted.uplinks["x1"] = "sbnet1";
    EXPECT_EQ(wiringBatch(now, wanted), "link add name sbnet1 type bridge forward_delay 0 mcast_snooping 0\n"
                                        "link set dev sbnet1 addrgenmode none up\n"
                                        "link set dev sbb1n0 master sbnet1 up\n"
                                        "link set dev x1 addrgenmode none master sbnet1 up\n");
    EXPECT_EQ(wiringBatch(wanted, wanted), "");
}

TEST(WiringBatch, ANewNicWithoutNetworkIsWiredToNothing) {
    Wiring wanted;
    wanted.nics = {{"sbb1n0", ""}};
    EXPECT_EQ(wiringBatch(Wiring(), wanted), "link set dev sbb1n0 nomaster down\n");
}

TEST(WiringBatch, ProfileAndUplinkLeave) {
    Wiring now;
    now.bridges = {"sbnet1"};
    now.nics = {{"sbb1n0", "sbnet1"}};
    now.uplinks = {{"x1", "sbnet1"}};
    Wiring wanted;
    wanted.nics = {{"sbb1n0", ""}};
    EXPECT_EQ(wiringBatch(now, wanted), "link set dev sbb1n0 nomaster down\n"
                                        "link set dev x1 nomaster\n"
                                        "link del dev sbnet1\n");
}

TEST(WiringBatch, MovesBetweenNetworks) {
    Wiring now;
    now.bridges = {"sbnet1", "sbnet2"};
    now.nics = {{"sbb1n0", "sbnet1"}};
    now.uplinks = {{"x1", "sbnet1"}};
    Wiring wanted = now;
    wanted.nics["sbb1n0"] = "sbnet2";
    wanted.uplinks["x1"] = "sbnet2";
    EXPECT_EQ(wiringBatch(now, wanted),
              "link set dev sbb1n0 master sbnet2 up\nlink set dev x1 addrgenmode none master sbnet2 up\n");
}

TEST(LossBatch, ComesChangesAndGoes) {
    Wiring clean;
    clean.nics = {{"sbb1n0", "sbnet1"}};
    Wiring lossy = clean;
    lossy.losses = {{"sbb1n0", 20}};
    const auto added = lossBatch(clean, lossy);
    EXPECT_NE(added.find("qdisc replace dev sbb1n0 clsact\n"), std::string::npos);
    EXPECT_NE(added.find("dev sbb1n0 egress prio 1 handle 1 bpf da bytecode \"5,32 0 0 4294963256,148 0 0 100,53 1 0 20,"),
              std::string::npos);
    EXPECT_EQ(lossBatch(lossy, lossy), "");
    Wiring worse = lossy;
    worse.losses["sbb1n0"] = 50;
    EXPECT_NE(lossBatch(lossy, worse).find("53 1 0 50,"), std::string::npos);
    EXPECT_EQ(lossBatch(lossy, clean), "qdisc del dev sbb1n0 clsact\n");
    EXPECT_EQ(lossBatch(lossy, Wiring()), ""); // the interface went with it
}

TEST(Fabric, InterfaceNamesFitTheKernel) {
    EXPECT_EQ(Fabric::portName(8, 7), "sbb8n7");
    EXPECT_LE(Fabric::portName(8, 7).size(), 15u);
}

} // namespace
} // namespace seedbed::emulator
