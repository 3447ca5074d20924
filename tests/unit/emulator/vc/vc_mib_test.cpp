// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/vc_mib.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/vc/commands.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator::vc {
namespace {

using snmp::encode;
using snmp::encodeInteger;
using snmp::Oid;
using snmp::Tag;

// The columns by name, as HPVC-MIB numbers them.
const Oid kDomain{1, 3, 6, 1, 4, 1, 11, 5, 7, 5, 2, 1};
Oid column(std::uint32_t table, std::uint32_t number, std::initializer_list<std::uint32_t> index) {
    auto oid = snmp::below(kDomain, {1, table, 1, 1, number});
    oid.insert(oid.end(), index.begin(), index.end());
    return oid;
}

class VcMib : public testing::Test {
protected:
    void type(const std::string& line) {
        auto text = perform(module, line).text;
        EXPECT_TRUE(text.starts_with("SUCCESS")) << line << "\n" << text;
    }
    void build() {
        type("import enclosure UserName=Administrator Password=swordfish");
        type("set domain Name=lab");
        type("add uplinkset US1");
        type("add uplinkport enc0:1:X1 UplinkSet=US1");
        type("add network MGMT UplinkSet=US1 VLanID=10 NativeVLAN=Enabled");
        type("add network DATA UplinkSet=US1 VLanID=20");
        type("add profile P1 -nodefaultenetconn");
        type("add enet-connection P1 Network=DATA");
        type("assign profile P1 enc0:2");
    }
    snmp::Objects objects() const { return vcObjects(module, {}); }

    LabChassis lab;
    VirtualConnect module{lab.chassis};
};

TEST_F(VcMib, anEmptyModuleShowsItselfOnly) {
    const auto all = objects();
    EXPECT_TRUE(all.contains({1, 3, 6, 1, 2, 1, 1, 1, 0}));
    EXPECT_EQ(all.at({1, 3, 6, 1, 4, 1, 11, 5, 7, 5, 2, 3, 1, 1, 2, 0}), encodeInteger(1)) << "unintegrated";
    EXPECT_FALSE(all.contains(snmp::below(kDomain, {1, 1, 1, 0})));
}

TEST_F(VcMib, theTablesFollowTheDomain) {
    build();
    const auto all = objects();
    EXPECT_EQ(all.at(snmp::below(kDomain, {1, 1, 1, 0})), encode(Tag::octets, "lab"));
    EXPECT_EQ(all.at(snmp::below(kDomain, {1, 1, 2, 0})), encodeInteger(normal));
    EXPECT_EQ(all.at({1, 3, 6, 1, 4, 1, 11, 5, 7, 5, 2, 3, 1, 1, 2, 0}), encodeInteger(3))
        << "primaryUnprotected";
    EXPECT_EQ(all.at(column(3, 3, {101})), encodeInteger(normal));
    EXPECT_EQ(all.at(column(5, 5, {102})), encode(Tag::octets, lab.chassis.blade(2).serial));
    EXPECT_FALSE(all.contains(column(5, 1, {108}))) << "an empty bay";
    EXPECT_EQ(all.at(column(6, 2, {2})), encode(Tag::octets, "DATA"));
    EXPECT_EQ(all.at(column(6, 4, {2})), encodeInteger(20, Tag::gauge));
    EXPECT_EQ(all.at(column(8, 4, {1})), encodeInteger(102, Tag::gauge));
    EXPECT_EQ(all.at(column(9, 2, {2, 1})), encodeInteger(1)) << "network 2 leaves by port 1";
    EXPECT_EQ(all.at(column(11, 3, {1, 1})), encodeInteger(2)) << "connection 1 of profile 1 is network 2";
    EXPECT_EQ(all.at(column(4, 3, {1})), encodeInteger(normal)) << "X1 is linked";
    EXPECT_EQ(all.at(column(4, 3, {3})), encodeInteger(warning)) << "X3 is not populated";
}

std::vector<int> numbers(const std::vector<Notification>& notifications) {
    std::vector<int> list;
    for (const auto& each : notifications) {
        list.push_back(each.number);
    }
    return list;
}

TEST_F(VcMib, aLostUplinkRunsThroughNetworkProfileAndDomainAndBack) {
    build();
    NotificationSource source(module);
    EXPECT_TRUE(source.changes().empty());
    const int lost = lab.chassis.addFault({"uplink-lost", 0, {{"unit", "1"}}});
    const auto down = source.changes();
    EXPECT_EQ(numbers(down), (std::vector<int>{3, 18, 18, 19, 12}));
    const auto& network = down[1];
    ASSERT_EQ(network.varbinds.size(), 6u) << "index, name, status, root cause, cause, reason";
    EXPECT_EQ(network.varbinds[2].value, encodeInteger(critical));
    EXPECT_EQ(network.varbinds[3].value, encode(Tag::octets, "Port enc0:iobay1:X1 is unlinked"));
    EXPECT_EQ(network.varbinds[5].value, encodeInteger(105));
    EXPECT_EQ(down.back().varbinds[0].value, encodeInteger(minor));
    EXPECT_EQ(objects().at(column(6, 3, {2})), encodeInteger(critical));
    lab.chassis.removeFault(lost);
    const auto back = source.changes();
    EXPECT_EQ(numbers(back), (std::vector<int>{4, 18, 18, 19, 12}));
    EXPECT_EQ(back[1].varbinds[2].value, encodeInteger(normal)) << "the clear";
}

TEST_F(VcMib, anOaThatIsAwayIsToldAndSoIsItsReturn) {
    build();
    lab.chassis.addFault({"oa-recovery", 0, {{"ms", "0"}}});
    NotificationSource source(module);
    const int away = lab.chassis.addFault({"oa-restart", 0, {}});
    EXPECT_EQ(numbers(source.changes()), (std::vector<int>{16, 16, 16, 16, 16, 16, 16, 14, 13, 12}));
    lab.chassis.removeFault(away);
    EXPECT_EQ(source.changes().size(), 10u);
}

TEST_F(VcMib, theTestTrapNamesTheDomain) {
    build();
    const auto test = testNotification(module);
    EXPECT_EQ(test.number, 10);
    EXPECT_EQ(test.varbinds.at(0).value, encode(Tag::octets, "lab"));
    int sent = 0;
    module.onTestTrap([&sent] { ++sent; });
    type("test snmp-trap");
    EXPECT_EQ(sent, 1);
}

} // namespace
} // namespace seedbed::emulator::vc
