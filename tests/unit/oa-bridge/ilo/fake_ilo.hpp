// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTPS server on loopback that answers as a test says, and an access to it. For the tests of the iLO clients.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "oa-bridge/ilo/ilo_access.hpp"
#include "oa-bridge/net/http.hpp"
#include "tests/unit/support/golden.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed::test {

class FakeIlo {
public:
    using Answer = std::function<HttpResponse(const HttpRequest&)>;

    FakeIlo(asio::io_context& io, Answer answer) : answer_(std::move(answer)) {
        static const auto identity = makeSelfSigned("ilo", "127.0.0.1").value();
        HttpServerOptions options;
        options.tls = identity;
        server_ = std::make_unique<HttpServer>(
            io.get_executor(), [this](HttpRequest request) { return reply(std::move(request)); }, options);
        EXPECT_TRUE(server_->listenTcp("127.0.0.1", 0));
    }
    IloAccess access(const std::string& password = "secret") const {
        IloAccess access;
        access.address = "127.0.0.1";
        access.user = "Administrator";
        access.password = Secret(password);
        access.port = server_->port();
        access.deadline = std::chrono::seconds(10);
        return access;
    }
    void stop() { server_->stop(); }
    std::vector<HttpRequest> requests;

    // How often something was asked for with these words in its first line or body.
    int count(const std::string& words) const {
        int found = 0;
        for (const auto& request : requests) {
            const auto text = request.method + " " + request.target + "\n" + request.body;
            found += text.find(words) != std::string::npos ? 1 : 0;
        }
        return found;
    }

private:
    asio::awaitable<HttpResponse> reply(HttpRequest request) {
        requests.push_back(request);
        co_return answer_(requests.back());
    }
    Answer answer_;
    std::unique_ptr<HttpServer> server_;
};

} // namespace seedbed::test
