// SPDX-License-Identifier: GPL-3.0-or-later
// Whole writes: an image from an HTTP server onto a file that stands for a disk.
#include <atomic>
#include <filesystem>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "firmware/deploy-agent/image/digest.hpp"
#include "firmware/deploy-agent/image/disk_sink.hpp"
#include "firmware/deploy-agent/image/image_source.hpp"
#include "firmware/deploy-agent/image/partition_table.hpp"
#include "firmware/deploy-agent/image/write_image.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/deploy-agent/small_server.hpp"

namespace seedbed::deploy_agent {
namespace {

using test::okReply;
using test::SmallServer;
using testing::HasSubstr;

std::string zstd(const std::string& plain) {
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
    return packed;
}

std::string noise(std::size_t bytes) {
    std::mt19937 generator(7);
    std::string text(bytes, '\0');
    for (auto& c : text) {
        c = static_cast<char>(generator());
    }
    return text;
}

struct WriteImageTest : testing::Test {
    std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("disk" + std::to_string(::getpid()));
    Disk disk{file.string(), 64 * kMiB};
    std::string image = noise(3 * kMiB / 2) + std::string(9 * kMiB, '\0') + noise(kMiB) + "odd end";
    ImageOrder order;

    void SetUp() override {
        ASSERT_TRUE(writeFile(file, std::string(disk.bytes, '\xaa'))); // it was used before
        image[510] = '\x55';
        image[511] = '\xaa';
        image.replace(440, 4, "\x78\x56\x34\x12");
        image.replace(446, 64, std::string(64, '\0'));
        order.hashAlgorithm = "sha256";
        order.hash = sha256Hex(image);
    }
    void TearDown() override { std::filesystem::remove(file); }
    std::string held() { return *readFile(file, disk.bytes + 1); }
    Result<WrittenImage> write(SmallServer& server) {
        order.urls = {server.url() + "/image"};
        return writeImage(order, disk, [this](const ImageProgress& progress) { told = progress; });
    }
    ImageProgress told;
};

TEST_F(WriteImageTest, plainAndNothingOldStays) {
    SmallServer server([&](const std::string&) { return okReply(image); });
    auto written = write(server);
    ASSERT_TRUE(written) << toSentence(written.error());
    const auto now = held();
    EXPECT_TRUE(now.substr(0, image.size()) == image);
    EXPECT_EQ(now.size(), disk.bytes);
    EXPECT_EQ(written->bytes, image.size());
    EXPECT_EQ(written->sha256, order.hash);
    EXPECT_EQ(written->rootUuid, "0x12345678");
    EXPECT_GE(written->zeros, 8 * kMiB);
    EXPECT_EQ(now.substr(disk.bytes - kMiB), std::string(kMiB, '\0'))
        << "an old table's copy at the end would come back";
}

TEST_F(WriteImageTest, compressedOnTheWire) {
    const auto packed = zstd(image);
    std::string asked;
    SmallServer server([&](const std::string& request) {
        asked = request;
        return okReply(packed, "Content-Encoding: zstd\r\n");
    });
    auto written = write(server);
    ASSERT_TRUE(written) << toSentence(written.error());
    EXPECT_THAT(asked, HasSubstr("Accept-Encoding: zstd"));
    EXPECT_EQ(written->received, packed.size());
    EXPECT_TRUE(held().substr(0, image.size()) == image);
}

TEST_F(WriteImageTest, compressedAndAsLongAsItsBlocks) { // the decoder ends where the last block is full
    image.resize(12 * kMiB);
    order.hash = sha256Hex(image);
    const auto packed = zstd(image);
    SmallServer server([&](const std::string&) { return okReply(packed, "Content-Encoding: zstd\r\n"); });
    auto written = write(server);
    ASSERT_TRUE(written) << toSentence(written.error());
    EXPECT_EQ(written->bytes, image.size());
    EXPECT_TRUE(held().substr(0, image.size()) == image);
}

TEST_F(WriteImageTest, aCutConnectionIsTakenUpAgainWithAndWithoutRanges) {
    for (bool ranges : {true, false}) {
        std::atomic<int> calls = 0;
        SmallServer server([&](const std::string& request) {
            if (++calls == 1) {
                auto whole = okReply(image);
                return whole.substr(0, whole.size() / 2);
            }
            const auto at = request.find("Range: bytes=");
            const auto from = std::stoul(request.substr(at + 13));
            return ranges ? okReply(image.substr(from), "", 206) : okReply(image);
        });
        auto written = write(server);
        ASSERT_TRUE(written) << toSentence(written.error());
        EXPECT_EQ(calls, 2);
        EXPECT_TRUE(held().substr(0, image.size()) == image);
    }
}

TEST_F(WriteImageTest, wrongBytesNeverBoot) {
    order.hash = std::string(64, '0');
    SmallServer server([&](const std::string&) { return okReply(image); });
    auto written = write(server);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().id, "AGENT-CHECKSUM");
    EXPECT_THAT(written.error().cause, HasSubstr(sha256Hex(image)));
    EXPECT_EQ(held().substr(0, kTableBytes), std::string(kTableBytes, '\0'))
        << "the boot sector waits until all is proved";
}

TEST_F(WriteImageTest, whatTheServerMayDoWrong) {
    struct Case {
        std::string reply, id;
    };
    const auto packed = zstd(image);
    for (const auto& [reply, id] :
         {Case{okReply("gone", "", 404), "HTTP-STATUS"},
          Case{okReply(packed.substr(0, packed.size() - 9), "Content-Encoding: zstd\r\n"), "AGENT-ZSTD"},
          Case{okReply("no zstd at all", "Content-Encoding: zstd\r\n"), "AGENT-ZSTD"},
          Case{okReply(image, "Content-Encoding: br\r\n"), "AGENT-ZSTD"},
          Case{"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP-NONSENSE"}}) {
        SmallServer server([&](const std::string&) { return reply; });
        auto written = write(server);
        ASSERT_FALSE(written) << id;
        EXPECT_EQ(written.error().id, id);
    }
}

TEST_F(WriteImageTest, tooLargeForTheDisk) {
    disk.bytes = 4 * kMiB;
    SmallServer server([&](const std::string&) { return okReply(image); });
    auto written = write(server);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().id, "AGENT-DISK-SMALL");
}

TEST_F(WriteImageTest, partitionsAroundARootFileSystem) {
    disk.bytes = 128 * kMiB;
    ASSERT_TRUE(writeFile(file, std::string(disk.bytes, '\xaa')));
    order.wholeDisk = false;
    order.partitions.rootMiB = 20;
    order.partitions.swapMiB = 4;
    order.partitions.ephemeralMiB = 8;
    order.configDrive = toBase64("a config drive");
    image.replace(1024 + 0x38, 2, "\x53\xef"); // an ext4 superblock
    order.hash = sha256Hex(image);
    SmallServer server([&](const std::string&) { return okReply(image); });
    auto written = write(server);
    ASSERT_TRUE(written) << toSentence(written.error());
    EXPECT_EQ(written->rootUuid.size(), 36u);
    const auto now = held();
    auto table = readTable(now);
    ASSERT_TRUE(table);
    ASSERT_EQ(table->partitions.size(), 4u);
    EXPECT_EQ(now.substr(kMiB + 1024 + 0x38, 2), "\x53\xef") << "the ephemeral partition has a file system";
    EXPECT_EQ(now.substr(kMiB + 1024 + 0x78, 10), "ephemeral0");
    EXPECT_EQ(now.substr(table->partitions[1].begin + 4086, 10), "SWAPSPACE2");
    EXPECT_EQ(now.substr(table->partitions[2].begin, 14), "a config drive");
    EXPECT_TRUE(now.substr(table->active->begin, image.size()) == image);
}

TEST_F(WriteImageTest, metadataIsErasedAtBothEnds) {
    ASSERT_TRUE(eraseMetadata(disk));
    const auto now = held();
    EXPECT_EQ(now.substr(0, kMiB), std::string(kMiB, '\0'));
    EXPECT_EQ(now.substr(kMiB, 16), std::string(16, '\xaa'));
    EXPECT_EQ(now.substr(disk.bytes - kMiB), std::string(kMiB, '\0'));
    EXPECT_EQ(eraseMetadata({"/nowhere", 1}).error().id, "AGENT-WRITE");
}

} // namespace
} // namespace seedbed::deploy_agent
