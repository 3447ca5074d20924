// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/net/pin_store.hpp"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"
#include "tests/unit/support/hostile_peer.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

const std::string first(64, 'a');
const std::string second(64, 'b');

class Pins : public testing::Test {
protected:
    Pins() { std::filesystem::create_directories(directory_); }
    ~Pins() override { std::filesystem::remove_all(directory_); }
    std::filesystem::path directory_ = std::filesystem::temp_directory_path() / ("pins-" + newUuid());
    std::filesystem::path file_ = directory_ / "pins.json";
};

TEST_F(Pins, recordsTheFirstMeetingAndHoldsToIt) {
    auto store = PinStore::open(file_);
    ASSERT_TRUE(store) << toSentence(store.error());
    EXPECT_TRUE(store->meet("192.0.2.2", first));
    EXPECT_TRUE(store->meet("192.0.2.2", first));
    EXPECT_TRUE(store->meet("192.0.2.11", second));
    const auto other = store->meet("192.0.2.2", second);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().id, "TLS-PIN-MISMATCH");
    EXPECT_EQ(other.error().kind, ErrorKind::refused);
    EXPECT_NE(other.error().cause.find(first), std::string::npos);
    EXPECT_NE(other.error().cause.find(second), std::string::npos);
    EXPECT_TRUE(other.error().action.ends_with("run: seedbed pin forget 192.0.2.2")) << other.error().action;
    EXPECT_EQ(store->pinOf("192.0.2.2"), first) << "nothing changed";
}

TEST_F(Pins, outliveTheProgramAndAreForItsOwnerOnly) {
    {
        auto store = PinStore::open(file_);
        ASSERT_TRUE(store && store->meet("192.0.2.2", first));
    }
    struct stat facts{};
    ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777, 0600U);
    auto again = PinStore::open(file_);
    ASSERT_TRUE(again) << toSentence(again.error());
    EXPECT_FALSE(again->meet("192.0.2.2", second));
    EXPECT_TRUE(again->forget("192.0.2.2"));
    EXPECT_TRUE(again->meet("192.0.2.2", second));
    EXPECT_EQ(PinStore::open(file_)->pinOf("192.0.2.2"), second);
}

TEST_F(Pins, aDeviceIsForgottenWithAllItsDoors) {
    auto store = PinStore::open(file_);
    ASSERT_TRUE(store);
    for (const char* peer : {"192.0.2.2", "ssh://192.0.2.2", "ssh://192.0.2.2:2222", "192.0.2.2:8443", "192.0.2.20", "ssh://192.0.2.3"}) {
        ASSERT_TRUE(store->meet(peer, first)) << peer;
    }
    const auto key = store->meet("ssh://192.0.2.2:2222", second);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().id, "SSH-HOST-KEY");
    EXPECT_TRUE(key.error().action.ends_with("run: seedbed pin forget 192.0.2.2")) << key.error().action;
    const auto one = store->forget("192.0.2.2:8443");
    ASSERT_TRUE(one);
    EXPECT_EQ(*one, std::vector<std::string>{"192.0.2.2:8443"});
    const auto rest = store->forget("192.0.2.2");
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->size(), 3U);
    const auto kept = PinStore::open(file_)->all();
    EXPECT_EQ(kept, (std::map<std::string, std::string>{{"192.0.2.20", first}, {"ssh://192.0.2.3", first}}));
    EXPECT_EQ(store->forget("192.0.2.2").error().id, "PIN-UNKNOWN");
}

TEST_F(Pins, refuseAFileThatCannotBeTrusted) {
    ASSERT_TRUE(writeFile(file_, "{\"192.0.2.2\": \"" + first + "\"}", 0644));
    EXPECT_EQ(PinStore::open(file_).error().kind, ErrorKind::refused) << "others may read it";
    for (const char* text : {"", "[]", "{\"192.0.2.2\": 7}", "{\"192.0.2.2\": \"abc\"}"}) {
        ASSERT_TRUE(writeFile(file_, text, 0600));
        const auto store = PinStore::open(file_);
        ASSERT_FALSE(store) << text;
        EXPECT_EQ(store.error().id, "PIN-STORE") << text;
        EXPECT_EQ(store.error().kind, ErrorKind::invalid) << text;
    }
}

TEST_F(Pins, nothingIsTrustedThatCannotBeRecorded) {
    auto store = PinStore::open(directory_ / "gone" / "pins.json");
    ASSERT_TRUE(store);
    EXPECT_FALSE(store->meet("192.0.2.2", first));
    EXPECT_EQ(store->pinOf("192.0.2.2"), "");
    EXPECT_EQ(store->meet("192.0.2.2", "").error().id, "TLS-PIN-MISMATCH") << "no certificate is no meeting";
}

asio::awaitable<HttpResponse> hello(HttpRequest) {
    co_return textResponse(200, "hello");
}

TEST_F(Pins, aDeviceWithAnotherCertificateIsNotTalkedTo) {
    asio::io_context io;
    auto store = PinStore::open(file_);
    ASSERT_TRUE(store);
    std::uint16_t port = 0;
    for (const bool same : {true, true, false}) {
        HttpServerOptions options;
        static const auto known = makeSelfSigned("oa", "127.0.0.1").value();
        options.tls = same ? known : makeSelfSigned("oa", "127.0.0.1").value();
        int asked = 0;
        HttpServer server(
            io.get_executor(),
            [&asked](HttpRequest request) {
                ++asked;
                return hello(std::move(request));
            },
            options);
        ASSERT_TRUE(server.listenTcp("127.0.0.1", port));
        port = server.port();
        HttpCall call("GET", "https://127.0.0.1:" + std::to_string(port) + "/");
        call.tls.trust = TlsProfile::Trust::firstUse;
        call.tls.pins = &*store;
        const auto response = test::runOn(io, httpCall(std::move(call)));
        EXPECT_EQ(response.has_value(), same);
        EXPECT_EQ(asked, same ? 1 : 0) << "no request, so no password, went out";
        if (!response) {
            EXPECT_EQ(response.error().id, "TLS-PIN-MISMATCH");
        }
    }
}

class Sessions : public Pins {
protected:
    Result<HttpResponse> ask() {
        HttpCall call("GET", "https://" + device_ + "/");
        call.tls.trust = TlsProfile::Trust::firstUse;
        call.tls.legacy = true;
        call.tls.pins = &store_;
        return test::runOn(io_, httpCall(std::move(call)));
    }
    asio::io_context io_;
    PinStore store_ = PinStore::open(file_).value();
    test::HostilePeer peer_{io_, {test::hostile::withBody("hello"), "", 0, {}}};
    std::string device_ = "127.0.0.1:" + std::to_string(peer_.port());
};

TEST_F(Sessions, areResumedAndGoWithThePin) {
    EXPECT_TRUE(ask());
    EXPECT_EQ(peer_.resumed(), 0);
    for (int times = 1; times <= 3; ++times) {
        const auto again = ask();
        ASSERT_TRUE(again) << toSentence(again.error());
        EXPECT_EQ(again->body, "hello");
        EXPECT_EQ(peer_.resumed(), times);
    }
    ASSERT_TRUE(store_.forget(device_));
    EXPECT_EQ(store_.sessionWith(device_), nullptr);
    EXPECT_TRUE(ask());
    EXPECT_EQ(peer_.resumed(), 3) << "whoever is forgotten shows its certificate again";
}

TEST_F(Sessions, doNotStandInForTheCertificate) {
    ASSERT_TRUE(ask());
    const auto session = store_.sessionWith(device_);
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(store_.forget(device_));
    store_.keepSession(device_, first, session);
    EXPECT_EQ(store_.sessionWith(device_), nullptr) << "nothing is pinned";
    ASSERT_TRUE(store_.meet(device_, first));
    store_.keepSession(device_, second, session);
    EXPECT_EQ(store_.sessionWith(device_), nullptr) << "another one is pinned";
    store_.keepSession(device_, first, session); // it began with the peer's own
    const auto refused = ask();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "TLS-PIN-MISMATCH");
    EXPECT_EQ(store_.sessionWith(device_), nullptr);
}

} // namespace
} // namespace seedbed
