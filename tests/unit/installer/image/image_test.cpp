// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts of the image builder: trees, archives, ELF, disk layout, manifest.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "installer/image/cpio.hpp"
#include "installer/image/disk_layout.hpp"
#include "installer/image/elf.hpp"
#include "installer/image/kernel_modules.hpp"
#include "installer/image/manifest.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::image {
namespace {

TEST(FileTree, parentsComeFirst) {
    FileTree tree;
    tree.addFile("/a/b/c", "x", 0600);
    tree.addLink("/a/link", "b/c");
    std::vector<std::string> paths;
    for (const auto& [path, entry] : tree.entries()) {
        paths.push_back(path);
    }
    EXPECT_EQ(paths, (std::vector<std::string>{"/a", "/a/b", "/a/b/c", "/a/link"}));
    EXPECT_EQ(tree.entries().at("/a").kind, Entry::Kind::directory);
    tree.setMode("/a/b", 0700);
    EXPECT_EQ(tree.entries().at("/a/b").mode, 0700u);
}

TEST(Cpio, newcHeadersAndPadding) {
    FileTree tree;
    tree.addFile("/init", "hello", 0755);
    auto archive = packCpio(tree);
    EXPECT_EQ(archive.size() % 512, 0u);
    EXPECT_EQ(archive.substr(0, 6), "070701");
    EXPECT_EQ(archive.substr(14, 8), "000081ed"); // regular file, 0755
    EXPECT_EQ(archive.substr(54, 8), "00000005");
    EXPECT_EQ(archive.substr(110, 5), std::string("init\0", 5));
    EXPECT_EQ(archive.substr(116, 5), "hello");
    EXPECT_EQ(archive.substr(124, 6), "070701");
    EXPECT_NE(archive.find("TRAILER!!!"), std::string::npos);
    EXPECT_EQ(archive, packCpio(tree));
}

TEST(Elf, needsOfARunningProgram) {
    auto file = readFile("/proc/self/exe", 512u << 20);
    ASSERT_TRUE(file);
    auto needs = readElfNeeds(*file);
    ASSERT_TRUE(needs);
    EXPECT_EQ(needs->interpreter, "/lib64/ld-linux-x86-64.so.2");
    EXPECT_NE(std::find(needs->libraries.begin(), needs->libraries.end(), "libc.so.6"), needs->libraries.end());
}

TEST(Elf, anyInputIsSafe) {
    EXPECT_FALSE(readElfNeeds(""));
    EXPECT_FALSE(readElfNeeds("#!/bin/sh"));
    auto file = *readFile("/proc/self/exe", 512u << 20);
    for (std::size_t size : {64u, 1000u, 100000u}) {
        auto cut = readElfNeeds(file.substr(0, size)); // a result or an error, never a crash
        EXPECT_TRUE(!cut || cut->libraries.empty() || !cut->libraries.empty());
    }
    EXPECT_FALSE(readModuleDepends("nothing"));
}

TEST(Modules, whatIsBuiltInIsSkipped) {
    auto order = loadOrder({}, {"virtio_net"});
    ASSERT_TRUE(order);
    EXPECT_TRUE(order->empty());
}

TEST(DiskLayout, partitionsFollowOneAnother) {
    auto layout = planDisk(64u << 20, 16u << 20, 10u << 20);
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->boot.offset, 1u << 20);
    EXPECT_EQ(layout->root.offset, layout->boot.offset + layout->boot.size);
    EXPECT_EQ(layout->root.offset + layout->root.size, 64u << 20);
    EXPECT_EQ(planDisk(30u << 20, 16u << 20, 10u << 20).error().id, "IMAGE-SIZE");
}

TEST(DiskLayout, masterBootRecord) {
    auto layout = *planDisk(64u << 20, 16u << 20, 10u << 20);
    auto sector = masterBootRecord(layout, std::string(600, 'B'), 0x01020304);
    ASSERT_EQ(sector.size(), 512u);
    EXPECT_EQ(sector.substr(439, 5), "B\x04\x03\x02\x01");
    EXPECT_EQ(static_cast<unsigned char>(sector[446]), 0x80);
    EXPECT_EQ(sector[450], '\x0e');
    EXPECT_EQ(sector.substr(454, 4), std::string("\x00\x08\x00\x00", 4)); // block 2048
    EXPECT_EQ(static_cast<unsigned char>(sector[466]), 0x83);
    EXPECT_EQ(sector.substr(510), "\x55\xaa");
}

TEST(DiskLayout, sizesAndIdentity) {
    EXPECT_EQ(*parseSize("64M"), 64u << 20);
    EXPECT_EQ(*parseSize("1g"), 1u << 30);
    EXPECT_EQ(*parseSize("1048576"), 1u << 20);
    for (const char* text : {"", "M", "-1", "0", "1T", "999999999G", "1 M"}) {
        EXPECT_FALSE(parseSize(text)) << text;
    }
    EXPECT_EQ(uuidOf("a"), uuidOf("a"));
    EXPECT_NE(uuidOf("a"), uuidOf("b"));
    EXPECT_EQ(uuidOf("a").size(), 36u);
}

TEST(Manifest, asTheContractSays) {
    auto manifest = nlohmann::json::parse(
        manifestText({{"deploy-kernel", "deploy.kernel", "aki", 5, "ab", std::nullopt}, {"node", "node.raw", "raw", 7, "cd", 7}}));
    EXPECT_EQ(manifest["schema"], 1);
    EXPECT_EQ(manifest["images"][0],
              (nlohmann::json{{"name", "deploy-kernel"}, {"file", "deploy.kernel"}, {"disk_format", "aki"}, {"bytes", 5}, {"sha256", "ab"}}));
    EXPECT_EQ(manifest["images"][1]["min_disk_bytes"], 7);
}

} // namespace
} // namespace seedbed::image
