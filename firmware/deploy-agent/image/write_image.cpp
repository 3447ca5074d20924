// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/write_image.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "firmware/deploy-agent/ext4_label.hpp"
#include "firmware/deploy-agent/image/config_drive.hpp"
#include "firmware/deploy-agent/image/digest.hpp"
#include "firmware/deploy-agent/image/disk_sink.hpp"
#include "firmware/deploy-agent/image/image_source.hpp"
#include "firmware/deploy-agent/image/partition_table.hpp"
#include "firmware/deploy-agent/random_uuid.hpp"
#include "firmware/posix/child.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using namespace std::chrono_literals;

constexpr auto kTellEvery = 500ms;
constexpr std::size_t kStartBytes = 2048;      // boot sector and superblock
constexpr std::uint64_t kMetadataBytes = kMiB; // covers MBR, GPT with its entries, and superblocks

class Pace {
public:
    Pace(const ImageProgressSink& sink, const char* step) : sink_(sink), step_(step) {}
    void tell(std::uint64_t done, const ImageSource* source) {
        auto now = posix::Clock::now();
        if (now - last_ < kTellEvery) {
            return;
        }
        last_ = now;
        ImageProgress progress{step_, done, 0, 0, std::chrono::duration<double>(now - start_).count()};
        if (source != nullptr) {
            progress.received = source->received();
            progress.expected = source->expected().value_or(0);
        }
        sink_(progress);
    }

private:
    const ImageProgressSink& sink_;
    const char* step_;
    posix::Clock::time_point start_ = posix::Clock::now(), last_ = start_;
};

Error differs(std::string id, const std::string& path, std::string cause, std::string action) {
    return {.kind = ErrorKind::nonsense,
            .id = std::move(id),
            .object = "disk " + path,
            .attempted = "prove what was written",
            .cause = std::move(cause),
            .action = std::move(action)};
}

Result<posix::Descriptor> openDisk(const Disk& disk) {
    posix::Descriptor file(::open(disk.path.c_str(), O_RDWR | O_CLOEXEC));
    if (!file) {
        return fail(posix::systemError("AGENT-WRITE", "disk " + disk.path, "open it"));
    }
    return file;
}

Result<ImageSource> openSource(const ImageOrder& order) {
    auto source = ImageSource::open(order.urls.front());
    for (std::size_t i = 1; !source && i < order.urls.size(); ++i) {
        source = ImageSource::open(order.urls[i]);
    }
    return source;
}

// One image on its way to one disk.
class ImageWrite {
public:
    ImageWrite(const ImageOrder& order, const Disk& disk, const ImageProgressSink& tell)
        : order_(order), disk_(disk), tell_(tell) {}
    Result<WrittenImage> run();

private:
    Result<> prepare();
    Result<> copy(const Stretch& place);
    Result<> checkHash(Digest& asked) const;
    Result<> readBack(const Stretch& place);
    Result<> finishPartitions();
    Result<> finishWholeDisk();
    Result<> makeEphemeral() const;
    Result<> put(std::uint64_t offset, std::string_view text) const;
    void keepBack(std::span<char> block, std::size_t count);

    const ImageOrder& order_;
    const Disk& disk_;
    const ImageProgressSink& tell_;
    std::string drive_;
    std::optional<ImageSource> source_;
    std::optional<DiskLayout> layout_; // none: the image is the whole disk
    std::string start_;                // of the image: boot sector or superblock
    WrittenImage written_;
};

Result<> ImageWrite::prepare() {
    auto source = openSource(order_);
    if (!source) {
        return fail(source.error());
    }
    source_.emplace(std::move(*source));
    if (!order_.configDrive.empty()) {
        auto drive = configDriveImage(order_.configDrive);
        if (!drive) {
            return fail(drive.error());
        }
        drive_ = std::move(*drive);
    }
    if (!order_.wholeDisk) {
        auto layout = layOut(order_.partitions, !drive_.empty(), 0, disk_.bytes);
        if (!layout) {
            return fail(layout.error());
        }
        layout_ = *layout;
    }
    return order_.partitions.preserveEphemeral ? Result<>() : eraseMetadata(disk_);
}

Result<WrittenImage> ImageWrite::run() {
    auto done = prepare();
    Stretch place{0, disk_.bytes};
    if (layout_) {
        place = layout_->root;
    }
    done = done ? copy(place) : done;
    done = done ? readBack(place) : done;
    done = done ? (layout_ ? finishPartitions() : finishWholeDisk()) : done;
    return done ? Result<WrittenImage>(written_) : fail(done.error());
}

Result<> ImageWrite::copy(const Stretch& place) {
    auto sink = DiskSink::open(disk_.path, place.begin, place.end);
    auto asked = Digest::make(order_.hashAlgorithm);
    auto ours = Digest::make("sha256");
    if (!sink || !asked) {
        return fail(sink ? asked.error() : sink.error());
    }
    Pace pace(tell_, "writing");
    std::vector<char> block(kBlockBytes);
    std::size_t count = 0;
    do {
        auto got = source_->read(block);
        if (!got) {
            return fail(got.error());
        }
        count = *got;
        auto part = std::span<const char>(block).first(count);
        asked->add(part);
        ours->add(part);
        keepBack(block, count);
        auto wrote = sink->write(part);
        if (!wrote) {
            return wrote;
        }
        pace.tell(sink->taken(), &*source_);
    } while (count == block.size());
    written_.bytes = sink->taken();
    written_.zeros = sink->zeros();
    written_.received = source_->received();
    written_.sha256 = ours->hex();
    auto hashed = checkHash(*asked);
    return hashed ? sink->finish() : hashed;
}

// The boot sector of a disk waits until all else is there.
void ImageWrite::keepBack(std::span<char> block, std::size_t count) {
    if (!start_.empty()) {
        return;
    }
    start_.assign(block.data(), std::min<std::size_t>(count, kStartBytes));
    if (!layout_) {
        std::fill_n(block.begin(), std::min(count, kTableBytes), '\0');
    }
}

Result<> ImageWrite::checkHash(Digest& asked) const {
    auto hex = asked.hex();
    return hex == order_.hash ? Result<>()
                              : fail(differs("AGENT-CHECKSUM", disk_.path,
                                             "the image should be " + order_.hashAlgorithm + " " +
                                                 order_.hash + ", what came is " + hex,
                                             "look at the server of the image and the network between"));
}

Result<> ImageWrite::readBack(const Stretch& place) {
    auto disk = openDisk(disk_);
    auto digest = Digest::make("sha256");
    if (!disk) {
        return fail(disk.error());
    }
    Pace pace(tell_, "reading back");
    std::vector<char> block(kBlockBytes);
    for (std::uint64_t at = 0; at < written_.bytes;) {
        auto wanted = std::min<std::uint64_t>(block.size(), written_.bytes - at);
        auto count = ::pread(disk->get(), block.data(), wanted, static_cast<off_t>(place.begin + at));
        if (count <= 0) {
            return fail(
                posix::systemError("AGENT-READ-BACK", "disk " + disk_.path, "read at " + std::to_string(at)));
        }
        if (at == 0 && !layout_) { // put() proves that one itself
            std::copy_n(start_.begin(), std::min<std::size_t>(start_.size(), kTableBytes), block.begin());
        }
        digest->add(std::span<const char>(block).first(static_cast<std::size_t>(count)));
        at += static_cast<std::uint64_t>(count);
        pace.tell(at, nullptr);
    }
    auto hex = digest->hex();
    return hex == written_.sha256
               ? Result<>()
               : fail(differs("AGENT-READ-BACK", disk_.path,
                              "written was sha256 " + written_.sha256 + ", the disk reads sha256 " + hex,
                              "exchange the disk"));
}

Result<> ImageWrite::put(std::uint64_t offset, std::string_view text) const {
    auto disk = openDisk(disk_);
    auto done = disk ? writeAt(*disk, disk_.path, offset, text) : fail(disk.error());
    if (done && ::fsync(disk->get()) != 0) {
        return fail(posix::systemError("AGENT-WRITE", "disk " + disk_.path, "flush"));
    }
    if (!done) {
        return done;
    }
    ::posix_fadvise(disk->get(), 0, 0, POSIX_FADV_DONTNEED);
    std::string back(text.size(), '\0');
    auto count = ::pread(disk->get(), back.data(), back.size(), static_cast<off_t>(offset));
    ::ioctl(disk->get(), BLKRRPART); // a file has no partitions to read again
    return std::cmp_equal(count, text.size()) && back == text
               ? Result<>()
               : fail(differs("AGENT-READ-BACK", disk_.path,
                              "it reads something else at " + std::to_string(offset), "exchange the disk"));
}

Result<> ImageWrite::makeEphemeral() const {
    const auto& place = *layout_->ephemeral;
    posix::ChildSpec spec({"mke2fs", "-q", "-F", "-t", order_.partitions.ephemeralFormat, "-L", "ephemeral0",
                           "-E", "offset=" + std::to_string(place.begin), disk_.path,
                           std::to_string(place.bytes() / 1024) + "k"});
    spec.capture = true;
    spec.deadline = posix::Clock::now() + 10min;
    auto made = posix::runChild(spec);
    if (!made || made->status != 0) {
        return fail({.kind = ErrorKind::internal,
                     .id = "AGENT-FILE-SYSTEM",
                     .object = "ephemeral partition",
                     .attempted = "make " + order_.partitions.ephemeralFormat + " on it",
                     .cause = made ? "mke2fs ended with " + std::to_string(made->status) : made.error().cause,
                     .action = "see its messages on the console; only ext2, ext3 and ext4 can be made"});
    }
    return {};
}

Result<> ImageWrite::finishPartitions() {
    auto identity = readSuperblock(
        start_.size() == kStartBytes ? std::string_view(start_).substr(kSuperblockOffset) : "");
    written_.rootUuid = identity ? identity->uuid : "";
    Result<> done;
    if (layout_->swap) {
        done = put(layout_->swap->begin, swapHeader(layout_->swap->bytes(), randomUuid(), "swap1"));
    }
    if (done && layout_->ephemeral && !order_.partitions.preserveEphemeral) {
        done = makeEphemeral();
    }
    if (done && layout_->configDrive) {
        done = put(layout_->configDrive->begin, drive_);
    }
    auto id = static_cast<std::uint32_t>(std::stoul(randomUuid().substr(0, 8), nullptr, 16));
    return done ? put(0, partitionTable(*layout_, id)) : done;
}

Result<> ImageWrite::finishWholeDisk() {
    auto table = readTable(start_);
    if (table) {
        auto id = toHex({reinterpret_cast<const char*>(&table->diskId), 4});
        written_.rootUuid = "0x" + id.substr(6, 2) + id.substr(4, 2) + id.substr(2, 2) + id.substr(0, 2);
    }
    if (drive_.empty()) {
        return put(0, start_.substr(0, kTableBytes)); // the kernel reads the table again
    }
    auto added = addDrive(start_.substr(0, kTableBytes), drive_.size(), disk_.bytes);
    if (!added) {
        return fail(added.error());
    }
    auto done = put(added->drive.begin, drive_);
    return done ? put(0, added->bootSector) : done;
}

} // namespace

Result<WrittenImage> writeImage(const ImageOrder& order, const Disk& disk, const ImageProgressSink& tell) {
    return ImageWrite(order, disk, tell).run();
}

Result<> eraseMetadata(const Disk& disk) {
    auto file = openDisk(disk);
    if (!file) {
        return fail(file.error());
    }
    auto bytes = std::min(kMetadataBytes, disk.bytes);
    auto erased = zeroAt(*file, disk.path, 0, bytes);
    return erased ? zeroAt(*file, disk.path, disk.bytes - bytes, bytes) : erased;
}

} // namespace seedbed::deploy_agent
