// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the head of a disk or of an image: partition table, file system, declared format.
#include "firmware/deploy-agent/ext4_label.hpp"
#include "firmware/emulator/blade/partition_table.hpp"
#include "firmware/seed-services/glance/disk_format.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    (void)deploy_agent::readSuperblock(text);
    if (const auto partitions = emulator::readPartitionTable(text)) {
        (void)emulator::rootPartition(*partitions);
    }
    (void)seed::checkDiskFormat("qcow2", text, size);
    (void)seed::checkDiskFormat("raw", text, size);
    return 0;
}
