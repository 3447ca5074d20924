// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/base/yaml.hpp"

namespace seedbed {

TEST(MacAddress, readsTheThreeNotationsAndRefusesTheRest) {
    for (const char* text : {"02:00:00:00:01:0a", "02-00-00-00-01-0A", "02000000010a"}) {
        EXPECT_EQ(MacAddress::parse(text)->toString(), "02:00:00:00:01:0a") << text;
    }
    for (const char* text : {"", "02:00:00:00:01", "02:00:00:00:01:0g", "02:00:00:00:01:0a:0b", "0200:0000:010a"}) {
        EXPECT_EQ(MacAddress::parse(text).error().id, "ID-MAC") << text;
    }
}

TEST(Ipv4Net, knowsItsHosts) {
    auto net = Ipv4Net::parse("192.0.2.0/24");
    ASSERT_TRUE(net);
    EXPECT_EQ(net->host(18).toString(), "192.0.2.18");
    EXPECT_TRUE(net->contains(*Ipv4Address::parse("192.0.2.255")));
    EXPECT_FALSE(net->contains(*Ipv4Address::parse("192.0.3.0")));
    for (const char* text : {"192.0.2.1/24", "192.0.2.0", "192.0.2.0/33", "192.0.2/24", "a/24"}) {
        EXPECT_EQ(Ipv4Net::parse(text).error().id, "ID-CIDR") << text;
    }
}

TEST(ParseBays, readsRanges) {
    EXPECT_EQ(*parseBays("bay[1-3,7]", 8), (std::vector<BayNumber>{1, 2, 3, 7}));
    EXPECT_EQ(*parseBays("8,1", 8), (std::vector<BayNumber>{1, 8}));
    for (const char* text : {"", "0", "9", "3-1", "1,", "x"}) {
        EXPECT_EQ(parseBays(text, 8).error().id, "ID-BAYS") << text;
    }
}

TEST(Yaml, keepsTextThatYaml11WouldTurnIntoSomethingElse) {
    auto document = parseYaml("a: yes\nb: 0123\nc: 12\nd: true\ne: \"12\"\nf: 1.5\ng: [x, {h: 1}]\n", "site.yaml");
    ASSERT_TRUE(document);
    EXPECT_EQ(document->value.dump(), R"({"a":"yes","b":"0123","c":12,"d":true,"e":"12","f":1.5,"g":["x",{"h":1}]})");
    EXPECT_EQ(document->lines.at("/c"), 3);
    EXPECT_EQ(document->lines.at("/g/1/h"), 7);
}

TEST(Yaml, quotedLineEndsFold) {
    auto document = parseYaml("a: '\n\n  '\nb: ['\n\n\n  ', \"\n \"]\nc: ''\nd: 'x\n\n  y'\n", "template");
    ASSERT_TRUE(document.has_value());
    EXPECT_EQ(document->value, nlohmann::json::parse(R"({"a": "\n", "b": ["\n\n", " "], "c": "", "d": "x\ny"})"));
}

TEST(Yaml, refusesDuplicateKeysAndNamesTheLine) {
    auto document = parseYaml("a: 1\nb: 2\na: 3\n", "site.yaml");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().id, "YAML-DUPLICATE-KEY");
    EXPECT_EQ(document.error().object, "site.yaml line 3");
    EXPECT_EQ(parseYaml("a: [1,\nb", "x").error().id, "YAML-SYNTAX");
    auto second = parseYaml("---\na: 1\n---\na: 2\n", "site.yaml");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().id, "YAML-SECOND-DOCUMENT");
    EXPECT_EQ(second.error().object, "site.yaml line 4");
    EXPECT_EQ(parseYaml("a: 1\n---\n", "x").error().id, "YAML-SECOND-DOCUMENT"); // though it is empty
    EXPECT_TRUE(parseYaml("---\na: 1\n...\n", "x"));
    EXPECT_TRUE(parseYaml("", "x")->value.is_null());
}

TEST(Json, refusesDeepNestingAndSaysWhere) {
    EXPECT_EQ(parseJson(std::string(100, '[') + std::string(100, ']'), "body").error().id, "JSON-SYNTAX");
    EXPECT_EQ(parseJson("{\"a\":", "body").error().object, "body");
    EXPECT_EQ((*parseJson("{\"a\":[1]}", "body"))["a"][0], 1);
}

TEST(Secret, fileMustBePrivate) { // E-28
    auto file = std::filesystem::temp_directory_path() / ("secret-" + newUuid());
    std::ofstream(file) << "hunter2\nsecond line\n";
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    EXPECT_EQ(readSecretFile(file).error().id, "SECRET-FILE");
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    auto secret = readSecretFile(file);
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret->reveal(), "hunter2");
    EXPECT_EQ(*secret, Secret("hunter2"));
    EXPECT_FALSE(*secret == Secret("hunter3"));
    std::filesystem::remove(file);
}

TEST(Log, deviceTextCannotChangeTheShapeOfALine) {
    EXPECT_EQ(log::printable("a\nb\x1b[31m"), "a\\x0ab\\x1b[31m");
    EXPECT_EQ(log::printable("abcdef", 3), "abc...");
}

TEST(Error, sentenceNamesAllParts) { // E-22
    Error error{.kind = ErrorKind::refused, .id = "OA-LOGIN-REFUSED", .object = "OA 192.0.2.2", .attempted = "log in",
                .cause = "wrong user or password", .action = "correct the password file"};
    EXPECT_EQ(toSentence(error.withContext("survey")),
              "OA-LOGIN-REFUSED OA 192.0.2.2: survey: log in: wrong user or password. Next: correct the password file");
}

} // namespace seedbed
