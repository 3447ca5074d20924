// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/image_cache.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "tests/unit/seed-services/conductor/target.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed::seed {
namespace {

using test::finish;
using test::launch;

struct ImageCacheTest : testing::Test {
    asio::io_context io;
    test::TemporaryFolder folder;
    Blocking files{io.get_executor(), 1};
    ImageCache cache{io.get_executor(), files, folder.path / "raw"};

    ImageFile image(const std::string& file, const std::string& format) {
        ImageFile result;
        result.id = result.name = "node";
        result.file = folder.path / file;
        result.diskFormat = format;
        result.bytes = 3u << 20;
        result.sha256 = "0123456789abcdef0123";
        return result;
    }
    std::string makeRaw() {
        std::string content(3u << 20, '\0');
        content.replace(1u << 20, 5, "hello");
        std::ofstream(folder.path / "image.raw", std::ios::binary) << content;
        return content;
    }
    bool qemuImg(std::vector<std::string> words) {
        words.insert(words.begin(), "qemu-img");
        return finish(launch(words)) == 0;
    }
    Result<RawImage> prepare(ImageFile what) {
        return seedbed::test::runOn(io, cache.prepare(std::move(what)));
    }
};

TEST_F(ImageCacheTest, aRawImageIsUsedWhereItIs) {
    auto ready = prepare(image("image.raw", "raw"));
    ASSERT_TRUE(ready);
    EXPECT_EQ(ready->file, folder.path / "image.raw");
    EXPECT_EQ(ready->sha256, "0123456789abcdef0123");
}

TEST_F(ImageCacheTest, qcow2IsConvertedOnce) {
    const auto content = makeRaw();
    const auto made = (folder.path / "image.qcow2").string();
    ASSERT_TRUE(qemuImg({"convert", "-f", "raw", "-O", "qcow2", (folder.path / "image.raw").string(), made}));
    auto ready = prepare(image("image.qcow2", "qcow2"));
    ASSERT_TRUE(ready) << toSentence(ready.error());
    EXPECT_EQ(ready->bytes, content.size());
    EXPECT_EQ(ready->sha256, sha256Hex(content));
    std::filesystem::remove(made); // a second conversion would fail
    auto again = prepare(image("image.qcow2", "qcow2"));
    ASSERT_TRUE(again) << toSentence(again.error());
    EXPECT_EQ(again->sha256, ready->sha256);
}

TEST_F(ImageCacheTest, refusesImagesThatReadOtherFiles) {
    makeRaw();
    const auto made = (folder.path / "image.qcow2").string();
    ASSERT_TRUE(
        qemuImg({"create", "-f", "qcow2", "-F", "raw", "-b", (folder.path / "image.raw").string(), made}));
    auto refused = prepare(image("image.qcow2", "qcow2"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "IMAGE-BACKING-FILE");
}

TEST_F(ImageCacheTest, refusesOtherFormatsAndFalseOnes) {
    makeRaw();
    auto iso = prepare(image("image.raw", "iso"));
    ASSERT_FALSE(iso);
    EXPECT_EQ(iso.error().id, "IMAGE-FORMAT");
    auto lie = prepare(image("image.raw", "qcow2"));
    ASSERT_FALSE(lie);
    EXPECT_EQ(lie.error().id, "PROCESS-FAILED");
}

} // namespace
} // namespace seedbed::seed
