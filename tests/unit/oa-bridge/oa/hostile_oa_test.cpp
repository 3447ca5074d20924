// SPDX-License-Identifier: GPL-3.0-or-later
// What may sit at an Onboard Administrator's address: each of its answers is a named error of SOAP and of the probe.
#include <gtest/gtest.h>

#include "oa-bridge/net/http.hpp"
#include "oa-bridge/oa/onboard_administrator.hpp"
#include "oa-bridge/oa/xmldata.hpp"
#include "tests/unit/support/golden.hpp"
#include "tests/unit/support/hostile_peer.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

namespace hostile = test::hostile;

struct Case {
    const char* name;
    test::HostilePart (*part)();
    const char* soap;
    const char* probe;
};
const Case cases[] = {
    {"entity bomb", hostile::entityBomb, "OA-NONSENSE", "XMLDATA-NONSENSE"},
    {"100 MB", hostile::hundredMegabytes, "OA-NONSENSE", "XMLDATA-TOO-LARGE"},
    {"100 MB in chunks", hostile::hundredMegabytesInChunks, "OA-NONSENSE", "XMLDATA-TOO-LARGE"},
    {"endless line", hostile::endlessLine, "OA-NONSENSE", "XMLDATA-TOO-LARGE"},
    {"too short", hostile::shorterThanItsHead, "OA-UNREACHABLE", "XMLDATA-UNREACHABLE"},
    {"too long", hostile::longerThanItsHead, "OA-NONSENSE", "XMLDATA-NONSENSE"},
    {"no length", hostile::lengthWithoutNumber, "OA-NONSENSE", "XMLDATA-NONSENSE"},
    {"drip", hostile::slowDrip, "OA-UNREACHABLE", "XMLDATA-UNREACHABLE"},
    {"no HTTP", hostile::noHttp, "OA-NONSENSE", "XMLDATA-NONSENSE"},
};

Duration patience(const Case& c) {
    return c.part == hostile::slowDrip ? std::chrono::milliseconds(200) : std::chrono::seconds(20);
}

TEST(HostileOa, everyAnswerIsANamedError) {
    for (const auto& c : cases) {
        asio::io_context io;
        test::HostilePeer peer(io, c.part());
        OaAccess access;
        access.address = "127.0.0.1";
        access.user = "Administrator";
        access.password = Secret("secret");
        access.port = peer.port();
        access.callDeadline = patience(c);
        OnboardAdministrator oa(io.get_executor(), access);
        const auto status = test::runOn(io, oa.getBladeStatus(1));
        ASSERT_FALSE(status) << c.name;
        EXPECT_EQ(status.error().id, c.soap) << c.name << ": " << toSentence(status.error());
    }
}

TEST(HostileOa, everyAnswerIsANamedErrorOfTheProbe) {
    for (const auto& c : cases) {
        asio::io_context io;
        test::HostilePeer peer(io, c.part());
        ProbeAccess access;
        access.address = "127.0.0.1";
        access.port = peer.port();
        access.deadline = patience(c);
        const auto who = test::runOn(io, probeDevice(access));
        ASSERT_FALSE(who) << c.name;
        EXPECT_EQ(who.error().id, c.probe) << c.name << ": " << toSentence(who.error());
        EXPECT_EQ(who.error().object, "device 127.0.0.1") << c.name;
    }
}

asio::awaitable<HttpResponse> xmlData(HttpRequest request) {
    if (request.target != "/xmldata?item=all" || request.headers.get("Authorization")) {
        co_return textResponse(404, "");
    }
    co_return textResponse(200, test::golden("xmldata-client/ilo.xml"));
}
asio::awaitable<HttpResponse> switchedOff(HttpRequest) {
    co_return textResponse(404, "");
}

Result<DeviceIdentity> probeOf(asio::awaitable<HttpResponse> (*handler)(HttpRequest)) {
    asio::io_context io;
    HttpServerOptions options;
    options.tls = makeSelfSigned("ilo", "127.0.0.1").value();
    HttpServer server(io.get_executor(), handler, options);
    EXPECT_TRUE(server.listenTcp("127.0.0.1", 0));
    ProbeAccess access;
    access.address = "127.0.0.1";
    access.port = server.port();
    return test::runOn(io, probeDevice(access));
}

TEST(Probe, asksWithoutALogin) {
    const auto who = probeOf(xmlData);
    ASSERT_TRUE(who) << toSentence(who.error());
    EXPECT_EQ(who->bay, 1);
    EXPECT_EQ(probeOf(switchedOff).error().id, "XMLDATA-UNSUPPORTED");
}

} // namespace
} // namespace seedbed
