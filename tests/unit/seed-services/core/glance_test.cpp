// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/glance/disk_format.hpp"
#include "firmware/seed-services/glance/glance.hpp"
#include "firmware/seed-services/glance/image_document.hpp"
#include "tests/unit/seed-services/core/seed_fixture.hpp"

namespace seedbed::seed {
namespace {

using nlohmann::json;

std::string qcowHead(char version, char backing = 0, char incompatible = 0) {
    std::string head(104, '\0');
    head.replace(0, 4, "QFI\xfb");
    head[7] = version;
    head[15] = backing;
    head[28] = 0x40; // 1 GiB
    head[79] = incompatible;
    return head;
}

TEST(DiskFormatTest, isCheckedAgainstTheBytes) {
    EXPECT_EQ(*checkDiskFormat("qcow2", qcowHead(3), 1 << 20), 1u << 30);
    EXPECT_EQ(*checkDiskFormat("qcow2", qcowHead(2, 0, 4), 1 << 20), 1u << 30); // version 2 ends before
    EXPECT_EQ(*checkDiskFormat("raw", "anything", 8), 8u);
    EXPECT_FALSE(checkDiskFormat("qcow2", qcowHead(4), 1 << 20));
    EXPECT_FALSE(checkDiskFormat("qcow2", qcowHead(3, 1), 1 << 20));
    EXPECT_FALSE(checkDiskFormat("qcow2", qcowHead(3, 0, 4), 1 << 20));
    EXPECT_FALSE(checkDiskFormat("qcow2", "QFI\xfb", 4));
    EXPECT_FALSE(checkDiskFormat("raw", qcowHead(3), 1 << 20));
    EXPECT_FALSE(checkDiskFormat("aki", qcowHead(3), 1 << 20));
    EXPECT_FALSE(checkDiskFormat("raw", "", 0));
}

class GlanceTest : public SeedTest {
protected:
    GlanceTest() {
        EXPECT_TRUE(glance_.start());
        beAdmin();
    }
    std::string create(const json& image) {
        return bodyIn(ask(glance_.handler(), "POST", "/v2/images", image)).value("id", "");
    }
    HttpResponse upload(const std::string& id, const std::string& data) {
        HttpRequest request;
        request.method = "PUT";
        request.target = "/v2/images/" + id + "/file";
        request.headers.set("X-Auth-Token", token_);
        request.body = data;
        return ask(glance_.handler(), std::move(request));
    }
    HttpResponse patch(const std::string& id, const json& operations) {
        HttpRequest request;
        request.method = "PATCH";
        request.target = "/v2/images/" + id;
        request.headers.set("X-Auth-Token", token_);
        request.headers.set("Content-Type", "application/openstack-images-v2.1-json-patch");
        request.body = operations.dump();
        return ask(glance_.handler(), std::move(request));
    }
    json names(const std::string& query) {
        json found = json::array();
        auto page = bodyIn(ask(glance_.handler(), "GET", "/v2/images" + query));
        for (const auto& image : page["images"]) {
            found.push_back(image["name"]);
        }
        return found;
    }

    Blocking blocking_{io_.get_executor(), 1};
    Glance glance_{Glance::Parts{*store_, *keystone_, blocking_, options_}};
    const json raw_ = {{"name", "node"}, {"disk_format", "raw"}, {"container_format", "bare"}};
};

TEST_F(GlanceTest, anImageBecomesActiveWithItsData) {
    auto id = create(raw_);
    EXPECT_EQ(glance_.find("node").error().id, "IMAGE-NOT-ACTIVE");
    EXPECT_EQ(upload(id, "abc").status, 204u);
    auto image = glance_.find("node");
    ASSERT_TRUE(image) << toSentence(image.error());
    EXPECT_EQ(image->sha256, sha256Hex("abc"));
    EXPECT_EQ(image->virtualBytes, 3u);
    EXPECT_EQ(*readFile(image->file), "abc");
    auto shown = bodyIn(ask(glance_.handler(), "GET", "/v2/images/" + id));
    EXPECT_EQ(shown["checksum"], "900150983cd24fb0d6963f7d28e17f72");
    EXPECT_EQ(shown["os_hash_algo"], "sha512");
    EXPECT_EQ(upload(id, "abc").status, 409u);
    EXPECT_EQ(*ask(glance_.handler(), "GET", "/v2/images/" + id + "/file").bodyFile, image->file);
    EXPECT_EQ(ask(glance_.handler(), "DELETE", "/v2/images/" + id).status, 204u);
    EXPECT_FALSE(std::filesystem::exists(image->file));
    EXPECT_EQ(glance_.find("node").error().id, "IMAGE-ABSENT");
}

TEST_F(GlanceTest, strangersAreRefusedBeforeTheirDataIsRead) {
    const auto gate = glance_.serverOptions().gate;
    HttpRequest head;
    head.method = "PUT";
    head.target = "/v2/images/x/file";
    EXPECT_EQ(gate(head)->status, 401u);
    head.headers.set("X-Auth-Token", "guessed");
    EXPECT_EQ(gate(head)->status, 401u);
    head.headers.set("X-Auth-Token", token_);
    EXPECT_FALSE(gate(head).has_value());
    head.target = "/v2/nothing";
    EXPECT_EQ(gate(head)->status, 404u);
}

TEST_F(GlanceTest, dataThatIsNotWhatWasDeclaredLeavesItQueued) {
    auto id = create(raw_);
    EXPECT_EQ(upload(id, qcowHead(3)).status, 400u);
    EXPECT_EQ(bodyIn(ask(glance_.handler(), "GET", "/v2/images/" + id))["status"], "queued");
    EXPECT_TRUE(std::filesystem::is_empty(directory_ / "spool"));
    EXPECT_EQ(upload(id, "good").status, 204u);
    EXPECT_EQ(upload(create({{"name", "bare"}}), "x").status, 400u); // no formats yet
    EXPECT_EQ(upload(newUuid(), "x").status, 404u);
}

TEST_F(GlanceTest, ofTwoWithOneNameTheNewestActiveCounts) {
    upload(create(raw_), "one");
    upload(create(raw_), "two");
    create(raw_);
    EXPECT_EQ(glance_.find("node")->sha256, sha256Hex("two"));
}

TEST_F(GlanceTest, refusesFieldsThatAreNotTheUsers) {
    for (const auto& wrong :
         {json{{"status", "active"}}, json{{"disk_format", "vmdk2"}}, json{{"min_disk", "x"}},
          json{{"id", "../../etc"}}, json{{"visibility", "secret"}}, json{{"role", 7}}, json{{"tags", {1}}},
          json{{"name", json::object()}}}) {
        EXPECT_GE(ask(glance_.handler(), "POST", "/v2/images", wrong).status, 400u) << wrong;
        EXPECT_LT(ask(glance_.handler(), "POST", "/v2/images", wrong).status, 404u) << wrong;
    }
    auto id = create(raw_);
    EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", "/status"}, {"value", "active"}}}).status, 403u);
    EXPECT_EQ(patch(id, {{{"op", "remove"}, {"path", "/name"}}}).status, 403u);
    EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", "/absent"}, {"value", "x"}}}).status, 400u);
    EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", ""}, {"value", 7}}}).status, 400u);
    EXPECT_EQ(patch(id, {{{"op", "add"}, {"path", "/name/x"}, {"value", "below a text"}}}).status, 400u);
    EXPECT_EQ(patch(id, {{{"op", "add"}, {"path", "/role"}, {"value", "compute"}}}).status, 200u);
    EXPECT_EQ(bodyIn(ask(glance_.handler(), "GET", "/v2/images/" + id))["role"], "compute");
    EXPECT_EQ(ask(glance_.handler(), "PATCH", "/v2/images/" + id, json::array()).status, 415u);
}

TEST_F(GlanceTest, listsFilterSortAndPage) {
    for (const auto* name : {"b", "a", "c"}) {
        create(
            {{"name", name}, {"disk_format", *name == 'a' ? "qcow2" : "raw"}, {"container_format", "bare"}});
    }
    EXPECT_EQ(names("?sort=name:asc"), json({"a", "b", "c"}));
    EXPECT_EQ(names("?name=b"), json({"b"}));
    EXPECT_EQ(names("?disk_format=raw&sort=name:desc"), json({"c", "b"}));
    EXPECT_EQ(names("?status=active"), json::array());
    EXPECT_EQ(names("?os_hidden=True"), json::array());
    auto page = bodyIn(ask(glance_.handler(), "GET", "/v2/images?sort=name:asc&limit=2"));
    EXPECT_EQ(page["images"].size(), 2u);
    auto rest = bodyIn(ask(glance_.handler(), "GET", page["next"].get<std::string>()));
    ASSERT_EQ(rest["images"].size(), 1u);
    EXPECT_EQ(rest["images"][0]["name"], "c");
    EXPECT_FALSE(rest.contains("next"));
}

TEST_F(GlanceTest, aCrashDuringAnUploadLeavesItQueued) {
    auto id = create(raw_);
    auto kept = *store_->get("glance.image", id);
    kept["status"] = "saving";
    ASSERT_TRUE(store_->put("glance.image", id, kept));
    ASSERT_TRUE(writeFile(directory_ / "spool" / "body-x", "half"));
    ASSERT_TRUE(glance_.start());
    EXPECT_EQ((*store_->get("glance.image", id))["status"], "queued");
    EXPECT_TRUE(std::filesystem::is_empty(directory_ / "spool"));
}

TEST(ImageDocumentTest, othersSeeOnlyWhatIsPublic) {
    Identity owner, other;
    owner.projectId = "p1";
    other.projectId = "p2";
    auto image = newImage({{"name", "x"}}, owner);
    ASSERT_TRUE(image);
    EXPECT_TRUE(maySee(*image, owner));
    EXPECT_FALSE(maySee(*image, other));
    (*image)["visibility"] = "public";
    EXPECT_TRUE(maySee(*image, other));
    EXPECT_FALSE(mayChange(*image, other));
}

} // namespace
} // namespace seedbed::seed
