// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's client against an engine that a test scripts: right answers, refusals, and nonsense.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "appliance/provision/images.hpp"
#include "appliance/provision/nodes.hpp"
#include "appliance/provision/stacks.hpp"
#include "oa-bridge/net/http.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

// Answers by "METHOD path"; what is not scripted is 404.
class EngineClientTest : public testing::Test {
protected:
    EngineClientTest() : server_(io_.get_executor(), [this](HttpRequest request) { return answer(std::move(request)); }) {
        EXPECT_TRUE(server_.listenTcp("127.0.0.1", 0));
        const auto base = fmt::format("http://127.0.0.1:{}", server_.port());
        json catalog = json::array();
        for (const char* type : {"image", "baremetal", "orchestration"}) {
            catalog.push_back({{"type", type}, {"endpoints", {{{"interface", "public"}, {"url", base}}}}});
        }
        replies_["POST /v3/auth/tokens"] = {201, json{{"token", {{"catalog", catalog}, {"project", {{"id", "p"}}}}}}.dump()};
        EngineAccess access;
        access.identityUrl = base + "/v3";
        access.password = Secret("secret");
        client_ = std::make_unique<OpenStack>(std::move(access));
    }
    asio::awaitable<HttpResponse> answer(HttpRequest request) {
        const auto name = request.method + " " + request.path();
        asked_.push_back(name);
        auto reply = replies_.find(name);
        auto response = reply == replies_.end() ? textResponse(404, "absent") : textResponse(reply->second.first, reply->second.second);
        response.headers.set("X-Subject-Token", "t" + std::to_string(asked_.size()));
        co_return response;
    }
    template <class T>
    Result<T> run(Task<T> work) {
        return test::runOn(io_, std::move(work));
    }

    asio::io_context io_;
    std::map<std::string, std::pair<unsigned, std::string>> replies_;
    std::vector<std::string> asked_;
    HttpServer server_;
    std::unique_ptr<OpenStack> client_;
};

NodeSpec bay3() {
    NodeSpec spec;
    spec.name = "bay3";
    spec.serial = "SGH0003003";
    spec.mac = *MacAddress::parse("00:17:a4:77:00:08");
    return spec;
}

TEST_F(EngineClientTest, aStackIsReadWithItsParameters) {
    replies_["GET /stacks"] = {200, R"({"stacks": [{"stack_name": "bay3", "id": "s1"}]})"};
    replies_["GET /stacks/bay3/s1"] = {
        200, R"({"stack": {"stack_status": "CREATE_COMPLETE", "parameters": {"bay": "3", "count": 1}}})"};
    auto stack = run(findStack(*client_, "bay3"));
    ASSERT_TRUE(stack && *stack) << toSentence(stack.error());
    EXPECT_EQ((**stack).status, "CREATE_COMPLETE");
    EXPECT_EQ((**stack).parameters.at("bay"), "3");
    EXPECT_EQ((**stack).parameters.at("count"), "1");
    EXPECT_FALSE(run(findStack(*client_, "bay4"))->has_value());
    EXPECT_FALSE(run(showStack(*client_, "bay3", "gone"))->has_value());
}

TEST_F(EngineClientTest, aRefusedTokenIsFetchedAgainOnce) {
    replies_["GET /stacks"] = {401, "no"};
    ASSERT_FALSE(run(findStack(*client_, "bay3")));
    asked_.clear();
    auto stack = run(findStack(*client_, "bay3"));
    ASSERT_FALSE(stack);
    EXPECT_EQ(stack.error().id, "OPENSTACK-REFUSED");
    EXPECT_EQ(asked_, (std::vector<std::string>{"GET /stacks", "POST /v3/auth/tokens", "GET /stacks"}));
}

// Whatever types an answer has, it is an answer or an error, never an exception.
TEST_F(EngineClientTest, nonsenseIsAnError) {
    const char* nonsense[] = {"null", "[]", "5", "\"x\"", "{}", R"({"stack": null, "stacks": {"a": 1}, "images": 7, "ports": [1]})",
                              R"({"stacks": [null, {"stack_name": "bay3", "id": 5}], "uuid": 5, "name": null,
                                  "extra": [], "driver_info": null, "provision_state": 1, "history": [[], null]})"};
    for (const char* body : nonsense) {
        for (const char* path : {"GET /stacks", "GET /stacks/bay3/s1", "POST /stacks", "GET /v2/images", "POST /v2/images",
                                 "GET /v1/nodes/bay3", "POST /v1/nodes", "GET /v1/nodes/bay3/history"}) {
            replies_[path] = {200, body};
        }
        EXPECT_TRUE(run(findStack(*client_, "bay3"))) << body;
        auto shown = run(showStack(*client_, "bay3", "s1"));
        ASSERT_FALSE(shown) << body;
        EXPECT_EQ(shown.error().id, "OPENSTACK-NONSENSE");
        EXPECT_EQ(run(createStack(*client_, "bay3", "", json::object())).error().id, "OPENSTACK-NONSENSE") << body;
        EXPECT_TRUE(run(findImage(*client_, LocalImage{}))) << body;
        EXPECT_EQ(run(uploadImage(*client_, LocalImage{})).error().id, "OPENSTACK-NONSENSE") << body;
        EXPECT_FALSE(run(findNode(*client_, bay3()))->has_value()) << body;
        EXPECT_FALSE(run(ensureNode(*client_, bay3()))) << body;
        EXPECT_TRUE(run(nodeHistory(*client_, "bay3"))) << body;
    }
    replies_["GET /stacks"] = {200, "{"};
    EXPECT_EQ(run(findStack(*client_, "bay3")).error().id, "JSON-SYNTAX");
}

TEST_F(EngineClientTest, anEngineWithoutCatalogOrAtAllIsNamed) {
    for (const char* body : {"null", "{}", R"({"token": {"catalog": [null, {"type": 5, "endpoints": [{"interface": null}]}]}})"}) {
        replies_["POST /v3/auth/tokens"] = {201, body};
        EXPECT_EQ(run(findStack(*client_, "bay3")).error().id, "OPENSTACK-NO-SERVICE") << body;
    }
    EngineAccess access;
    access.identityUrl = "http://127.0.0.1:1/v3";
    OpenStack nobody(std::move(access));
    EXPECT_EQ(run(findStack(nobody, "bay3")).error().id, "OPENSTACK-UNREACHABLE");
}

TEST_F(EngineClientTest, aBladeThatWasExchangedNeedsAHuman) {
    replies_["GET /v1/nodes/bay3"] = {200, R"({"uuid": "n1", "name": "bay3", "extra": {"serial": "SGH0009009"}})"};
    auto node = run(ensureNode(*client_, bay3()));
    ASSERT_FALSE(node);
    EXPECT_EQ(node.error().id, "NODE-SERIAL-DIFFERS");
    EXPECT_EQ(node.error().kind, ErrorKind::needsHuman);
}

TEST_F(EngineClientTest, aNodeOnItsWayToAvailableIsNotRegisteredYet) { // E-03: killed between manage and provide
    replies_["GET /v1/nodes/n1/ports"] = {200, json{{"ports", {{{"uuid", "p1"}, {"address", bay3().mac.toString()}}}}}.dump()};
    json node{{"uuid", "n1"},
              {"name", "bay3"},
              {"extra", {{"serial", bay3().serial}}},
              {"driver_info", {{"ipmi_address", bay3().iloAddress}, {"ipmi_username", bay3().user}, {"deploy_kernel", ""}, {"deploy_ramdisk", ""}}}};
    for (const char* state : {"enroll", "verifying", "manageable", "available", "active"}) {
        node["provision_state"] = state;
        replies_["GET /v1/nodes/bay3"] = {200, node.dump()};
        const bool registered = state == std::string("available") || state == std::string("active");
        EXPECT_EQ(run(findNode(*client_, bay3()))->has_value(), registered) << state;
    }
}

} // namespace
} // namespace seedbed
