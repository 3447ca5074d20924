// SPDX-License-Identifier: GPL-3.0-or-later
// What may sit at an iLO's address: each of its answers is a named error of each client.
#include <gtest/gtest.h>

#include "oa-bridge/ilo/redfish.hpp"
#include "oa-bridge/ilo/ribcl.hpp"
#include "oa-bridge/net/pin_store.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"
#include "tests/unit/support/hostile_peer.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

namespace hostile = test::hostile;

struct Case {
    const char* name;
    test::HostilePart (*part)();
    const char* ribcl;
    const char* redfish;
};
const Case cases[] = {
    {"entity bomb", hostile::entityBomb, "RIBCL-NONSENSE", "REDFISH-UNSUPPORTED"}, // XML is no service root
    {"100 MB", hostile::hundredMegabytes, "RIBCL-TOO-LARGE", "REDFISH-TOO-LARGE"},
    {"100 MB in chunks", hostile::hundredMegabytesInChunks, "RIBCL-TOO-LARGE", "REDFISH-TOO-LARGE"},
    {"endless line", hostile::endlessLine, "RIBCL-TOO-LARGE", "REDFISH-TOO-LARGE"},
    {"too short", hostile::shorterThanItsHead, "RIBCL-UNREACHABLE", "REDFISH-UNREACHABLE"},
    {"too long", hostile::longerThanItsHead, "RIBCL-NONSENSE", "REDFISH-UNSUPPORTED"},
    {"no length", hostile::lengthWithoutNumber, "RIBCL-NONSENSE", "REDFISH-NONSENSE"},
    {"drip", hostile::slowDrip, "RIBCL-UNREACHABLE", "REDFISH-UNREACHABLE"},
    {"no HTTP", hostile::noHttp, "RIBCL-NONSENSE", "REDFISH-NONSENSE"},
};

IloAccess accessTo(const test::HostilePeer& peer, const Case& c) {
    IloAccess access;
    access.address = "127.0.0.1";
    access.user = "Administrator";
    access.password = Secret("secret");
    access.port = peer.port();
    access.deadline = c.part == hostile::slowDrip ? std::chrono::milliseconds(200) : std::chrono::seconds(20);
    return access;
}

template <class T>
void expectNamed(const Result<T>& result, const char* id, const Case& c) {
    ASSERT_FALSE(result) << c.name;
    EXPECT_EQ(result.error().id, id) << c.name << ": " << toSentence(result.error());
    EXPECT_EQ(result.error().object, "iLO 127.0.0.1") << c.name;
    EXPECT_FALSE(result.error().action.empty()) << c.name;
}

TEST(HostileIlo, everyAnswerIsANamedErrorOfRibcl) {
    for (const auto& c : cases) {
        asio::io_context io;
        test::HostilePeer peer(io, c.part());
        Ribcl ribcl(io.get_executor(), accessTo(peer, c));
        expectNamed(test::runOn(io, ribcl.powerStatus()), c.ribcl, c);
    }
}

TEST(HostileIlo, everyAnswerIsANamedErrorOfRedfish) {
    for (const auto& c : cases) {
        asio::io_context io;
        test::HostilePeer peer(io, c.part());
        Redfish redfish(io.get_executor(), accessTo(peer, c));
        expectNamed(test::runOn(io, redfish.powerStatus()), c.redfish, c);
    }
}

TEST(HostileIlo, anotherCertificateGetsNoPassword) {
    const auto directory = std::filesystem::temp_directory_path() / ("ilo-pins-" + newUuid());
    std::filesystem::create_directories(directory);
    auto store = PinStore::open(directory / "pins.json");
    ASSERT_TRUE(store);
    asio::io_context io;
    test::HostilePeer peer(io, hostile::noHttp());
    auto access = accessTo(peer, cases[0]);
    access.tls.pins = &*store;
    ASSERT_TRUE(store->meet("127.0.0.1:" + std::to_string(peer.port()), std::string(64, '0')));
    Ribcl ribcl(io.get_executor(), access);
    Redfish redfish(io.get_executor(), access);
    for (const auto& error :
         {test::runOn(io, ribcl.powerStatus()).error(), test::runOn(io, redfish.powerStatus()).error()}) {
        EXPECT_EQ(error.id, "TLS-PIN-MISMATCH");
        EXPECT_EQ(error.kind, ErrorKind::refused);
        EXPECT_EQ(error.object, "iLO 127.0.0.1");
        EXPECT_NE(error.cause.find(std::string(64, '0')), std::string::npos);
    }
    std::filesystem::remove_all(directory);
}

} // namespace
} // namespace seedbed
