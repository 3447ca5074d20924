// SPDX-License-Identifier: GPL-3.0-or-later
// What a peer may do to the HTTP client: each is a named error, and memory stays bounded.
#include <gtest/gtest.h>

#include "oa-bridge/net/http.hpp"
#include "tests/unit/support/hostile_peer.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;
namespace hostile = test::hostile;

constexpr std::uint64_t limit = 1u << 20;
constexpr std::uint64_t socketBuffers = 24u << 20; // what both ends of a loopback connection may hold

struct Outcome {
    std::string id;
    std::string cause;
    std::uint64_t sent = 0;
};

Outcome callTo(test::HostilePart part, Duration deadline = 20s) {
    asio::io_context io;
    test::HostilePeer peer(io, std::move(part));
    HttpCall call("POST", "https://127.0.0.1:" + std::to_string(peer.port()) + "/ribcl");
    call.tls.trust = TlsProfile::Trust::firstUse;
    call.bodyLimit = limit;
    call.deadline = deadline;
    auto response = test::runOn(io, httpCall(std::move(call)));
    return response ? Outcome{"", response->body, peer.sent()}
                    : Outcome{response.error().id, response.error().cause, peer.sent()};
}

TEST(Hostile, aHundredMegabytesAreRefusedAtTheLimit) {
    for (const auto& part : {hostile::hundredMegabytes(), hostile::hundredMegabytesInChunks()}) {
        const auto outcome = callTo(part);
        EXPECT_EQ(outcome.id, "HTTP-TOO-LARGE");
        EXPECT_NE(outcome.cause.find(std::to_string(limit)), std::string::npos) << "the limit is named: " << outcome.cause;
        EXPECT_LT(outcome.sent, limit + socketBuffers);
    }
}

TEST(Hostile, anEndlessLineIsRefused) {
    const auto outcome = callTo(hostile::endlessLine());
    EXPECT_EQ(outcome.id, "HTTP-TOO-LARGE");
    EXPECT_LT(outcome.sent, socketBuffers);
}

TEST(Hostile, wrongLengthsAreNamed) {
    const auto shorter = callTo(hostile::shorterThanItsHead());
    EXPECT_EQ(shorter.id, "HTTP-UNREACHABLE");
    EXPECT_NE(shorter.cause.find("shorter than its head says"), std::string::npos) << shorter.cause;
    EXPECT_EQ(callTo(hostile::lengthWithoutNumber()).id, "HTTP-NONSENSE");
    const auto longer = callTo(hostile::longerThanItsHead());
    EXPECT_EQ(longer.id, "");
    EXPECT_EQ(longer.cause.size(), 27U) << "no more than was announced";
}

TEST(Hostile, aSlowDripEndsWithTheDeadline) {
    const auto outcome = callTo(hostile::slowDrip(), 200ms);
    EXPECT_EQ(outcome.id, "HTTP-TIMEOUT");
    EXPECT_LT(outcome.sent, 1000U);
}

TEST(Hostile, whatIsNoHttpIsNonsense) {
    EXPECT_EQ(callTo(hostile::noHttp()).id, "HTTP-NONSENSE");
}

} // namespace
} // namespace seedbed
