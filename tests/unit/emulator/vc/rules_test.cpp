// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/rules.hpp"

#include <set>

#include <gtest/gtest.h>

#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/vc/wiring.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator::vc {
namespace {

Network network(const std::string& name, const std::string& set, int vlan, bool native = false) {
    Network made;
    made.name = name;
    made.uplinkSet = set;
    made.vlan = vlan;
    made.nativeVlan = native;
    return made;
}

UplinkPort port(const std::string& name, const std::string& set, const std::string& owner = "") {
    UplinkPort made;
    made.port = name;
    made.uplinkSet = set;
    made.network = owner;
    return made;
}

Connection connection(const std::string& name, Pxe pxe = Pxe::disabled) {
    Connection made;
    made.network = name;
    made.pxe = pxe;
    return made;
}

// An uplink set on X1 with MGMT (native) and DATA, a plain network OUT on X2, and one profile.
Domain sample() {
    Domain domain;
    EXPECT_TRUE(addUplinkSet(domain, {"US1"}));
    EXPECT_TRUE(addUplinkPort(domain, port("X1", "US1")));
    EXPECT_TRUE(addNetwork(domain, network("MGMT", "US1", 10, true)));
    EXPECT_TRUE(addNetwork(domain, network("DATA", "US1", 20)));
    EXPECT_TRUE(addNetwork(domain, network("OUT", "", 0)));
    EXPECT_TRUE(addUplinkPort(domain, port("X2", "", "OUT")));
    EXPECT_TRUE(addProfile(domain, "P1", false));
    EXPECT_TRUE(addConnection(domain, "P1", connection("MGMT", Pxe::enabled)));
    EXPECT_TRUE(addConnection(domain, "P1", connection("DATA")));
    EXPECT_TRUE(addConnection(domain, "P1", connection("OUT")));
    return domain;
}

std::string whyNot(const Outcome& outcome) {
    return outcome ? "" : outcome.error();
}

TEST(Rules, namesAreUniqueKnownAndWellFormed) {
    auto domain = sample();
    EXPECT_NE(whyNot(addUplinkSet(domain, {"US1"})).find("already exists"), std::string::npos);
    EXPECT_NE(whyNot(addNetwork(domain, network("MGMT", "US1", 11))).find("already exists"),
              std::string::npos);
    EXPECT_NE(whyNot(addProfile(domain, "P1", false)).find("already exists"), std::string::npos);
    EXPECT_NE(whyNot(addNetwork(domain, network("N", "US9", 11))).find("not found"), std::string::npos);
    EXPECT_NE(whyNot(addConnection(domain, "P9", connection("MGMT"))).find("not found"), std::string::npos);
    EXPECT_NE(whyNot(addConnection(domain, "P1", connection("NOPE"))).find("not found"), std::string::npos);
    EXPECT_NE(whyNot(addUplinkPort(domain, port("X11", "US1"))).find("no uplink"), std::string::npos);
    for (const char* bad : {"", "two words", "a/b", "a\"b"}) {
        EXPECT_FALSE(checkName(bad)) << bad;
    }
    EXPECT_FALSE(checkName(std::string(65, 'a')));
    EXPECT_TRUE(checkName("Net-1_a.b"));
}

TEST(Rules, anUplinkSetHasEachVlanOnceAndOneNativeNetwork) {
    auto domain = sample();
    EXPECT_FALSE(addNetwork(domain, network("AGAIN", "US1", 20)));
    EXPECT_FALSE(addNetwork(domain, network("NATIVE", "US1", 30, true)));
    EXPECT_FALSE(addNetwork(domain, network("ZERO", "US1", 0)));
    EXPECT_FALSE(addNetwork(domain, network("HIGH", "US1", 4095)));
    EXPECT_TRUE(addNetwork(domain, network("LAST", "US1", 4094)));
}

TEST(Rules, aPortBelongsToOneOwner) {
    auto domain = sample();
    EXPECT_FALSE(addUplinkPort(domain, port("X1", "", "OUT")));
    EXPECT_FALSE(addUplinkPort(domain, port("X3", "US1", "OUT")));
    EXPECT_FALSE(addUplinkPort(domain, port("X3", "")));
    EXPECT_FALSE(addUplinkPort(domain, port("X3", "", "MGMT"))); // it is a member of a set
    EXPECT_TRUE(removeUplinkPort(domain, "X1"));
    EXPECT_TRUE(addUplinkPort(domain, port("X1", "", "OUT")));
}

TEST(Rules, whatIsInUseStays) {
    auto domain = sample();
    EXPECT_FALSE(removeUplinkSet(domain, "US1"));
    EXPECT_FALSE(removeNetwork(domain, "MGMT"));
    EXPECT_TRUE(assignProfile(domain, "P1", 3));
    EXPECT_FALSE(removeProfile(domain, "P1"));
    EXPECT_TRUE(unassignProfile(domain, "P1"));
    EXPECT_FALSE(unassignProfile(domain, "P1"));
    EXPECT_TRUE(removeProfile(domain, "P1"));
    EXPECT_TRUE(removeNetwork(domain, "MGMT"));
}

TEST(Rules, aProfileHasOneBayAndABayOneProfile) {
    auto domain = sample();
    EXPECT_TRUE(addProfile(domain, "P2", true));
    EXPECT_EQ(findProfile(domain, "P2")->connections.size(), 2u);
    EXPECT_TRUE(assignProfile(domain, "P1", 3));
    EXPECT_FALSE(assignProfile(domain, "P1", 4));
    EXPECT_FALSE(assignProfile(domain, "P2", 3));
    EXPECT_FALSE(assignProfile(domain, "P2", 9));
    EXPECT_TRUE(assignProfile(domain, "P2", 8));
}

TEST(Rules, connectionsTakeThePortsInTheirOrder) {
    std::vector<std::string> order;
    for (int number = 1; number <= 9; ++number) {
        order.push_back(portMapping(number));
    }
    EXPECT_EQ(order, (std::vector<std::string>{"LOM:1-a", "LOM:2-a", "LOM:1-b", "LOM:2-b", "LOM:1-c",
                                               "LOM:2-c", "LOM:1-d", "LOM:2-d", ""}));
}

TEST(Rules, macsComeFromThePoolTwoAConnectionAndStay) {
    auto domain = sample();
    const auto& connections = findProfile(domain, "P1")->connections;
    EXPECT_EQ(connections[0].mac.withDashes(), "00-17-a4-77-00-00");
    EXPECT_EQ(connections[0].iscsiMac.withDashes(), "00-17-a4-77-00-01");
    EXPECT_EQ(connections[1].mac.withDashes(), "00-17-a4-77-00-02");
    auto before = connections[1].mac;
    EXPECT_TRUE(changeConnection(domain, "P1", 2, [&] {
        auto changed = connections[1];
        changed.network = "OUT";
        return changed;
    }()));
    EXPECT_EQ(findProfile(domain, "P1")->connections[1].mac, before);
    EXPECT_FALSE(setMacs(domain, MacType::vcDefined, 2, {}, {})); // profiles exist
    Domain other;
    EXPECT_FALSE(setMacs(other, MacType::vcDefined, 65, {}, {}));
    EXPECT_TRUE(setMacs(other, MacType::vcDefined, 64, {}, {}));
    EXPECT_TRUE(addProfile(other, "P", true));
    EXPECT_EQ(findProfile(other, "P")->connections[0].mac.withDashes(), "00-17-a4-77-fc-00");
}

TEST(Rules, aUserDefinedRangeRunsOut) {
    Domain domain;
    EXPECT_TRUE(setMacs(domain, MacType::userDefined, 1, *MacAddress::parse("02-00-00-00-00-00"),
                        *MacAddress::parse("02-00-00-00-00-03")));
    EXPECT_TRUE(addProfile(domain, "P", true));
    EXPECT_FALSE(addConnection(domain, "P", {}));
}

TEST(Rules, aConnectionOfSeveralNetworksHasOneUntagged) {
    auto domain = sample();
    EXPECT_TRUE(addMapping(domain, "P1", 2, {"MGMT", 0, true}));
    EXPECT_FALSE(addMapping(domain, "P1", 2, {"MGMT", 30, false}));
    EXPECT_FALSE(addMapping(domain, "P1", 2, {"DATA", 0, true}));
    EXPECT_TRUE(addMapping(domain, "P1", 2, {"DATA", 0, false}));
    EXPECT_FALSE(addMapping(domain, "P1", 2, {"OUT", 20, false})); // the tag is taken
    EXPECT_FALSE(addMapping(domain, "P1", 2, {"OUT", 0, false}));  // it has no VLAN of its own
    EXPECT_FALSE(addMapping(domain, "P1", 9, {"OUT", 30, false}));
    EXPECT_FALSE(removeNetwork(domain, "DATA"));
    EXPECT_TRUE(removeMapping(domain, "P1", 2, "DATA"));
    EXPECT_FALSE(removeMapping(domain, "P1", 2, "DATA"));
}

TEST(Rules, speedsGoInStepsUpToTheNetworksMaximum) {
    auto domain = sample();
    auto custom = connection("MGMT");
    custom.speed = SpeedType::custom;
    for (int mb : {0, 50, 150, 10100}) {
        custom.customMb = mb;
        EXPECT_FALSE(changeConnection(domain, "P1", 1, custom)) << mb;
    }
    custom.customMb = 4000;
    EXPECT_TRUE(changeConnection(domain, "P1", 1, custom));
    auto limited = *findNetwork(domain, "MGMT");
    limited.maxMb = 3000;
    EXPECT_TRUE(changeNetwork(domain, limited));
    EXPECT_FALSE(changeConnection(domain, "P1", 1, custom));
    limited.preferredMb = 5000;
    EXPECT_FALSE(changeNetwork(domain, limited));
}

TEST(Rules, bandwidthIsSharedPortByPort) {
    auto domain = sample();
    auto custom = connection("MGMT");
    custom.speed = SpeedType::custom;
    custom.customMb = 1000;
    EXPECT_TRUE(changeConnection(domain, "P1", 1, custom));
    EXPECT_EQ(allottedMb(domain, *findProfile(domain, "P1")), (std::vector<int>{1000, 10000, 9000}));
}

TEST(Wiring, givesEveryFlexNicItsMacNetworkAndPxe) {
    LabChassis lab;
    auto domain = sample();
    EXPECT_TRUE(assignProfile(domain, "P1", 1));
    auto factory = factoryNics(lab.chassis.blade(1));
    auto nics = wiring(domain, lab.chassis, *findProfile(domain, "P1"));
    EXPECT_EQ(nics[0].mac.withDashes(), "00-17-a4-77-00-00");
    EXPECT_EQ(nics[0].network, "MGMT");
    EXPECT_TRUE(nics[0].pxe);
    EXPECT_EQ(nics[1].network, "DATA");
    EXPECT_FALSE(nics[1].pxe);
    EXPECT_EQ(nics[3].mac, factory[3].mac);
    EXPECT_EQ(nics[3].network, "");
}

TEST(Wiring, disabledThingsAreWiredToNothing) {
    LabChassis lab;
    auto domain = sample();
    auto off = *findNetwork(domain, "MGMT");
    off.enabled = false;
    EXPECT_TRUE(changeNetwork(domain, off));
    auto silent = connection("DATA");
    silent.speed = SpeedType::disabled;
    EXPECT_TRUE(changeConnection(domain, "P1", 2, silent));
    EXPECT_TRUE(assignProfile(domain, "P1", 1));
    auto nics = wiring(domain, lab.chassis, *findProfile(domain, "P1"));
    EXPECT_EQ(nics[0].network, "");
    EXPECT_EQ(nics[1].network, "");
    EXPECT_EQ(nics[2].network, "OUT");
    EXPECT_FALSE(networkWires(domain, lab.chassis).contains("MGMT"));
}

TEST(Wiring, theNativeAndThePlainNetworkLeaveUntagged) {
    LabChassis lab;
    auto wires = networkWires(sample(), lab.chassis);
    EXPECT_EQ(wires.at("MGMT"), (NetworkWires{{"X1"}}));
    EXPECT_EQ(wires.at("DATA"), (NetworkWires{{"X1"}, 20}));
    EXPECT_EQ(wires.at("OUT"), (NetworkWires{{"X2"}}));
}

TEST(Wiring, aConnectionOfSeveralNetworksIsTagged) {
    LabChassis lab;
    auto domain = sample();
    EXPECT_TRUE(addMapping(domain, "P1", 2, {"DATA", 200, false}));
    EXPECT_TRUE(addMapping(domain, "P1", 2, {"MGMT", 0, true}));
    EXPECT_TRUE(assignProfile(domain, "P1", 1));
    auto nics = wiring(domain, lab.chassis, *findProfile(domain, "P1"));
    EXPECT_EQ(nics[1].network, "MGMT");
    EXPECT_EQ(nics[1].tagged, (std::map<int, std::string>{{200, "DATA"}}));
}

TEST(Wiring, smartLinkFollowsTheUplinks) {
    LabChassis lab;
    auto domain = sample();
    auto smart = *findNetwork(domain, "DATA");
    smart.smartLink = true;
    smart.maxMb = 2500;
    EXPECT_TRUE(changeNetwork(domain, smart));
    EXPECT_TRUE(assignProfile(domain, "P1", 1));
    const auto nic = [&] { return wiring(domain, lab.chassis, *findProfile(domain, "P1"))[1]; };
    EXPECT_TRUE(nic().isUp());
    EXPECT_EQ(nic().maxMb, 2500);
    const int lost = lab.chassis.addFault({"uplink-lost", 0, {{"unit", "1"}}});
    EXPECT_FALSE(nic().isUp());
    EXPECT_EQ(networkHealth(domain, lab.chassis, smart), Health::failed);
    EXPECT_EQ(profileHealth(domain, lab.chassis, *findProfile(domain, "P1")), Health::degraded) << "OUT has X2";
    lab.chassis.removeFault(lost);
    EXPECT_TRUE(nic().isUp());
}

TEST(Wiring, anotherUplinkTakesOver) {
    LabChassis lab;
    auto domain = sample();
    EXPECT_TRUE(removeUplinkPort(domain, "X2"));
    UplinkPort second;
    second.port = "X2";
    second.uplinkSet = "US1";
    EXPECT_TRUE(addUplinkPort(domain, second));
    EXPECT_EQ(portLink(domain, lab.chassis, "X1"), PortLink::active);
    EXPECT_EQ(portLink(domain, lab.chassis, "X2"), PortLink::standby);
    lab.chassis.addFault({"uplink-lost", 0, {{"unit", "1"}}});
    EXPECT_EQ(portLink(domain, lab.chassis, "X1"), PortLink::down);
    EXPECT_EQ(portLink(domain, lab.chassis, "X2"), PortLink::active);
    EXPECT_EQ(networkWires(domain, lab.chassis).at("MGMT").ports, std::vector<std::string>{"X2"});
    EXPECT_EQ(networkHealth(domain, lab.chassis, *findNetwork(domain, "MGMT")), Health::degraded);
}

TEST(Wiring, aMovedCable) {
    LabChassis lab;
    auto domain = sample();
    lab.chassis.addFault({"cable-moved", 0, {{"unit", "1"}, {"to", "5"}}});
    EXPECT_EQ(portLink(domain, lab.chassis, "X1"), PortLink::down);
    EXPECT_EQ(portLink(domain, lab.chassis, "X5"), PortLink::active);
    EXPECT_TRUE(networkWires(domain, lab.chassis).at("MGMT").ports.empty());
}

TEST(Rules, accessGroupsHoldTheirProfiles) {
    auto domain = sample();
    EXPECT_NE(whyNot(addGroup(domain, {"G", {"NOPE"}})).find("not found"), std::string::npos);
    domain = sample();
    EXPECT_TRUE(addGroup(domain, {"G", {"MGMT", "DATA"}}));
    auto profile = *findProfile(domain, "P1");
    profile.group = "G";
    EXPECT_NE(whyNot(changeProfile(domain, "P1", profile)).find("OUT"), std::string::npos) << "it uses OUT";
    EXPECT_TRUE(removeConnection(domain, "P1"));
    EXPECT_TRUE(changeProfile(domain, "P1", profile));
    EXPECT_NE(whyNot(addConnection(domain, "P1", connection("OUT"))).find("access group"), std::string::npos);
    EXPECT_NE(whyNot(addMapping(domain, "P1", 1, {"OUT", 30, false})).find("access group"), std::string::npos);
    EXPECT_NE(whyNot(removeGroup(domain, "G")).find("in use"), std::string::npos);
    auto copy = domain;
    EXPECT_NE(whyNot(changeGroup(copy, {"G", {"MGMT"}})).find("DATA"), std::string::npos);
    EXPECT_NE(whyNot(addGroup(domain, {"Default", {}})).find("already exists"), std::string::npos);
}

TEST(Rules, limitsOfTheDomain) {
    auto domain = sample();
    for (int vlan = 100; domain.networks.size() < 130; ++vlan) {
        Network network;
        network.name = "N" + std::to_string(vlan);
        network.uplinkSet = "US1";
        network.vlan = vlan;
        auto added = addNetwork(domain, network);
        if (!added) {
            EXPECT_NE(added.error().find("128"), std::string::npos);
            break;
        }
    }
    EXPECT_EQ(domain.networks.size(), 129u) << "128 of the set, and OUT";
    for (int count = 0; domain.profiles.size() < 256; ++count) {
        ASSERT_TRUE(addProfile(domain, "Q" + std::to_string(count), false));
    }
    EXPECT_NE(whyNot(addProfile(domain, "R", false)).find("256"), std::string::npos);
}

} // namespace
} // namespace seedbed::emulator::vc
