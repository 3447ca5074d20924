// SPDX-License-Identifier: GPL-3.0-or-later
// Pulls an image and writes it: hashed as it comes, zeros left to the kernel, read back from the disk and
// compared. Around a partition image it makes swap, ephemeral and config drive. The partition table is
// written last: a disk whose writing was cut off boots nothing. Memory is one block, the decoder's window and
// what the sockets hold. Called in a process of its own, lives as long as one command. Errors of the parts,
// and AGENT-CHECKSUM, AGENT-READ-BACK, AGENT-FILE-SYSTEM.
#pragma once

#include <functional>

#include "firmware/deploy-agent/disk.hpp"
#include "firmware/deploy-agent/image/image_order.hpp"

namespace seedbed::deploy_agent {

struct ImageProgress {
    const char* step = "writing"; // or "reading back"
    std::uint64_t done = 0;       // bytes of the disk
    std::uint64_t received = 0;   // bytes over the wire
    std::uint64_t expected = 0;   // of those; 0: the server does not tell
    double seconds = 0;           // since this step began
};
using ImageProgressSink = std::function<void(const ImageProgress&)>; // called a few times a second

struct WrittenImage {
    std::uint64_t bytes = 0, zeros = 0, received = 0;
    std::string sha256;   // of what was written, and of what the disk reads
    std::string rootUuid; // as get_partition_uuids tells it: of the file system, or the disk's identifier
};
Result<WrittenImage> writeImage(const ImageOrder& order, const Disk& disk, const ImageProgressSink& tell);
// What makes a disk look like one with partitions or file systems is zeroed, at both ends. Error AGENT-WRITE.
Result<> eraseMetadata(const Disk& disk);

} // namespace seedbed::deploy_agent
