// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/soap.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

constexpr const char* kSpace = "http://www.w3.org/2003/05/soap-envelope";

std::string envelope(const std::string& header, const std::string& body, const char* space = kSpace) {
    return fmt::format(
        "<?xml version=\"1.0\"?>\n<S:Envelope xmlns:S=\"{}\" xmlns:w=\"wsse\" xmlns:hpoa=\"hpoa.xsd\">"
        "<S:Header>{}</S:Header><S:Body>\n {}</S:Body></S:Envelope>",
        space, header, body);
}

TEST(Soap, findsTheCallItsParametersAndTheKey) {
    auto request = parseSoap(
        envelope("<w:Security S:mustUnderstand=\"true\"><hpoa:HpOaSessionKeyToken><hpoa:oaSessionKey>"
                 "0123456789abcdef</hpoa:oaSessionKey></hpoa:HpOaSessionKeyToken></w:Security>",
                 "<hpoa:getBladeInfo><hpoa:bayNumber> 3 </hpoa:bayNumber></hpoa:getBladeInfo>"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "getBladeInfo");
    EXPECT_EQ(request->text("bayNumber"), "3");
    EXPECT_EQ(request->text("absent"), "");
    EXPECT_EQ(request->sessionKey, "0123456789abcdef");
}

TEST(Soap, takesTheNamespaceNotThePrefix) {
    auto request = parseSoap("<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body>"
                             "<getOaId xmlns=\"hpoa.xsd\"/></e:Body></e:Envelope>");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "getOaId");
}

struct Refusal {
    std::string request;
    std::string value;
};

class SoapRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(SoapRefusals, areFaultsOfTheEnvelope) {
    auto request = parseSoap(GetParam().request);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().value, GetParam().value);
    EXPECT_EQ(request.error().code, 0);
}

std::string nested(int levels) {
    std::string open;
    std::string close;
    for (int level = 0; level < levels; ++level) {
        open += "<hpoa:a>";
        close += "</hpoa:a>";
    }
    return open + close;
}

INSTANTIATE_TEST_SUITE_P(
    Table, SoapRefusals,
    testing::Values(Refusal{"", "SOAP-ENV:Sender"}, Refusal{"no xml", "SOAP-ENV:Sender"},
                    Refusal{"<a>", "SOAP-ENV:Sender"}, Refusal{"<a/>", "SOAP-ENV:Sender"},
                    Refusal{envelope("", ""), "SOAP-ENV:Sender"},
                    Refusal{envelope("", "<other:getOaId xmlns:other=\"x\"/>"), "SOAP-ENV:Sender"},
                    Refusal{envelope("", nested(40)), "SOAP-ENV:Sender"},
                    Refusal{envelope("", nested(40000)), "SOAP-ENV:Sender"},
                    Refusal{"<!DOCTYPE a [<!ENTITY x \"y\">]>" + envelope("", "<hpoa:getOaId/>"),
                            "SOAP-ENV:Sender"},
                    Refusal{std::string(kSoapLimit + 1, ' '), "SOAP-ENV:Sender"},
                    Refusal{envelope("", "<hpoa:getOaId/>", "http://schemas.xmlsoap.org/soap/envelope/"),
                            "SOAP-ENV:VersionMismatch"},
                    Refusal{envelope("<w:Other S:mustUnderstand=\"1\"/>", "<hpoa:getOaId/>"),
                            "SOAP-ENV:MustUnderstand"}));

TEST(Soap, aHeaderThatNeedNotBeUnderstoodIsPassedOver) {
    EXPECT_TRUE(parseSoap(envelope("<w:Other S:mustUnderstand=\"false\"/>", "<hpoa:getOaId/>")));
}

TEST(Soap, aFaultNamesCallCodeAndText) {
    SoapFault fault;
    fault.code = 150;
    fault.text = "no <way>";
    fault.subcode = "wsse:FailedAuthentication";
    auto text = faultEnvelope("userLogIn", fault);
    for (const char* part :
         {"<SOAP-ENV:Value>SOAP-ENV:Sender</SOAP-ENV:Value>",
          "<SOAP-ENV:Value>wsse:FailedAuthentication</SOAP-ENV:Value>", ">User Request Error<",
          "<hpoa:operationName>userLogIn</hpoa:operationName>",
          "<hpoa:errorText>no &lt;way&gt;</hpoa:errorText>", "<hpoa:errorCode>150</hpoa:errorCode>",
          "<hpoa:errorType>USER_REQUEST</hpoa:errorType>"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(httpStatus(fault), 400u);
}

TEST(Element, aCompoundHasWhiteSpaceAfterItsOpeningTag) {
    std::string text;
    write(text, node("a", {leaf("b", 1), node("c", {}), extra("name", "x&y"), leaf("d", true)}), 0);
    EXPECT_EQ(
        text,
        "<hpoa:a>\n <hpoa:b>1</hpoa:b>\n <hpoa:c>\n </hpoa:c>\n"
        " <hpoa:extraData hpoa:name=\"name\">x&amp;y</hpoa:extraData>\n <hpoa:d>true</hpoa:d>\n</hpoa:a>\n");
}

} // namespace
} // namespace seedbed::emulator
