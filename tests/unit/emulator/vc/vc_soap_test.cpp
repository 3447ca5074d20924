// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/vc_soap.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator::vc {
namespace {

const Ipv4Address kOwn = *Ipv4Address::parse("192.0.2.3");

TEST(VcSoap, tellsThatItManagesTheDomain) {
    const auto answer =
        soapAnswer("<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
                   "xmlns:hpvcm=\"http://hp.com/iss/net/vcm/resourceModel\"><s:Header/><s:Body>"
                   "<hpvcm:getDomainMode/></s:Body></s:Envelope>",
                   kOwn);
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->find("<hpvcm:controlMode>"), std::string::npos);
    EXPECT_EQ(answer->find("STANDBY"), std::string::npos);
    EXPECT_NE(answer->find("<hpvcm:masterHTTPLink>https://192.0.2.3/</hpvcm:masterHTTPLink>"),
              std::string::npos);
}

TEST(VcSoap, knowsNoOtherCall) {
    for (const char* body : {"", "x", "<a/>", "<Envelope><Body><getEverything/></Body></Envelope>"}) {
        EXPECT_FALSE(soapAnswer(body, kOwn)) << body;
    }
    EXPECT_NE(soapFault("what").find("what"), std::string::npos);
}

} // namespace
} // namespace seedbed::emulator::vc
