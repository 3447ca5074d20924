// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/fabric.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

WiredPort on(const std::string& bridge) {
    WiredPort port;
    port.bridge = bridge;
    port.passesTags = true;
    return port;
}
WiredPort nowhere() {
    auto port = on("");
    port.up = false;
    return port;
}

TEST(WiringBatch, FirstProfileMakesTheBridgeThenWires) {
    Wiring now;
    now.ports = {{"sbb1n0", nowhere()}, {"sbb1n1", nowhere()}};
    Wiring wanted = now;
    wanted.bridges = {"sbnet1"};
    wanted.ports["sbb1n0"] = on("sbnet1");
    wanted.ports["x1"] = on("sbnet1");
    EXPECT_EQ(wiringBatch(now, wanted), "link add name sbnet1 type bridge forward_delay 0 mcast_snooping 0\n"
                                        "link set dev sbnet1 addrgenmode none up\n"
                                        "link set dev sbb1n0 addrgenmode none master sbnet1 up\n"
                                        "link set dev x1 addrgenmode none master sbnet1 up\n");
    EXPECT_EQ(wiringBatch(wanted, wanted), "");
}

TEST(WiringBatch, ANewNicWithoutNetworkIsWiredToNothing) {
    Wiring wanted;
    wanted.ports = {{"sbb1n0", nowhere()}};
    EXPECT_EQ(wiringBatch(Wiring(), wanted), "link set dev sbb1n0 addrgenmode none nomaster down\n");
}

TEST(WiringBatch, ProfileAndUplinkLeave) {
    Wiring now;
    now.bridges = {"sbnet1"};
    now.ports = {{"sbb1n0", on("sbnet1")}, {"x1", on("sbnet1")}};
    Wiring wanted;
    wanted.ports = {{"sbb1n0", nowhere()}, {"x1", on("")}};
    EXPECT_EQ(wiringBatch(now, wanted), "link set dev sbb1n0 addrgenmode none nomaster down\n"
                                        "link set dev x1 addrgenmode none nomaster up\n"
                                        "link del dev sbnet1\n");
}

TEST(WiringBatch, aServerOnAPrivateNetworkIsIsolated) {
    Wiring now;
    now.bridges = {"sbnet1"};
    now.ports = {{"sbb1n0", on("sbnet1")}};
    Wiring wanted = now;
    wanted.ports["sbb1n0"].isolated = true;
    EXPECT_EQ(wiringBatch(now, wanted), "link set dev sbb1n0 type bridge_slave isolated on\n");
    EXPECT_EQ(wiringBatch(wanted, now), "link set dev sbb1n0 type bridge_slave isolated off\n");
    Wiring moved = wanted;
    moved.bridges = {"sbnet2"};
    moved.ports["sbb1n0"].bridge = "sbnet2";
    EXPECT_NE(wiringBatch(wanted, moved).find("master sbnet2 up\nlink set dev sbb1n0 type bridge_slave isolated on\n"),
              std::string::npos) << "joining ends it";
}

TEST(ShapeBatch, lossComesChangesAndGoes) {
    Wiring clean;
    clean.ports = {{"sbb1n0", on("sbnet1")}};
    Wiring lossy = clean;
    lossy.ports["sbb1n0"].lossPercent = 20;
    const auto added = shapeBatch(clean, lossy);
    EXPECT_NE(added.find("qdisc replace dev sbb1n0 clsact\n"), std::string::npos);
    EXPECT_NE(added.find("dev sbb1n0 egress prio 2 handle 1 bpf da bytecode \"5,32 0 0 4294963256,148 0 0 100,53 1 0 20,"),
              std::string::npos);
    EXPECT_EQ(shapeBatch(lossy, lossy), "");
    Wiring worse = lossy;
    worse.ports["sbb1n0"].lossPercent = 50;
    EXPECT_NE(shapeBatch(lossy, worse).find("53 1 0 50,"), std::string::npos);
    EXPECT_EQ(shapeBatch(lossy, clean), "qdisc del dev sbb1n0 clsact\n");
    EXPECT_EQ(shapeBatch(lossy, Wiring()), ""); // the interface went with it
}

TEST(ShapeBatch, tagsStayOutOfTheBridges) {
    Wiring wanted;
    wanted.ports = {{"x1", on("sbnet1")}};
    EXPECT_EQ(shapeBatch(Wiring(), wanted), "") << "a tunnel";
    Wiring mapped = wanted;
    mapped.ports["x1"].passesTags = false;
    EXPECT_NE(shapeBatch(Wiring(), mapped).find("dev x1 ingress prio 1"), std::string::npos);
    EXPECT_EQ(shapeBatch(mapped, wanted), "qdisc del dev x1 clsact\n");
}

TEST(ShapeBatch, ratesAreLimitedTowardsTheServer) {
    Wiring clean;
    clean.ports = {{"sbb1n0", on("sbnet1")}};
    Wiring limited = clean;
    limited.ports["sbb1n0"].maxMb = 1000;
    EXPECT_EQ(shapeBatch(clean, limited), "qdisc replace dev sbb1n0 root tbf rate 1000mbit burst 1250kb latency 50ms\n");
    EXPECT_EQ(shapeBatch(limited, clean), "qdisc del dev sbb1n0 root\n");
}

TEST(Fabric, InterfaceNamesFitTheKernel) {
    EXPECT_EQ(Fabric::portName(8, 7), "sbb8n7");
    EXPECT_LE(vlanInterface(Fabric::portName(8, 7), 4094).size(), 15u);
    EXPECT_LE(vlanInterface("x10", 4094).size(), 15u);
}

} // namespace
} // namespace seedbed::emulator
