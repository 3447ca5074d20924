// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/partition_table.hpp"

#include <string>

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

struct Entry {
    char active;
    unsigned char type;
    std::uint32_t start;
    std::uint32_t sectors;
};

std::string bootSector(const std::vector<Entry>& entries) {
    std::string sector(512, '\0');
    sector[0] = '\x33';
    sector[510] = '\x55';
    sector[511] = '\xaa';
    std::size_t at = 446;
    for (const auto& entry : entries) {
        sector[at] = entry.active;
        sector[at + 4] = static_cast<char>(entry.type);
        for (unsigned i = 0; i < 4; ++i) {
            sector[at + 8 + i] = static_cast<char>(entry.start >> (8 * i));
            sector[at + 12 + i] = static_cast<char>(entry.sectors >> (8 * i));
        }
        at += 16;
    }
    return sector;
}

TEST(PartitionTable, OneActiveLinuxPartition) {
    const auto table = readPartitionTable(bootSector({{'\x80', 0x83, 2048, 100000}}));
    ASSERT_TRUE(table) << toSentence(table.error());
    const auto root = rootPartition(*table);
    ASSERT_TRUE(root);
    EXPECT_TRUE(root->active);
    EXPECT_EQ(root->offset, 2048u * 512);
    EXPECT_EQ(root->bytes, 100000u * 512);
}

TEST(PartitionTable, RootIsTheLastLinuxPartition) {
    const auto table = readPartitionTable(
        bootSector({{0, 0x83, 2048, 10}, {0, 0x82, 4096, 10}, {0, 0x83, 4000000000u, 4000000000u}}));
    ASSERT_TRUE(table);
    EXPECT_EQ(table->size(), 3u);
    const auto root = rootPartition(*table);
    EXPECT_EQ(root->offset, 4000000000ull * 512);
    EXPECT_EQ(root->bytes, 4000000000ull * 512);
}

TEST(PartitionTable, RefusesDisksThatDoNotBoot) {
    auto sector = bootSector({{'\x80', 0x83, 2048, 100000}});
    EXPECT_EQ(readPartitionTable(sector.substr(0, 511)).error().id, "DISK-NOT-BOOTABLE");
    sector[0] = 0;
    EXPECT_EQ(readPartitionTable(sector).error().cause, "the boot sector holds no code");
    EXPECT_EQ(readPartitionTable(std::string(512, '\0')).error().cause, "no boot sector signature");
    EXPECT_FALSE(readPartitionTable(bootSector({{0, 0xee, 1, 1000}})));
    EXPECT_FALSE(rootPartition(*readPartitionTable(bootSector({{0, 0x0c, 2048, 1000}}))));
}

} // namespace
} // namespace seedbed::emulator
