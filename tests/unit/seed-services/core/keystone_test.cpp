// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/signature.hpp"
#include "tests/unit/seed-services/core/seed_fixture.hpp"

namespace seedbed::seed {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class KeystoneTest : public SeedTest {};

TEST_F(KeystoneTest, givesAScopedTokenWithACatalog) {
    auto response = login("open sesame");
    ASSERT_EQ(response.status, 201u);
    auto token = bodyIn(response)["token"];
    EXPECT_EQ(token["user"]["name"], "admin");
    EXPECT_EQ(token["project"]["name"], "admin");
    EXPECT_EQ(token["catalog"].size(), 7u);
    auto text = response.headers.get("X-Subject-Token").value_or("");
    EXPECT_EQ(text.size(), 64u);
    auto who = keystone_->verify(text);
    ASSERT_TRUE(who);
    EXPECT_TRUE(who->isAdmin());
    const auto documents = store_->list("keystone.token");
    ASSERT_TRUE(documents);
    EXPECT_FALSE(documents->empty());
    for (const auto& document : *documents) { // never as it is
        EXPECT_EQ(document.dump().find(text), std::string::npos);
    }
}

TEST_F(KeystoneTest, takesTheUsersOwnProjectWithoutAScope) {
    auto body = loginBody("open sesame");
    body["auth"].erase("scope");
    EXPECT_TRUE(
        bodyIn(ask(keystone_->handler(), "POST", "/v3/auth/tokens", body))["token"].contains("project"));
    body["auth"]["scope"] = "unscoped";
    auto unscoped = ask(keystone_->handler(), "POST", "/v3/auth/tokens", body);
    EXPECT_FALSE(bodyIn(unscoped)["token"].contains("project"));
    token_ = *unscoped.headers.get("X-Subject-Token");
    EXPECT_EQ(ask(keystone_->handler(), "GET", "/v3/users").status, 403u);
    EXPECT_EQ(bodyIn(ask(keystone_->handler(), "GET", "/v3/auth/projects"))["projects"].size(), 1u);
}

TEST_F(KeystoneTest, tokensEndAfterADay) {
    beAdmin();
    now_ += 24h - 1s;
    EXPECT_TRUE(keystone_->verify(token_));
    now_ += 1s;
    EXPECT_FALSE(keystone_->verify(token_));
    auto old = token_;
    beAdmin(); // the next one issued drops those that ended
    EXPECT_EQ(store_->list("keystone.token")->size(), 1u);
    EXPECT_NE(old, token_);
}

TEST_F(KeystoneTest, aTokenFromATokenEndsWithIt) {
    auto first = login("open sesame");
    now_ += 1h;
    json body = {
        {"auth",
         {{"identity", {{"methods", {"token"}}, {"token", {{"id", *first.headers.get("X-Subject-Token")}}}}},
          {"scope", {{"project", {{"name", "admin"}, {"domain", {{"id", "default"}}}}}}}}}};
    auto second = bodyIn(ask(keystone_->handler(), "POST", "/v3/auth/tokens", body))["token"];
    EXPECT_EQ(second["expires_at"], bodyIn(first)["token"]["expires_at"]);
    EXPECT_EQ(second["audit_ids"].size(), 2u);
}

TEST_F(KeystoneTest, refusesAllTheSame) {
    auto wrong = login("wrong");
    EXPECT_EQ(wrong.status, 401u);
    EXPECT_EQ(login("wrong", "nobody").body, wrong.body);
    auto foreign = loginBody("open sesame");
    foreign["auth"]["identity"]["password"]["user"]["domain"]["id"] = "elsewhere";
    EXPECT_EQ(ask(keystone_->handler(), "POST", "/v3/auth/tokens", foreign).body, wrong.body);
    auto absent = loginBody("open sesame");
    absent["auth"]["scope"]["project"]["name"] = "none";
    EXPECT_EQ(ask(keystone_->handler(), "POST", "/v3/auth/tokens", absent).status, 401u);
    for (const auto& body :
         {json::object(), json{{"auth", 7}}, json{{"auth", {{"identity", {{"methods", "x"}}}}}}}) {
        EXPECT_EQ(ask(keystone_->handler(), "POST", "/v3/auth/tokens", body).status, 400u) << body;
    }
}

TEST_F(KeystoneTest, stopsListeningAfterTenFailures) {
    Throttle throttle(10);
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(throttle.allows("eve", now_));
        throttle.failed("eve", now_);
    }
    EXPECT_FALSE(throttle.allows("eve", now_ + 59s));
    EXPECT_TRUE(throttle.allows("adam", now_));
    EXPECT_TRUE(throttle.allows("eve", now_ + 60s));
}

TEST_F(KeystoneTest, thePasswordFollowsTheFile) {
    Keystone again(*store_, *vault_, options_);
    ASSERT_TRUE(again.bootstrap(Secret("changed")));
    EXPECT_EQ(login("changed").status, 201u);
    EXPECT_EQ(login("open sesame").status, 401u);
    EXPECT_EQ(store_->list("keystone.user")->size(), 1u);
}

TEST_F(KeystoneTest, aDisabledUserIsNobody) {
    beAdmin();
    json user = {{"user", {{"name", "bob"}, {"password", "builder"}}}};
    auto made = bodyIn(ask(keystone_->handler(), "POST", "/v3/users", user))["user"];
    EXPECT_FALSE(made.contains("password"));
    EXPECT_EQ(ask(keystone_->handler(), "POST", "/v3/users", user).status, 409u);
    auto roles = bodyIn(ask(keystone_->handler(), "GET", "/v3/roles?name=member"))["roles"];
    auto project = bodyIn(ask(keystone_->handler(), "GET", "/v3/projects?name=admin"))["projects"][0];
    std::string grant = "/v3/projects/" + project["id"].get<std::string>() + "/users/" +
                        made["id"].get<std::string>() + "/roles/" + roles[0]["id"].get<std::string>();
    EXPECT_EQ(login("builder", "bob").status, 401u);
    EXPECT_EQ(ask(keystone_->handler(), "PUT", grant).status, 204u);
    EXPECT_EQ(ask(keystone_->handler(), "HEAD", grant).status, 204u);
    EXPECT_EQ(login("builder", "bob").status, 201u);
    auto path = "/v3/users/" + made["id"].get<std::string>();
    ask(keystone_->handler(), "PATCH", path, {{"user", {{"enabled", false}}}});
    EXPECT_EQ(login("builder", "bob").status, 401u);
    EXPECT_EQ(ask(keystone_->handler(), "DELETE", path).status, 204u);
    EXPECT_EQ(ask(keystone_->handler(), "GET", path).status, 404u);
}

// The example of the reference implementation's tests (keystoneclient, tests of its EC2 signer, version 2).
TEST(SignatureTest, fitsTheReferenceImplementation) {
    SignedRequest request{"GET", "foo", "/bar", {{"AWSAccessKeyId", "d6df6e2d5bd64ad98df4ee6c2ac7e7ad"}}};
    EXPECT_FALSE(signatureFits(request, "key"));
    request.parameters["SignatureMethod"] = "HmacSHA256";
    request.parameters["Signature"] = signatureV2(request, "key");
    EXPECT_TRUE(signatureFits(request, "key"));
    EXPECT_FALSE(signatureFits(request, "other"));
    request.parameters["Action"] = "Describe";
    EXPECT_FALSE(signatureFits(request, "key"));
}

TEST_F(KeystoneTest, stackUsersHaveKeysAndNothingElse) {
    auto user = keystone_->createStackUser("stack-server", "p1");
    ASSERT_TRUE(user);
    std::map<std::string, std::string> parameters = {{"AWSAccessKeyId", user->accessKey},
                                                     {"SignatureMethod", "HmacSHA256"},
                                                     {"SignatureVersion", "2"},
                                                     {"Path", "a b~c"}};
    parameters["Signature"] =
        signatureV2({"POST", "192.0.2.1", "/v1/signal/arn:x", parameters}, user->secretKey);
    auto who = keystone_->verifyEc2("POST", "192.0.2.1:8000", "/v1/signal/arn:x", parameters);
    ASSERT_TRUE(who);
    EXPECT_EQ(who->roles, std::vector<std::string>{"heat_stack_user"});
    EXPECT_EQ(who->projectId, "p1");
    EXPECT_FALSE(keystone_->verifyEc2("GET", "192.0.2.1:8000", "/v1/signal/arn:x", parameters));
    EXPECT_EQ(store_->list("keystone.ec2")->at(0).dump().find(user->secretKey), std::string::npos);
    json body = {{"ec2Credentials",
                  {{"access", user->accessKey},
                   {"signature", parameters["Signature"]},
                   {"host", "192.0.2.1"},
                   {"verb", "POST"},
                   {"path", "/v1/signal/arn:x"},
                   {"params", parameters}}}};
    EXPECT_EQ(ask(keystone_->handler(), "POST", "/v3/ec2tokens", body).status, 401u);
    ASSERT_TRUE(keystone_->removeStackUser(user->userId));
    EXPECT_FALSE(keystone_->findStackUser(user->accessKey));
    EXPECT_FALSE(keystone_->verifyEc2("POST", "192.0.2.1:8000", "/v1/signal/arn:x", parameters));
}

TEST_F(KeystoneTest, aStackUsersTokenOpensOnlyWhatIsForStackUsers) {
    auto user = keystone_->createStackUser("stack-server", "p1");
    ASSERT_TRUE(user);
    auto loginOf = [&](const std::string& password, const std::string& project) {
        json who = {{"id", user->userId}, {"password", password}};
        json body = {{"auth",
                      {{"identity", {{"methods", {"password"}}, {"password", {{"user", who}}}}},
                       {"scope", {{"project", {{"id", project}}}}}}}};
        return ask(keystone_->handler(), "POST", "/v3/auth/tokens", body);
    };
    EXPECT_EQ(loginOf("wrong", "p1").status, 401u);
    EXPECT_EQ(loginOf(user->secretKey, "p2").status, 401u);
    auto answer = loginOf(user->secretKey, "p1");
    ASSERT_EQ(answer.status, 201u) << answer.body;
    token_ = *answer.headers.get("X-Subject-Token");
    auto who = keystone_->verify(token_);
    ASSERT_TRUE(who);
    EXPECT_TRUE(who->isStackUser());
    Router router("heat", ErrorStyle::heat, *keystone_);
    auto fine = [](const Call&) { return seed::json(200, json::object()); };
    router.add("GET", "/all", atOnce(fine));
    router.addForStackUsers("GET", "/own", atOnce(fine));
    EXPECT_EQ(ask(router.handler(), "GET", "/own").status, 200u);
    EXPECT_EQ(ask(router.handler(), "GET", "/all").status, 403u);
    EXPECT_EQ(ask(keystone_->handler(), "GET", "/v3/projects").status, 403u);
    ASSERT_TRUE(keystone_->removeStackUser(user->userId));
    EXPECT_EQ(ask(router.handler(), "GET", "/own").status, 401u);
}

} // namespace
} // namespace seedbed::seed
