// SPDX-License-Identifier: GPL-3.0-or-later
// os-collect-config: configuration, signed requests, replies, deployments, cache, user data.
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "firmware/node-agent/collect_config.hpp"
#include "firmware/node-agent/metadata_cache.hpp"
#include "firmware/node-agent/mime.hpp"
#include "firmware/node-agent/sha256.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;

Json json(const char* text) { return *parseOrdered(text, "test"); }

class Folder {
public:
    Folder() { ::mkdtemp(path_.data()); }
    ~Folder() { fs::remove_all(path_); }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_ = fs::temp_directory_path() / "seedbed-collect-XXXXXX";
};

TEST(Sha256, standardVectors) {
    EXPECT_EQ(toHex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(toHex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(toHex(sha256(std::string(1000000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    for (std::size_t size : {55u, 56u, 63u, 64u, 65u, 119u, 120u}) {
        EXPECT_EQ(toHex(sha256(std::string(size, 'q'))), sha256Hex(std::string(size, 'q'))) << size;
    }
    // RFC 4231, cases 2 and 6
    EXPECT_EQ(toHex(hmacSha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(toHex(hmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(StackResource, urlIsSignedOverHostPathAndSortedQuery) {
    StackAccess access{"http://10.83.0.1:8000/v1/", "over cloud", "AK", Secret("SK")};
    auto url = describeResourceUrl(access, "controller0");
    ASSERT_TRUE(url);
    auto text = std::string("GET\n10.83.0.1:8000\n/v1/\nAWSAccessKeyId=AK&Action=DescribeStackResource&"
                            "LogicalResourceId=controller0&SignatureMethod=HmacSHA256&SignatureVersion=2&"
                            "StackName=over%20cloud");
    auto expected = toBase64(hmacSha256("SK", text));
    EXPECT_NE(url->find("&Signature="), std::string::npos);
    Query query{{"AWSAccessKeyId", "AK"},          {"Action", "DescribeStackResource"}, {"LogicalResourceId", "controller0"},
                {"SignatureMethod", "HmacSHA256"}, {"SignatureVersion", "2"},           {"StackName", "over cloud"}};
    EXPECT_EQ(signature("GET", "10.83.0.1:8000", "/v1/", query, Secret("SK")), expected);
}

TEST(StackResource, metadataOfTheReply) {
    auto reply = parseResourceReply(
        "<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail><StackName>s</StackName>"
        "<Metadata>{\"a\": {\"b\": {\"c\": \"&lt;x&gt;\"}}}</Metadata></StackResourceDetail>"
        "</DescribeStackResourceResult></DescribeStackResourceResponse>");
    ASSERT_TRUE(reply);
    EXPECT_EQ((*reply)["a"]["b"]["c"], "<x>");
    EXPECT_EQ(subMetadata(*reply, "res.Metadata.a.b")->dump(), R"({"c":"<x>"})");
    EXPECT_TRUE(subMetadata(*reply, "res.Metadata"));
    EXPECT_FALSE(subMetadata(*reply, "res.Metadata.none"));
    EXPECT_FALSE(subMetadata(*reply, "res"));
    EXPECT_EQ(*parseResourceReply("<a><Metadata></Metadata></a>"), Json::object());
    EXPECT_FALSE(parseResourceReply("<a/>"));
    EXPECT_FALSE(parseResourceReply("not xml <"));
    EXPECT_FALSE(parseResourceReply("<a><Metadata>{</Metadata></a>"));
}

TEST(Deployments, exploded) {
    auto all = withDeployments("cfn", json(R"({"x":1,"deployments":[
        {"name":"b","group":"os-apply-config","config":{"k":1}}, {"name":"a","group":"script","config":"echo"},
        {"name":"c","group":"Heat::Ungrouped","config":{"k":2}}, {"name":"d/e","config":{"k":3}}, {"config":{}}]})"),
                               {"deployments"});
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].key, "cfn");
    EXPECT_EQ(all[1].key, "b");
    EXPECT_EQ(all[2].key, "c");
    EXPECT_EQ(all[3].key, "d_e");
    EXPECT_EQ(all[3].content["k"], 3);
    EXPECT_EQ(withDeployments("cfn", json(R"({"deployments":5})"), {"deployments"}).size(), 1u);
}

TEST(CollectConfig, fileThenOptions) {
    auto ini = parseIni("[DEFAULT]\ncommand = os-refresh-config --log-level 'a b'\npolling-interval=5\n"
                        "collectors = heat_local\ncollectors = cfn\n# note\n[cfn]\nmetadata_url: http://1.2.3.4:8000/v1/\n"
                        "path = a.Metadata\npath = b.Metadata.c\nstack_name = \"over\"\n",
                        "test");
    ASSERT_TRUE(ini);
    auto options = posix::Options::parse({"--one-time", "--cfn-stack-name", "mine", "--cachedir=/c"}, collectOptions());
    ASSERT_TRUE(options);
    auto config = makeCollectConfig(*ini, *options);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->command, (std::vector<std::string>{"os-refresh-config", "--log-level", "a b"}));
    EXPECT_EQ(config->collectors, (std::vector<std::string>{"heat_local", "cfn"}));
    EXPECT_EQ(config->maxInterval.count(), 5);
    EXPECT_TRUE(config->oneTime);
    EXPECT_EQ(config->stack.stackName, "mine");
    EXPECT_EQ(config->stack.metadataUrl, "http://1.2.3.4:8000/v1/");
    EXPECT_EQ(config->stackPaths, (std::vector<std::string>{"a.Metadata", "b.Metadata.c"}));
    EXPECT_EQ(config->cacheFolder, "/c");
}

TEST(CollectConfig, mistakesAreNamed) {
    EXPECT_EQ(parseIni("[a]\nnonsense\n", "f").error().object, "f line 2");
    EXPECT_FALSE(parseIni("[a\n", "f"));
    auto options = *posix::Options::parse({}, collectOptions());
    EXPECT_FALSE(makeCollectConfig(*parseIni("[DEFAULT]\npolling_interval = soon\n", "f"), options));
    EXPECT_FALSE(makeCollectConfig(*parseIni("[DEFAULT]\ncollectors = zaqar\n", "f"), options));
    EXPECT_FALSE(posix::Options::parse({"--command"}, collectOptions()));
    EXPECT_FALSE(posix::Options::parse({"stray"}, collectOptions()));
}

TEST(MetadataCache, newUntilCommitted) {
    Folder folder;
    MetadataCache cache(folder / "cache", folder / "backup");
    std::vector<Collected> first{{"cfn", json(R"({"a":1,"b":2})")}};
    EXPECT_TRUE(*cache.store(first));
    EXPECT_TRUE(*cache.store(first)); // the command did not succeed yet
    ASSERT_TRUE(cache.commit());
    EXPECT_FALSE(*cache.store({{"cfn", json(R"({"b":2,"a":1})")}}));
    EXPECT_TRUE(*cache.store({{"cfn", json(R"({"a":2})")}}));
    EXPECT_EQ(cache.files(), std::vector<std::string>{folder / "cache/cfn.json"});
    EXPECT_EQ(*readFile(folder / "cache/cfn.json"), "{\n \"a\": 2\n}");
    EXPECT_EQ(*readFile(folder / "cache/cfn.json.orig"), "{\n \"a\": 1,\n \"b\": 2\n}");
    EXPECT_EQ(*readFile(folder / "cache/cfn.json.last"), "{\n \"a\": 1,\n \"b\": 2\n}"); // as committed
    EXPECT_EQ(*readFile(folder / "cache/os_config_files.json"), "[\"" + (folder / "cache/cfn.json") + "\"]");
    EXPECT_TRUE(fs::exists(folder / "backup/cfn.json"));
}

TEST(Collectors, heatLocalMergesAndSkipsWhatIsBroken) {
    Folder folder;
    CollectConfig config;
    config.heatLocalPaths = {folder / "a", folder / "none", folder / "broken", folder / "b"};
    ASSERT_TRUE(writeFile(folder / "a", R"({"x":{"p":1},"y":1})"));
    ASSERT_TRUE(writeFile(folder / "broken", "{"));
    ASSERT_TRUE(writeFile(folder / "b", R"({"x":{"q":1}})"));
    auto collected = collect("heat_local", config);
    ASSERT_TRUE(collected);
    EXPECT_EQ(pythonJson(collected->front().content), R"({"x": {"q": 1}, "y": 1})");
    config.heatLocalPaths = {folder / "none"};
    EXPECT_EQ(collect("heat_local", config).error().id, "COLLECT-UNAVAILABLE");
    EXPECT_EQ(collect("cfn", config).error().id, "COLLECT-UNCONFIGURED");
}

TEST(Collectors, localInOrderAndOnlyFromSafeFolders) {
    Folder folder;
    CollectConfig config;
    fs::create_directory(folder / "data");
    config.localPaths = {folder / "data"};
    ASSERT_TRUE(writeFile(folder / "data/b", "{}"));
    ASSERT_TRUE(writeFile(folder / "data/a", "{}"));
    auto collected = collect("local", config);
    ASSERT_TRUE(collected);
    ASSERT_EQ(collected->size(), 2u);
    EXPECT_EQ(collected->front().key, "a");
    fs::permissions(folder / "data", fs::perms::all);
    EXPECT_FALSE(collect("local", config));
}

TEST(Mime, partsOfHeatsUserData) {
    auto parts = splitMime("Content-Type: multipart/mixed;\n boundary=\"=== x\"\nMIME-Version: 1.0\n\n--=== x\n"
                           "Content-Type: text/x-cfninitdata; charset=\"us-ascii\"\n"
                           "Content-Disposition: attachment; filename=\"cfn-init-data\"\n\n{\"a\": 1}\n--=== x\r\n"
                           "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n"
                           "Content-Disposition: attachment; filename=\"b\"\n\naGVs\nbG8=\n--=== x--\n");
    ASSERT_TRUE(parts) << toSentence(parts.error());
    ASSERT_EQ(parts->size(), 2u);
    EXPECT_EQ((*parts)[0].type, "text/x-cfninitdata");
    EXPECT_EQ((*parts)[0].fileName, "cfn-init-data");
    EXPECT_EQ((*parts)[0].content, "{\"a\": 1}");
    EXPECT_EQ((*parts)[1].content, "hello");
    EXPECT_FALSE(splitMime("#!/bin/sh\n"));
    EXPECT_FALSE(splitMime("Content-Type: multipart/mixed; boundary=x\n\n--x\n\nnever ends"));
}

} // namespace
} // namespace seedbed::node_agent
