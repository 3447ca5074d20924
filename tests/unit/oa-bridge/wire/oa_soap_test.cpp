// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/oa_soap.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/wire/xml.hpp"
#include "tests/unit/support/golden.hpp"

namespace seedbed::wire {
namespace {

std::string reply(const std::string& name) {
    return test::golden("oa/" + name + ".xml");
}

class OaSoap : public testing::Test {
protected:
    OaSoap() { EXPECT_TRUE(readEnclosureInfo(reply("enclosure_info"), enclosure_)); }
    Enclosure enclosure_;
};

TEST(OaEnvelope, carriesKeyParametersAndBays) {
    OaCall call("getBladeInfoArray");
    call.with("note", "a<b").withBays(2);
    auto document = parseXml(envelope(call, Secret("KEY")));
    ASSERT_TRUE(document);
    const auto root = child(**document, "Envelope");
    const auto token = child(child(child(root, "Header"), "Security"), "HpOaSessionKeyToken");
    EXPECT_EQ(childText(token, "oaSessionKey"), "KEY");
    const auto sent = child(child(root, "Body"), "getBladeInfoArray");
    EXPECT_EQ(childText(sent, "note"), "a<b");
    EXPECT_EQ(children(child(sent, "bayArray"), "bay").size(), 2U);
}

TEST(OaEnvelope, logsInWithoutASecurityHeader) {
    const auto text = logInEnvelope("Administrator", Secret("p&w"));
    auto document = parseXml(text);
    ASSERT_TRUE(document);
    const auto root = child(**document, "Envelope");
    EXPECT_FALSE(child(root, "Header"));
    const auto call = child(child(root, "Body"), "userLogIn");
    EXPECT_EQ(childText(call, "username"), "Administrator");
    EXPECT_EQ(childText(call, "password"), "p&w");
}

TEST(OaReplies, sessionKeyAndReturnCode) {
    auto key = readLogIn(reply("log_in"));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->reveal(), "0123456789abcdef");
    EXPECT_TRUE(readReturnCode(reply("return_code"), "setBladePower"));
    EXPECT_EQ(readReturnCode(reply("return_code"), "setBladeUid").error().id, "OA-NONSENSE");
}

TEST(OaReplies, faultsBecomeErrorsWithTheOaCode) {
    struct Row {
        const char* file;
        const char* call;
        const char* id;
        ErrorKind kind;
        const char* code;
    };
    const Row rows[] = {
        {"fault_login", "userLogIn", "OA-LOGIN-REFUSED", ErrorKind::refused, "150"},
        {"fault_session", "getEnclosureInfo", "OA-SESSION-REFUSED", ErrorKind::refused, "150"},
        {"fault_privilege", "setBladePower", "OA-PRIVILEGE", ErrorKind::refused, "8"},
        {"fault_standby", "getEnclosureInfo", "OA-STANDBY", ErrorKind::conflict, "139"},
        {"fault_other", "subscribeForEvents", "OA-FAULT", ErrorKind::conflict, "201"},
    };
    for (const auto& row : rows) {
        const auto done = readReturnCode(reply(row.file), row.call);
        ASSERT_FALSE(done) << row.file;
        const auto error =
            row.call == std::string("userLogIn") ? readLogIn(reply(row.file)).error() : done.error();
        EXPECT_EQ(error.id, row.id);
        EXPECT_EQ(error.kind, row.kind);
        EXPECT_NE(error.cause.find(row.code), std::string::npos) << error.cause;
        EXPECT_FALSE(error.action.empty());
    }
    EXPECT_TRUE(isSessionRefusal(reply("fault_session"), "getEnclosureInfo"));
    EXPECT_FALSE(isSessionRefusal(reply("fault_other"), "getEnclosureInfo"));
}

TEST(OaReplies, whatIsNoAnswerIsNonsense) {
    Enclosure enclosure;
    for (const std::string bytes : {"", "hello", "<html/>", "<Envelope><Body/></Envelope>"}) {
        EXPECT_EQ(readEnclosureInfo(bytes, enclosure).error().id, "OA-NONSENSE") << bytes;
    }
    auto manyBays = reply("enclosure_info");
    manyBays.replace(manyBays.find(">8<"), 3, ">9999999<");
    EXPECT_EQ(readEnclosureInfo(manyBays, enclosure).error().id, "OA-NONSENSE");
}

TEST_F(OaSoap, enclosure) {
    EXPECT_EQ(enclosure_.name, "kit-1");
    EXPECT_EQ(enclosure_.product, "BladeSystem c3000 Enclosure G2");
    EXPECT_EQ(enclosure_.serialNumber, "SGH0000100");
    EXPECT_EQ(enclosure_.bays.size(), 8U);
    EXPECT_EQ(enclosure_.interconnects.size(), 4U);
    ASSERT_TRUE(readEnclosureStatus(reply("enclosure_status"), enclosure_));
    EXPECT_EQ(enclosure_.health, Health::degraded);
}

TEST_F(OaSoap, blades) {
    ASSERT_TRUE(readBladeInfoArray(reply("blade_info_array"), enclosure_));
    ASSERT_TRUE(readBladeStatusArray(reply("blade_status_array"), enclosure_));
    ASSERT_TRUE(readBladeMpInfo(reply("blade_mp_info"), enclosure_));
    const auto& one = *enclosure_.bay(1);
    EXPECT_TRUE(one.present());
    EXPECT_EQ(one.serialNumber, "SGH0000001");
    EXPECT_EQ(one.memoryMb, 65536);
    EXPECT_EQ(one.cpus.size(), 2U);
    ASSERT_EQ(one.nics.size(), 2U) << "the NIC without a MAC is left out";
    EXPECT_EQ(one.nics[1].port, "iLO");
    EXPECT_EQ(one.status.power, PowerReading::on);
    EXPECT_EQ(one.status.wattsConsumed, 120);
    EXPECT_TRUE(one.status.unitLight);
    EXPECT_EQ(enclosure_.bay(2)->status.power, PowerReading::off);
    EXPECT_EQ(enclosure_.bay(2)->ilo.address, "192.0.2.12");
    EXPECT_EQ(enclosure_.bay(2)->ilo.firmware, "2.03");
    EXPECT_EQ(enclosure_.bay(3)->status.presence, Presence::absent);
    EXPECT_EQ(enclosure_.bay(9), nullptr);
}

TEST_F(OaSoap, theOwnEnclosureAmongLinkedOnes) {
    ASSERT_TRUE(readRackTopology(reply("rack_topology2"), enclosure_));
    ASSERT_EQ(enclosure_.oas.size(), 2U);
    ASSERT_NE(enclosure_.activeOa(), nullptr);
    EXPECT_EQ(enclosure_.activeOa()->address, "192.0.2.2");
    EXPECT_EQ(enclosure_.activeOa()->firmware, "4.22");
}

TEST_F(OaSoap, interconnectsPowerFansAndVcMode) {
    ASSERT_TRUE(readInterconnectInfoArray(reply("interconnect_info_array"), enclosure_));
    ASSERT_TRUE(readInterconnectStatusArray(reply("interconnect_status_array"), enclosure_));
    EXPECT_EQ(enclosure_.interconnects[0].address, "192.0.2.3");
    EXPECT_EQ(enclosure_.interconnects[0].firmware, "4.20");
    EXPECT_EQ(enclosure_.interconnects[1].presence, Presence::absent);
    ASSERT_TRUE(readPowerSubsystem(reply("power_subsystem"), enclosure_));
    EXPECT_TRUE(enclosure_.power.redundant);
    EXPECT_EQ(enclosure_.power.consumedWatts, 830);
    ASSERT_TRUE(readPowerSupplyInfoArray(reply("power_supply_info_array"), enclosure_));
    ASSERT_TRUE(readPowerSupplyStatusArray(reply("power_supply_status_array"), enclosure_));
    EXPECT_EQ(enclosure_.powerSupplies[3].health, Health::failed);
    EXPECT_EQ(enclosure_.powerSupplies[2].presence, Presence::absent);
    ASSERT_TRUE(readFanInfoArray(reply("fan_info_array"), enclosure_));
    EXPECT_EQ(enclosure_.fans[5].rpm, 6006);
    ASSERT_TRUE(readVcmMode(reply("vcm_mode"), enclosure_));
    EXPECT_TRUE(enclosure_.vcMode.claimed);
    EXPECT_EQ(enclosure_.vcMode.domainName, "seedbed");
}

TEST_F(OaSoap, aBayThatDoesNotExistIsNonsense) {
    auto text = reply("blade_mp_info");
    text.replace(text.find(">2<"), 3, ">9<");
    EXPECT_EQ(readBladeMpInfo(text, enclosure_).error().id, "OA-NONSENSE");
    Enclosure without;
    EXPECT_EQ(readBladeMpInfo(reply("blade_mp_info"), without).error().id, "OA-NONSENSE");
    EXPECT_EQ(readBladeInfoArray(reply("blade_info_array"), without).error().id, "OA-NONSENSE");
}

} // namespace
} // namespace seedbed::wire
