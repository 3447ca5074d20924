// SPDX-License-Identifier: GPL-3.0-or-later
// Image orders, partition tables, hints, config drives: the pure parts of image writing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "firmware/deploy-agent/image/config_drive.hpp"
#include "firmware/deploy-agent/image/digest.hpp"
#include "firmware/deploy-agent/image/image_order.hpp"
#include "firmware/deploy-agent/image/partition_table.hpp"
#include "firmware/deploy-agent/image/root_disk.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

std::string hexOf(const char* algorithm, const std::string& text) {
    auto digest = Digest::make(algorithm);
    digest->add(text);
    return digest->hex();
}

TEST(ImageDigest, knownValuesAndUnknownAlgorithms) { // FIPS 180-2 and RFC 1321, "abc"
    EXPECT_EQ(hexOf("md5", "abc"), "900150983cd24fb0d6963f7d28e17f72");
    EXPECT_EQ(hexOf("sha1", "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hexOf("SHA256", "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hexOf("sha384", "abc").substr(0, 16), "cb00753f45a35e8b");
    EXPECT_EQ(hexOf("sha512", "abc").substr(0, 16), "ddaf35a193617aba");
    EXPECT_EQ(Digest::make("crc32").error().id, "AGENT-HASH");
}

Json imageInfo() {
    return {{"id", "one"},
            {"urls", {"http://192.0.2.1/one"}},
            {"disk_format", "raw"},
            {"os_hash_algo", "sha256"},
            {"os_hash_value", "ABCD"}};
}

TEST(ImageInfo, wholeDiskIsWhatNobodyCallsAPartition) {
    auto order = readImageInfo(imageInfo(), nullptr);
    ASSERT_TRUE(order) << toSentence(order.error());
    EXPECT_TRUE(order->wholeDisk);
    EXPECT_EQ(order->hash, "abcd");
    EXPECT_EQ(order->urls.size(), 1u);
    EXPECT_TRUE(order->configDrive.empty());
}

TEST(ImageInfo, partitionsWithNumbersAsTextToo) {
    auto info = imageInfo();
    info.update({{"image_type", "partition"},
                 {"root_gb", "2"},
                 {"swap_mb", 16},
                 {"ephemeral_mb", 32},
                 {"preserve_ephemeral", true},
                 {"configdrive", "inside"}});
    auto order = readImageInfo(info, nullptr);
    ASSERT_TRUE(order);
    EXPECT_FALSE(order->wholeDisk);
    EXPECT_EQ(order->partitions.rootMiB, 2048u);
    EXPECT_EQ(order->partitions.swapMiB, 16u);
    EXPECT_EQ(order->partitions.ephemeralMiB, 32u);
    EXPECT_TRUE(order->partitions.preserveEphemeral);
    EXPECT_EQ(order->configDrive, "inside");
    EXPECT_EQ(readImageInfo(info, "beside")->configDrive, "beside");
}

TEST(ImageInfo, theOldChecksumByItsLength) {
    auto info = imageInfo();
    info.erase("os_hash_value");
    info["checksum"] = std::string(32, 'a');
    EXPECT_EQ(readImageInfo(info, nullptr)->hashAlgorithm, "md5");
    info["checksum"] = std::string(64, 'a');
    EXPECT_EQ(readImageInfo(info, nullptr)->hashAlgorithm, "sha256");
}

TEST(ImageInfo, whatIsMissingIsNamed) {
    for (const char* key : {"urls", "os_hash_value"}) {
        auto info = imageInfo();
        info.erase(key);
        auto order = readImageInfo(info, nullptr);
        ASSERT_FALSE(order) << key;
        EXPECT_EQ(order.error().id, "AGENT-IMAGE-INFO");
        EXPECT_THAT(order.error().object, HasSubstr(key));
    }
    auto info = imageInfo();
    info["disk_format"] = "vmdk";
    EXPECT_THAT(readImageInfo(info, nullptr).error().cause, HasSubstr("vmdk"));
    EXPECT_FALSE(readImageInfo("text", nullptr));
}

TEST(Partitions, orderIsEphemeralSwapDriveRoot) {
    PartitionOrder order;
    order.rootMiB = 100;
    order.swapMiB = 8;
    order.ephemeralMiB = 16;
    auto layout = layOut(order, true, 0, 512 * kMiB);
    ASSERT_TRUE(layout) << toSentence(layout.error());
    EXPECT_EQ(layout->ephemeral->begin, 1 * kMiB);
    EXPECT_EQ(layout->swap->begin, 17 * kMiB);
    EXPECT_EQ(layout->configDrive->begin, 25 * kMiB);
    EXPECT_EQ(layout->root.begin, 89 * kMiB);
    EXPECT_EQ(layout->root.end, 189 * kMiB);
    EXPECT_EQ(layOut(order, false, 200 * kMiB - 1, 512 * kMiB)->root.bytes(), 200 * kMiB);
}

TEST(Partitions, whatDoesNotFitIsRefused) {
    PartitionOrder order;
    EXPECT_EQ(layOut(order, false, 0, 512 * kMiB).error().id, "AGENT-PARTITIONS");
    order.rootMiB = 512;
    EXPECT_EQ(layOut(order, false, 0, 512 * kMiB).error().id, "AGENT-DISK-SMALL");
}

TEST(Partitions, tableAsWrittenAndReadAgain) {
    PartitionOrder order;
    order.rootMiB = 10;
    order.swapMiB = 4;
    auto sector = partitionTable(*layOut(order, false, 0, 64 * kMiB), 0x12345678);
    ASSERT_EQ(sector.size(), kTableBytes);
    EXPECT_EQ(sector.substr(440, 4), "\x78\x56\x34\x12");
    EXPECT_EQ(sector.substr(446, 16), std::string("\0\xfe\xff\xff\x82\xfe\xff\xff\0\x08\0\0\0\x20\0\0", 16));
    auto table = readTable(sector);
    ASSERT_TRUE(table);
    EXPECT_FALSE(table->gpt);
    EXPECT_EQ(table->partitions.size(), 2u);
    ASSERT_TRUE(table->active);
    EXPECT_EQ(table->active->begin, 5 * kMiB);
    EXPECT_FALSE(readTable(std::string(512, '\0')));
    EXPECT_FALSE(readTable("short"));
}

TEST(Partitions, configDriveGoesBehindTheImage) {
    PartitionOrder order;
    order.rootMiB = 10;
    auto sector = partitionTable(*layOut(order, false, 0, 64 * kMiB), 1);
    auto added = addDrive(sector, 70000, 64 * kMiB + 511);
    ASSERT_TRUE(added) << toSentence(added.error());
    EXPECT_EQ(added->drive.begin, 63 * kMiB);
    EXPECT_EQ(readTable(added->bootSector)->partitions.size(), 2u);
    EXPECT_EQ(addDrive(sector, 70000, 11 * kMiB).error().id, "AGENT-PARTITIONS");
    EXPECT_EQ(addDrive(std::string(512, '\0'), 1, 64 * kMiB).error().id, "AGENT-PARTITIONS");
    sector[446 + 4] = '\xee';
    EXPECT_THAT(addDrive(sector, 1, 64 * kMiB).error().cause, HasSubstr("GPT"));
}

TEST(Partitions, swapHeaderOfMkswap) {
    auto page = swapHeader(4 * kMiB, "00010203-0405-0607-0809-0a0b0c0d0e0f", "swap1");
    ASSERT_EQ(page.size(), 4096u);
    EXPECT_EQ(page.substr(4086), "SWAPSPACE2");
    EXPECT_EQ(page.substr(1024, 8), std::string("\1\0\0\0\xff\3\0\0", 8));
    EXPECT_EQ(page.substr(1036, 16), std::string("\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16));
    EXPECT_EQ(page.substr(1052, 6), std::string("swap1\0", 6));
}

TEST(ConfigDrive, base64OfGzip) {
    const std::string plain(100000, 'd');
    const auto packed = gzip(plain);
    EXPECT_EQ(*gunzip(packed, 100000), plain);
    EXPECT_EQ(gunzip(packed, 99999).error().id, "AGENT-CONFIG-DRIVE");
    EXPECT_EQ(gunzip(packed.substr(0, 40), 100000).error().id, "AGENT-CONFIG-DRIVE");
    EXPECT_EQ(*decodeBase64("aGVsbG8=\n"), "hello"); // RFC 4648
    EXPECT_EQ(decodeBase64("a*b").error().id, "AGENT-CONFIG-DRIVE");
    EXPECT_EQ(*configDriveImage("aGVsbG8="), "hello");
}

std::vector<BlockDevice> disks() {
    BlockDevice small{"/dev/sda", "LOGICAL VOLUME",       "HP", "S1", "naa.1",
                      "0:0:0:0",  std::uint64_t{3} << 30, true};
    BlockDevice large{"/dev/sdb", "EG0300FBDBR", "HP", "S2", "naa.2", "0:0:1:0", std::uint64_t{300} << 30,
                      true};
    BlockDevice middle{"/dev/sdc", "EG0300FBDBR", "HP", "S3", "naa.3", "0:0:2:0", std::uint64_t{100} << 30,
                       false};
    return {small, large, middle};
}

TEST(RootDevice, theSmallestThatIsLargeEnough) {
    EXPECT_EQ(smallestDisk(disks())->path, "/dev/sdc");
    EXPECT_EQ(smallestDisk({disks()[0]}).error().id, "AGENT-DISK");
}

TEST(RootDevice, hintsAndTheirOperators) {
    const std::vector<std::pair<Json, std::string>> table = {
        {{{"size", 300}}, "/dev/sdb"},
        {{{"size", ">= 100"}}, "/dev/sdb"},
        {{{"size", "< 200"}, {"rotational", false}}, "/dev/sdc"},
        {{{"serial", "s2"}}, "/dev/sdb"},
        {{{"model", "<in> eg0300"}, {"size", "<= 100"}}, "/dev/sdc"},
        {{{"wwn", "<or> naa.9 <or> naa.3"}}, "/dev/sdc"},
        {{{"vendor", "s== hp"}, {"hctl", "s!= 0:0:0:0"}}, "/dev/sdb"},
        {{{"name", "/dev/sda"}}, "/dev/sda"},
        {{{"rotational", "false"}}, "/dev/sdc"},
    };
    for (const auto& [hints, path] : table) {
        auto found = matchHints(disks(), hints);
        ASSERT_TRUE(found) << hints << " " << toSentence(found.error());
        EXPECT_EQ(found->path, path) << hints;
    }
}

TEST(RootDevice, hintsThatFitNothingOrAreNone) {
    for (const Json& hints :
         {Json{{"serial", "S9"}}, Json{{"colour", "red"}}, Json{{"size", "large"}}, Json{{"serial", 7}}}) {
        EXPECT_EQ(matchHints(disks(), hints).error().id, "AGENT-HINT") << hints;
    }
    EXPECT_THAT(matchHints(disks(), {{"serial", "S9"}}).error().cause, HasSubstr("/dev/sdb of 300 GiB"));
}

} // namespace
} // namespace seedbed::deploy_agent
