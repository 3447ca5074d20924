// SPDX-License-Identifier: GPL-3.0-or-later
// E-05: what was planned is proved on the wire, and what is wrong there is named.
#include "appliance/verify/wire.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace seedbed {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::size_t kFull = 1514;

MacAddress mac(int last) {
    MacAddress address;
    address.bytes = {2, 0, 0, 0, 0, static_cast<std::uint8_t>(last)};
    return address;
}

// Two blades with a NIC on "boot", "tenant" and none each, and the appliance on both networks.
struct Wires {
    Wires() {
        domain.networks = {{.name = "boot", .uplinkSet = "us", .vlan = 10, .native = true},
                           {.name = "tenant", .uplinkSet = "us", .vlan = 12}};
        for (const int bay : {1, 2}) {
            const vc::ServerProfile profile{.name = "p", .bay = bay, .connections = {{.network = "boot"}, {.network = "tenant"}, {}}};
            const auto more = pointsOf(profile, {mac(bay * 16), mac(bay * 16 + 1), mac(bay * 16 + 2)});
            points.insert(points.end(), more.begin(), more.end());
            told.push_back({fmt::format("bay{}", bay),
                            {{"eth0", mac(bay * 16), 1500}, {"eth1", mac(bay * 16 + 1), 1500}, {"eth2", mac(bay * 16 + 2), 1500}},
                            {}});
        }
        points.push_back({"uplink boot", "appliance", mac(1), 0, "boot", true});
        points.push_back({"uplink tenant", "appliance", mac(1), 12, "tenant", true});
        told.push_back({"appliance", {{"prov0", mac(1), 1500}}, {}});
        for (const int to : {1, 2}) {
            hear(to, "eth0", mac(to == 1 ? 32 : 16), 0, 0);
            hear(to, "eth1", mac(to == 1 ? 33 : 17), 0, 0);
            hear(to, "eth0", mac(1), 0, 0);
            hear(to, "eth1", mac(1), 12, 0);
            hear(3, "prov0", mac(to * 16), 0, 0);
            hear(3, "prov0", mac(to * 16 + 1), 0, 12);
        }
    }
    void hear(int who, const char* on, MacAddress source, int sentTag, int tag) {
        told[static_cast<std::size_t>(who - 1)].heard.push_back({on, source, sentTag, tag, kFull});
    }
    void deafen(int who, const char* on, MacAddress source) {
        std::erase_if(told[static_cast<std::size_t>(who - 1)].heard, [&](const auto& h) { return h.on == on && h.source == source; });
    }
    WireVerdict judge() const { return judgeWires(domain, points, told); }
    void expectOne(const std::string& id, const std::string& object, const std::string& words) {
        const auto verdict = judge();
        ASSERT_EQ(verdict.errors.size(), 1u);
        EXPECT_EQ(verdict.errors[0].id, id);
        EXPECT_EQ(verdict.errors[0].object, object);
        EXPECT_THAT(verdict.errors[0].cause, HasSubstr(words));
        EXPECT_FALSE(verdict.errors[0].action.empty());
    }

    vc::VcDomain domain;
    std::vector<WirePoint> points;
    std::vector<WireTold> told;
};

TEST(Wires, asPlanned) {
    const auto verdict = Wires().judge();
    EXPECT_TRUE(verdict.errors.empty());
    EXPECT_EQ(verdict.points, 8);
    EXPECT_EQ(verdict.wanted, 12);
    EXPECT_EQ(verdict.heard, 12);
    EXPECT_EQ(verdict.apart, 8 * 7 - 2 - 12); // the appliance's two points are one NIC
}

TEST(Wires, aSilentPairIsNamedWithItsNetwork) {
    Wires wires;
    wires.deafen(2, "eth1", mac(17));
    wires.expectOne("WIRE-NOT-HEARD", "bay2 LOM:2-a", "bay1 LOM:2-a on network tenant");
}

TEST(Wires, aVlanThatDoesNotReachTheUplink) {
    Wires wires;
    wires.deafen(3, "prov0", mac(17));
    wires.expectOne("WIRE-NOT-HEARD", "uplink tenant", "bay1 LOM:2-a");
}

TEST(Wires, anUplinkThatNeedNotSeeAVlanMayAndMustSeeTheRightOne) {
    Wires wires;
    wires.points.back().optional = true;
    EXPECT_EQ(wires.judge().wanted, 12);
    wires.deafen(1, "eth1", mac(1));
    wires.deafen(2, "eth1", mac(1));
    wires.deafen(3, "prov0", mac(17));
    EXPECT_TRUE(wires.judge().errors.empty());
    wires.hear(3, "prov0", mac(16), 0, 12);
    wires.expectOne("WIRE-LEAK", "uplink tenant", "hears bay1 LOM:1-a, which is on network boot");
}

TEST(Wires, aFrameOfAnotherNetworkIsALeak) {
    Wires wires;
    wires.hear(1, "eth2", mac(33), 0, 0);
    wires.expectOne("WIRE-LEAK", "bay1 LOM:1-b", "is on no network and hears bay2 LOM:2-a, which is on network tenant");
}

TEST(Wires, aTagThatIsNobodysIsALeak) {
    Wires wires;
    wires.hear(1, "eth0", mac(33), 0, 12);
    wires.expectOne("WIRE-LEAK", "bay1 eth0", "with VLAN tag 12");
}

TEST(Wires, aFrameSentWithATagThatNobodyPlannedIsALeak) {
    Wires wires;
    wires.hear(1, "eth1", mac(33), 12, 0);
    wires.expectOne("WIRE-LEAK", "bay1 eth1",
                    "hears bay2 LOM:2-a, which is on network tenant, and sent it with VLAN tag 12");
}

TEST(Wires, anUntaggedFrameAtAFlexNicOfTagsIsALeak) {
    Wires wires;
    for (auto& point : wires.points) {
        point.tag = point.mac == mac(17) ? 12 : point.tag; // tagged only
    }
    for (auto& heard : wires.told[0].heard) {
        heard.tag = heard.on == "eth1" ? 12 : heard.tag;
    }
    for (const std::size_t who : {1UL, 2UL}) {
        for (auto& heard : wires.told[who].heard) {
            heard.sentTag = heard.source == mac(17) ? 12 : heard.sentTag;
        }
    }
    EXPECT_TRUE(wires.judge().errors.empty());
    wires.hear(1, "eth1", mac(33), 0, 0);
    wires.expectOne("WIRE-LEAK", "bay1 eth1",
                    "hears bay2 LOM:2-a, which is on network tenant, without a VLAN tag");
}

TEST(Wires, anUntaggedFrameOfAFlexNicOfTagsIsALeak) {
    Wires wires;
    std::erase_if(wires.points, [](const auto& point) { return point.mac == mac(34); });
    wires.points.push_back({"bay2 LOM:1-b", "bay2", mac(34), 12, ""});
    wires.hear(1, "eth0", mac(34), 0, 0);
    wires.expectOne("WIRE-LEAK", "bay1 eth0", "sent it without a VLAN tag, which nobody planned");
}

TEST(Wires, aTunnelCarriesAnyTagAndOnlyToItsOwn) {
    Wires wires;
    wires.domain.networks[1] = {.name = "tenant", .tunnel = true};
    wires.hear(1, "eth1", mac(33), 77, 77);
    EXPECT_TRUE(wires.judge().errors.empty());
    wires.hear(1, "eth0", mac(33), 77, 77);
    EXPECT_EQ(wires.judge().errors.size(), 1u);
    wires.hear(1, "eth1", mac(33), 77, 78);
    EXPECT_EQ(wires.judge().errors.size(), 2u);
}

TEST(Wires, anMtuThatANicDoesNotHaveIsNotProved) {
    Wires wires;
    for (auto& point : wires.points) {
        point.mtu = point.network == "tenant" ? 9000 : 1500;
    }
    const auto verdict = wires.judge();
    EXPECT_TRUE(verdict.errors.empty());
    ASSERT_EQ(verdict.notes.size(), 1u);
    EXPECT_THAT(verdict.notes[0],
                HasSubstr("the NIC of bay1 LOM:2-a has an MTU of 1500: the site's 9000 on network tenant"));
}

TEST(Wires, aPrivateNetworkKeepsServersApartAndTheUplinkIn) {
    Wires wires;
    wires.domain.networks[1].isPrivate = true;
    EXPECT_EQ(wires.judge().errors.size(), 2u);
    wires.deafen(1, "eth1", mac(33));
    wires.deafen(2, "eth1", mac(17));
    EXPECT_TRUE(wires.judge().errors.empty());
}

TEST(Wires, aSwitchWithASmallMtu) {
    Wires wires;
    for (auto& heard : wires.told[2].heard) {
        if (heard.source == mac(33)) {
            heard.largest = 60;
        }
    }
    wires.expectOne("WIRE-CUT-SHORT", "uplink tenant", "of bay2 LOM:2-a frames of 60 bytes are heard, none of 1514");
}

TEST(Wires, aNicThatIsNotThere) {
    Wires wires;
    wires.told[0].nics.pop_back();
    wires.expectOne("WIRE-NO-NIC", "bay1 LOM:1-b", "02:00:00:00:00:12");
}

TEST(Wires, framesOfStrangersCountForNothing) {
    Wires wires;
    wires.hear(1, "eth0", mac(99), 0, 0);
    wires.hear(1, "eth9", mac(33), 0, 0);
    EXPECT_TRUE(wires.judge().errors.empty());
}

TEST(Wires, networksThatShareAFlexNicArePointsOfTheirTags) {
    const vc::ServerProfile profile{.name = "p", .bay = 4, .connections = {{.map = {{"boot", 0, true}, {"tenant", 12, false}}}}};
    const auto points = pointsOf(profile, {mac(7)});
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].tag, 0);
    EXPECT_EQ(points[0].network, "boot");
    EXPECT_EQ(points[1].tag, 12);
    EXPECT_EQ(points[1].network, "tenant");
    EXPECT_EQ(points[1].name, "bay4 LOM:1-a");
}

TEST(WireTold, isReadWithCare) {
    const auto good = json::parse(R"({"interfaces": [{"name": "eth0", "mac": "02:00:00:00:00:10", "mtu": 1500}],
        "heard": [{"on": "eth0", "source": "02:00:00:00:00:20", "sent_vlan": 0, "vlan": 12, "largest": 60}]})");
    auto read = readWireTold(good, "bay1");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->nics[0].mtu, 1500);
    EXPECT_EQ(read->heard[0].tag, 12);
    for (const char* bad : {"{}", "[]", "null", R"({"interfaces": "x"})", R"({"interfaces": [1]})",
                            R"({"interfaces": [{"mac": "zz"}]})", R"({"interfaces": [{"mac": "020000000010"}], "heard": [7]})"}) {
        auto told = readWireTold(json::parse(bad), "bay1");
        ASSERT_FALSE(told) << bad;
        EXPECT_EQ(told.error().id, "WIRE-TEXT");
    }
}

} // namespace
} // namespace seedbed
