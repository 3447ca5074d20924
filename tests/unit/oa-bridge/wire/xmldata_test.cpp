// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/xmldata.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/golden.hpp"

namespace seedbed::wire {
namespace {

TEST(XmlData, anIloTellsWhichBayItSitsIn) {
    const auto who = readXmlData(test::golden("xmldata-client/ilo.xml"));
    ASSERT_TRUE(who) << toSentence(who.error());
    EXPECT_EQ(who->kind, DeviceIdentity::Kind::ilo);
    EXPECT_EQ(who->bay, 1);
    EXPECT_EQ(who->oaAddress, "192.0.2.2");
    EXPECT_EQ(who->serialNumber, "SGH0000001");
    EXPECT_EQ(who->processor, "Integrated Lights-Out 4 (iLO 4)");
    EXPECT_EQ(who->firmware, "2.03");
    EXPECT_EQ(who->enclosure, "kit-1");
    ASSERT_EQ(who->nics.size(), 2U);
    EXPECT_EQ(who->nics[1].port, "iLO");
}

TEST(XmlData, anOaTellsOfItsBlades) {
    const auto who = readXmlData(test::golden("xmldata-client/oa.xml"));
    ASSERT_TRUE(who) << toSentence(who.error());
    EXPECT_EQ(who->kind, DeviceIdentity::Kind::oa);
    EXPECT_EQ(who->serialNumber, "SGH0000000");
    EXPECT_EQ(who->firmware, "4.22");
    EXPECT_EQ(who->dateTime, "2014-11-27T10:00:00+09:00");
    ASSERT_EQ(who->blades.size(), 2U);
    EXPECT_EQ(who->blades[0].ilo.address, "192.0.2.101");
    EXPECT_EQ(who->blades[0].status.power, PowerReading::on);
    EXPECT_EQ(who->blades[0].status.wattsConsumed, 120);
    EXPECT_EQ(who->blades[1].number, 3);
    EXPECT_EQ(who->blades[1].status.health, Health::degraded);
}

TEST(XmlData, refusesWhatIsNeither) {
    const std::string bomb = "<?xml version=\"1.0\"?><!DOCTYPE RIMP [<!ENTITY a \"aa\">]><RIMP><HSI>&a;</HSI></RIMP>";
    for (const auto& text : {std::string(), std::string("<RIMP/>"), std::string("<html/>"), bomb}) {
        const auto who = readXmlData(text);
        ASSERT_FALSE(who) << text;
        EXPECT_EQ(who.error().id, "XMLDATA-NONSENSE") << text;
    }
    EXPECT_NE(readXmlData(bomb).error().cause.find("XML-DOCTYPE"), std::string::npos);
}

} // namespace
} // namespace seedbed::wire
