// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/refusal.hpp"
#include "tests/unit/seed-services/core/seed_fixture.hpp"

namespace seedbed::seed {
namespace {

using nlohmann::json;

class StoreTest : public SeedTest {};

TEST_F(StoreTest, keepsDocumentsInOrderOfFirstInsertion) {
    ASSERT_TRUE(store_->put("fruit", "b", {{"n", 1}}));
    ASSERT_TRUE(store_->put("fruit", "a", {{"n", 2}}));
    ASSERT_TRUE(store_->put("fruit", "b", {{"n", 3}}));
    auto all = store_->list("fruit");
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 2u);
    EXPECT_EQ((*all)[0]["n"], 3);
    EXPECT_EQ((*all)[1]["n"], 2);
    EXPECT_EQ(store_->get("fruit", "c").error().id, "STORE-ABSENT");
    EXPECT_EQ(store_->get("tree", "a").error().id, "STORE-ABSENT");
}

TEST_F(StoreTest, changesAllOrNothing) {
    ASSERT_TRUE(store_->put("fruit", "a", {{"n", 1}}));
    auto failed = store_->atomically([this]() -> Result<> {
        EXPECT_TRUE(store_->put("fruit", "a", {{"n", 2}}));
        EXPECT_TRUE(store_->atomically([this] { return store_->put("fruit", "b", {{"n", 2}}); }));
        return fail(Error{.id = "CHANGED-MY-MIND"});
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().id, "CHANGED-MY-MIND");
    EXPECT_EQ((*store_->get("fruit", "a"))["n"], 1);
    EXPECT_FALSE(store_->get("fruit", "b"));
    EXPECT_TRUE(store_->atomically([this] { return store_->put("fruit", "b", {{"n", 2}}); }));
    EXPECT_TRUE(store_->get("fruit", "b"));
}

TEST_F(StoreTest, survivesBeingOpenedAgain) {
    ASSERT_TRUE(store_->put("fruit", "a", {{"name", "\xff bad bytes"}}));
    store_.reset();
    store_ = std::move(*Store::open(directory_ / "seed.sqlite"));
    EXPECT_TRUE(store_->get("fruit", "a"));
    EXPECT_TRUE(*store_->remove("fruit", "a"));
    EXPECT_FALSE(*store_->remove("fruit", "a"));
    EXPECT_EQ(Store::open(directory_ / "no" / "such" / "place").error().id, "STORE-OPEN");
}

class VaultTest : public SeedTest {};

TEST_F(VaultTest, opensWhatItSealedAndNothingElse) {
    auto sealed = vault_->seal("calvin");
    EXPECT_EQ(sealed.find("calvin"), std::string::npos);
    EXPECT_NE(sealed, vault_->seal("calvin"));
    EXPECT_EQ(*vault_->unseal(sealed), "calvin");
    EXPECT_EQ(*vault_->unseal("plain"), "plain");
    EXPECT_EQ(*Vault::open(directory_ / "seal.key")->unseal(sealed), "calvin");
    auto other = Vault::open(directory_ / "other.key");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->unseal(sealed).error().id, "VAULT-SEAL");
    EXPECT_EQ(vault_->unseal("sealed:zz").error().id, "VAULT-SEAL");
    EXPECT_EQ(vault_->unseal("sealed:").error().id, "VAULT-SEAL");
    ASSERT_TRUE(writeFile(directory_ / "short.key", "abcd\n", 0600));
    EXPECT_EQ(Vault::open(directory_ / "short.key").error().id, "VAULT-KEY");
}

class RouterTest : public SeedTest {
protected:
    RouterTest() {
        auto tell = [](const char* word) {
            return atOnce([word](const Call& call) {
                json body = {{"word", word}, {"path", call.path}, {"who", call.who.userName}};
                return seed::json(200, body);
            });
        };
        router_.addPublic("GET", "/nodes/{id}", tell("node"));
        router_.addPublic("GET", "/nodes/detail", tell("detail"));
        router_.addPublic("DELETE", "/nodes/{id}", tell("delete"));
        router_.addPublic("POST", "/signal/{arn*}", tell("signal"));
        router_.add("GET", "/mine", tell("mine"));
        router_.addAdmin("GET", "/all", tell("all"));
        router_.addPublic("GET", "/throw",
                          atOnce([](const Call&) -> HttpResponse { throw std::runtime_error("a defect"); }));
    }
    Router router_{"test", ErrorStyle::nova, *keystone_};
};

TEST_F(RouterTest, prefersWordsToNames) {
    EXPECT_EQ(bodyIn(ask(router_.handler(), "GET", "/nodes/detail"))["word"], "detail");
    EXPECT_EQ(bodyIn(ask(router_.handler(), "DELETE", "/nodes/detail"))["word"], "delete");
    EXPECT_EQ(bodyIn(ask(router_.handler(), "GET", "//nodes/a%20b/"))["path"]["id"], "a b");
    EXPECT_EQ(ask(router_.handler(), "HEAD", "/nodes/x").status, 200u);
}

TEST_F(RouterTest, takesTheRestOfAPath) {
    auto answer = bodyIn(ask(router_.handler(), "POST", "/signal/arn%3Aa%2Fstacks/b?x=1"));
    EXPECT_EQ(answer["path"]["arn"], "arn:a/stacks/b");
}

TEST_F(RouterTest, refusesInTheServicesStyle) {
    auto absent = ask(router_.handler(), "GET", "/nothing");
    EXPECT_EQ(absent.status, 404u);
    EXPECT_EQ(bodyIn(absent)["itemNotFound"]["code"], 404);
    auto method = ask(router_.handler(), "PUT", "/nodes/x");
    EXPECT_EQ(method.status, 405u);
    EXPECT_EQ(method.headers.get("Allow"), "DELETE, GET");
    auto thrown = ask(router_.handler(), "GET", "/throw");
    EXPECT_EQ(thrown.status, 500u);
    EXPECT_EQ(thrown.body.find("defect"), std::string::npos);
}

TEST_F(RouterTest, wantsATokenAndTheRole) {
    EXPECT_EQ(ask(router_.handler(), "GET", "/mine").status, 401u);
    token_ = "0123";
    EXPECT_EQ(ask(router_.handler(), "GET", "/mine").status, 401u);
    beAdmin();
    EXPECT_EQ(bodyIn(ask(router_.handler(), "GET", "/mine"))["who"], "admin");
    EXPECT_EQ(ask(router_.handler(), "GET", "/all").status, 200u);
}

TEST(RefusalTest, hasEachServicesShape) {
    Refusal refusal{404, "no such thing", ""};
    EXPECT_EQ(refusalBody(ErrorStyle::keystone, refusal)["error"]["title"], "Not Found");
    EXPECT_EQ(refusalBody(ErrorStyle::heat, refusal)["error"]["type"], "EntityNotFound");
    EXPECT_EQ(refusalBody(ErrorStyle::heat, refusal)["explanation"], "no such thing");
    EXPECT_EQ(refusalBody(ErrorStyle::neutron, refusal)["NeutronError"]["message"], "no such thing");
    auto fault = json::parse(refusalBody(ErrorStyle::ironic, refusal)["error_message"].get<std::string>());
    EXPECT_EQ(fault["faultstring"], "no such thing");
    EXPECT_EQ(refusalBody(ErrorStyle::nova, {418, "teapot", ""})["badRequest"]["code"], 418);
}

TEST(DocumentTest, isReadWhateverItsTypes) {
    json document = {{"a", "x"}, {"b", 7}, {"c", {{"d", "y"}}}};
    EXPECT_EQ(textOf(document, "a"), "x");
    EXPECT_EQ(textOf(document, "b", "none"), "none");
    EXPECT_EQ(textOf(json::array(), "a", "none"), "none");
    EXPECT_EQ(textOf(partOf(document, "c"), "d"), "y");
    EXPECT_TRUE(partOf(document, "b").empty());
    HttpRequest request;
    request.body = "[]";
    EXPECT_EQ(bodyOf(request).error().id, "SEED-BODY");
    request.body = "{";
    EXPECT_EQ(bodyOf(request).error().id, "SEED-BODY");
}

} // namespace
} // namespace seedbed::seed
