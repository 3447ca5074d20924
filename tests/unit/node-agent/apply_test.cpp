// SPDX-License-Identifier: GPL-3.0-or-later
// os-apply-config and os-refresh-config: templates, control files, keys, types, order of scripts.
#include "firmware/node-agent/apply.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware/node-agent/metadata_files.hpp"
#include "firmware/node-agent/run_parts.hpp"
#include "firmware/node-agent/value_types.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;

class ApplyTest : public testing::Test {
protected:
    ApplyTest() { ::mkdtemp(folder_.data()); }
    ~ApplyTest() override { fs::remove_all(folder_); }
    void put(const std::string& name, const std::string& content, unsigned mode = 0644) {
        fs::create_directories(fs::path(at(name)).parent_path());
        ASSERT_TRUE(writeFile(at(name), content, mode));
        ::chmod(at(name).c_str(), mode);
    }
    std::string at(const std::string& name) const { return folder_ + "/" + name; }
    Result<> apply(const char* metadata) {
        auto files = renderTree(at("t"), *parseOrdered(metadata, "test"));
        return files ? writeTree(*files, at("out")) : fail(files.error());
    }
    unsigned modeOf(const std::string& name) const {
        struct stat status {};
        ::stat(at(name).c_str(), &status);
        return status.st_mode & 07777;
    }

private:
    std::string folder_ = fs::temp_directory_path() / "seedbed-apply-XXXXXX";
};

TEST_F(ApplyTest, treeWithModesAndProgram) {
    put("t/etc/a.conf", "x={{x}}\n");
    put("t/etc/a.conf.oac", "mode: 0600\n");
    put("t/etc/b", "#!/bin/sh\ncat\n", 0755);
    ASSERT_TRUE(apply(R"({"x": 5})"));
    EXPECT_EQ(*readFile(at("out/etc/a.conf")), "x=5\n");
    EXPECT_EQ(modeOf("out/etc/a.conf"), 0600u);
    EXPECT_EQ(*readFile(at("out/etc/b")), R"({"x": 5})");
    EXPECT_EQ(modeOf("out/etc/b"), 0644u);
    EXPECT_FALSE(fs::exists(at("out/etc/a.conf.oac")));
}

TEST_F(ApplyTest, emptyContentRemovesTheFileWhenNotAllowed) {
    put("t/a", "{{x}}");
    put("t/a.oac", "allow_empty: false\n");
    ASSERT_TRUE(apply(R"({"x": "1"})"));
    EXPECT_TRUE(fs::exists(at("out/a")));
    ASSERT_TRUE(apply("{}"));
    EXPECT_FALSE(fs::exists(at("out/a")));
}

TEST_F(ApplyTest, existingModeStays) {
    put("t/a", "new");
    put("out/a", "old", 0640);
    ASSERT_TRUE(apply("{}"));
    EXPECT_EQ(*readFile(at("out/a")), "new");
    EXPECT_EQ(modeOf("out/a"), 0640u);
}

TEST_F(ApplyTest, oneBadTemplateWritesNothing) {
    put("t/a", "fine");
    put("t/b", "#!/bin/sh\nexit 3\n", 0755);
    EXPECT_EQ(apply("{}").error().id, "TEMPLATE-PROGRAM");
    EXPECT_FALSE(fs::exists(at("out/a")));
}

TEST(ControlFile, keysAndMistakes) {
    auto control = parseControl("allow_empty: no\nmode: 0755\nowner: root\ngroup: 0\n", "t");
    ASSERT_TRUE(control) << toSentence(control.error());
    EXPECT_FALSE(control->allowEmpty);
    EXPECT_EQ(*control->mode, 0755u);
    EXPECT_EQ(*control->owner, "root");
    EXPECT_EQ(*control->group, "0");
    EXPECT_EQ(*parseControl("mode: 384", "t")->mode, 0600u);
    EXPECT_TRUE(parseControl("# nothing\n", "t"));
    EXPECT_TRUE(parseControl("", "t"));
    for (const char* text : {"mode: 01000", "mode: rw", "allow_empty: maybe", "color: red", "- a", "owner: [1]"}) {
        EXPECT_FALSE(parseControl(text, "t")) << text;
    }
}

TEST(Metadata, keysByNameAndNumber) {
    auto data = *parseOrdered(R"({"a":{"b":[10,{"c":null}]},"s":"x"})", "test");
    EXPECT_EQ(*findKey(data, "a.b.0"), 10);
    EXPECT_EQ(*findKey(data, "a.b.-2"), 10);
    for (const char* key : {"a.b.2", "a.b.x", "a.b.1.c", "s.x", "none", ""}) {
        EXPECT_EQ(findKey(data, key), nullptr) << key;
    }
}

TEST(Types, table) {
    struct Row {
        const char* type;
        const char* text;
        bool fits;
    };
    for (auto [type, text, fits] :
         {Row{"int", "12", true}, Row{"int", "1a", false}, Row{"int", "", false}, Row{"default", "a_1", true},
          Row{"default", "a-b", false}, Row{"netaddress", "10.0.0.1/24", true}, Row{"netdevice", "eth0.1", true},
          Row{"dsn", "mysql://u:p@h/db?a=b", true}, Row{"dsn", "nothing", false}, Row{"username", "a-b", true},
          Row{"swiftdevices", "r1z1-10.0.0.1:%PORT%/d1,r1z1-10.0.0.2:%PORT%/d1", true}, Row{"raw", "any thing\n", true},
          Row{"unknown", "x", false}}) {
        EXPECT_EQ(ensureType(text, type).has_value(), fits) << type << " " << text;
    }
}

TEST(RunParts, orderAndNames) {
    EXPECT_TRUE(runsBefore("99-a", "100-a"));
    EXPECT_TRUE(runsBefore("a", "1-a"));
    EXPECT_TRUE(runsBefore("10-a", "10-b"));
    EXPECT_FALSE(isPartName("10-a.sh"));
    EXPECT_FALSE(isPartName(""));
}

TEST_F(ApplyTest, partsRunInOrderUntilOneFails) {
    put("base/environment.d/x", "# note\nexport OUT=" + at("log") + "\nif false; then\n");
    put("base/configure.d/100-late", "#!/bin/sh\necho late >>$OUT\n", 0755);
    put("base/configure.d/20-first", "#!/bin/sh\necho first >>$OUT\n", 0755);
    put("base/configure.d/99-bad", "#!/bin/sh\nexit 4\n", 0755);
    put("base/configure.d/30-not-executable", "#!/bin/sh\necho no >>$OUT\n");
    put("base/configure.d/40.skipped", "#!/bin/sh\necho no >>$OUT\n", 0755);
    auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    auto ran = runParts(at("base/configure.d"), deadline);
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().object, "configure.d/99-bad");
    EXPECT_EQ(*readFile(at("log")), "first\n");
    EXPECT_TRUE(runParts(at("base/missing.d"), deadline));
}

TEST_F(ApplyTest, partsThatHangAreKilledAtTheDeadline) {
    put("base/configure.d/10-hangs", "#!/bin/sh\nexec tail -f /dev/null\n", 0755);
    auto ran = runParts(at("base/configure.d"), std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().id, "CHILD-TIMEOUT");
}

} // namespace
} // namespace seedbed::node_agent
