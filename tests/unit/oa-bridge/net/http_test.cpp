// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/net/process.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;

asio::awaitable<HttpResponse> echo(HttpRequest request) {
    if (request.path() == "/throw") {
        throw std::runtime_error("a defect");
    }
    std::size_t size = request.body.size();
    if (request.bodyFile) {
        size = std::filesystem::file_size(*request.bodyFile);
    }
    co_return textResponse(200, request.method + " " + request.path() + " " + std::to_string(size) + " " +
                                    request.query("q").value_or("-") + " " + request.peerAddress);
}

class HttpTest : public testing::Test {
protected:
    HttpTest() { std::filesystem::create_directories(directory_); }
    ~HttpTest() override { std::filesystem::remove_all(directory_); }
    std::string url(const std::string& target, const std::string& scheme = "http") const {
        return scheme + "://127.0.0.1:" + std::to_string(server_->port()) + target;
    }
    void serve(HttpServerOptions options) {
        server_ = std::make_unique<HttpServer>(io_.get_executor(), echo, std::move(options));
        ASSERT_TRUE(server_->listenTcp("127.0.0.1", 0));
    }
    Result<HttpResponse> call(HttpCall request) { return test::runOn(io_, httpCall(std::move(request))); }

    asio::io_context io_;
    std::filesystem::path directory_ = std::filesystem::temp_directory_path() / ("http-" + newUuid());
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpTest, decodesTargetsAndAnswers) {
    serve({});
    auto response = call(HttpCall("GET", url("/stacks/a%2Fb?q=x%20y")));
    ASSERT_TRUE(response) << toSentence(response.error());
    EXPECT_EQ(response->body, "GET /stacks/a/b 0 x y 127.0.0.1");
}

TEST_F(HttpTest, spoolsLargeBodiesAndLeavesNothingBehind) {
    HttpServerOptions options;
    options.spoolAbove = 1000;
    options.spoolDirectory = directory_;
    serve(options);
    HttpCall request("PUT", url("/file"));
    request.body = std::string(500000, 'x');
    EXPECT_EQ(call(request)->body, "PUT /file 500000 - 127.0.0.1");
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(HttpTest, theGateIsAskedBeforeALargeBodyIsRead) {
    HttpServerOptions options;
    options.spoolAbove = 1000;
    options.spoolDirectory = directory_;
    bool spooled = false;
    options.gate = [&](const HttpRequest& head) -> std::optional<HttpResponse> {
        spooled = spooled || !std::filesystem::is_empty(directory_);
        return head.headers.get("X-Auth-Token") == "good" ? std::nullopt
                                                          : std::optional(textResponse(401, head.path()));
    };
    serve(options);
    HttpCall request("PUT", url("/file"));
    request.body = std::string(8 << 20, 'x'); // more than the sockets hold
    auto refused = call(request);
    ASSERT_TRUE(refused) << toSentence(refused.error());
    EXPECT_EQ(refused->status, 401u);
    EXPECT_EQ(refused->body, "/file");
    EXPECT_FALSE(spooled);
    request.headers.set("X-Auth-Token", "good");
    EXPECT_EQ(call(request)->status, 200u);
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(HttpTest, refusesBodiesOverTheLimit) {
    HttpServerOptions options;
    options.bodyLimit = 1000;
    serve(options);
    HttpCall request("PUT", url("/file"));
    request.body = std::string(2000, 'x');
    EXPECT_EQ(call(request)->status, 413u);
}

TEST_F(HttpTest, aThrowingHandlerIsAnsweredAndTheServerLivesOn) {
    serve({});
    EXPECT_EQ(call(HttpCall("GET", url("/throw")))->status, 500u);
    EXPECT_EQ(call(HttpCall("GET", url("/")))->status, 200u);
}

TEST_F(HttpTest, tlsPinsTheCertificate) { // E-22, section 10
    HttpServerOptions options;
    options.tls = makeSelfSigned("oa", "127.0.0.1").value();
    serve(options);
    HttpCall request("GET", url("/", "https"));
    EXPECT_EQ(call(request).error().id, "TLS-HANDSHAKE"); // unknown issuer
    request.tls.trust = TlsProfile::Trust::firstUse;
    EXPECT_EQ(call(request)->status, 200u);
    request.tls.trust = TlsProfile::Trust::pinned;
    request.tls.pinnedSha256 = "00";
    EXPECT_EQ(call(request).error().id, "TLS-PIN-MISMATCH");
}

TEST_F(HttpTest, worksOverAUnixSocket) {
    HttpServer server(io_.get_executor(), echo);
    auto socket = directory_ / "api.sock";
    ASSERT_TRUE(server.listenUnix(socket));
    HttpCall request("POST", "/runs");
    request.unixSocket = socket;
    request.body = "{}";
    EXPECT_EQ(call(request)->body, "POST /runs 2 - ");
}

TEST_F(HttpTest, namesAPeerThatIsNotThere) {
    auto response = call(HttpCall("GET", "http://127.0.0.1:9/"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().id, "HTTP-UNREACHABLE");
}

TEST_F(HttpTest, aSilentPeerEndsWithTheDeadline) {
    asio::ip::tcp::acceptor silent(io_, {asio::ip::make_address("127.0.0.1"), 0});
    HttpCall request("GET", "http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/");
    request.deadline = 20ms;
    EXPECT_EQ(call(request).error().id, "HTTP-TIMEOUT");
}

TEST(Process, givesStatusAndOutput) {
    asio::io_context io;
    ProcessSpec spec({"cat"});
    spec.input = std::string(200000, 'y');
    auto outcome = test::runOn(io, run(spec));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->output, spec.input);
    EXPECT_EQ(test::runOn(io, run(ProcessSpec({"false"})))->status, 1);
    EXPECT_EQ(test::runOn(io, run(ProcessSpec({"no-such-program-here"}))).error().id, "PROCESS-NOT-FOUND");
}

TEST(Process, isKilledAtItsDeadline) {
    asio::io_context io;
    ProcessSpec spec({"sleep", "100"});
    spec.deadline = 20ms;
    EXPECT_EQ(test::runOn(io, run(spec)).error().id, "PROCESS-TIMEOUT");
}

asio::awaitable<int> stopped(Process& process) {
    auto status = co_await process.stop(5s);
    co_return status.value_or(-1);
}

TEST(Process, stopsOnRequest) {
    asio::io_context io;
    auto process = Process::start(io.get_executor(), ProcessSpec({"sleep", "100"}));
    ASSERT_TRUE(process);
    EXPECT_TRUE(process->running());
    EXPECT_EQ(test::runOn(io, stopped(*process)), 128 + 15);
}

} // namespace
} // namespace seedbed
