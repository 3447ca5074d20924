// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/disk_sink.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace seedbed::deploy_agent {
namespace {

constexpr std::uint64_t kZeroStretch = 64u << 20; // so that progress is seen

bool allZero(std::span<const char> block) {
    return block.empty() ||
           (block[0] == 0 && std::memcmp(block.data(), block.data() + 1, block.size() - 1) == 0);
}

// A hole of a file reads as zeros, as does what BLKZEROOUT leaves of a device.
bool kernelZeroes(int disk, std::uint64_t offset, std::uint64_t bytes) {
    struct stat status {};
    if (::fstat(disk, &status) == 0 && S_ISREG(status.st_mode)) {
        return ::fallocate(disk, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                           static_cast<off_t>(bytes)) == 0;
    }
    std::uint64_t range[2] = {offset, bytes};
    return ::ioctl(disk, BLKZEROOUT, range) == 0;
}

Error writeFailed(const std::string& path, std::uint64_t offset, const std::string& what) {
    auto error = posix::systemError("AGENT-WRITE", "disk " + path, what + " at " + std::to_string(offset));
    error.action = "look at the disk: its health, what the console says; exchange it, or deploy again";
    return error;
}

} // namespace

Result<> writeAt(const posix::Descriptor& disk, const std::string& path, std::uint64_t offset,
                 std::span<const char> text) {
    while (!text.empty()) {
        auto count = ::pwrite(disk.get(), text.data(), text.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return fail(writeFailed(path, offset, "write " + std::to_string(text.size()) + " bytes"));
        }
        offset += static_cast<std::uint64_t>(count);
        text = text.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

Result<> zeroAt(const posix::Descriptor& disk, const std::string& path, std::uint64_t offset,
                std::uint64_t bytes) {
    if (bytes == 0 || kernelZeroes(disk.get(), offset, bytes)) {
        return {};
    }
    const std::vector<char> zeros(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kBlockBytes)));
    while (bytes > 0) {
        auto part =
            std::span(zeros).first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, zeros.size())));
        auto written = writeAt(disk, path, offset, part);
        if (!written) {
            return written;
        }
        offset += part.size();
        bytes -= part.size();
    }
    return {};
}

Result<std::uint64_t> sizeOf(const posix::Descriptor& disk, const std::string& path) {
    auto end = ::lseek(disk.get(), 0, SEEK_END);
    if (end < 0) {
        return fail(writeFailed(path, 0, "find its size"));
    }
    return static_cast<std::uint64_t>(end);
}

Result<DiskSink> DiskSink::open(const std::string& path, std::uint64_t begin, std::uint64_t end) {
    posix::Descriptor disk(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!disk) {
        return fail(writeFailed(path, 0, "open"));
    }
    return DiskSink(std::move(disk), path, begin, end);
}

Result<> DiskSink::write(std::span<const char> block) {
    if (block.size() > end_ - at_) {
        return fail({.kind = ErrorKind::invalid,
                     .id = "AGENT-DISK-SMALL",
                     .object = "disk " + path_,
                     .attempted = "write the image",
                     .cause = "the image is larger than the " + std::to_string(end_ - begin_) +
                              " bytes there are for it",
                     .action = "use a smaller image or a larger disk"});
    }
    if (allZero(block)) {
        at_ += block.size();
        zeros_ += block.size();
        return at_ - zeroFrom_ < kZeroStretch ? Result<>() : writeZeros();
    }
    auto before = writeZeros();
    if (!before) {
        return before;
    }
    auto written = writeAt(disk_, path_, at_, block);
    at_ += block.size();
    zeroFrom_ = at_;
    return written;
}

Result<> DiskSink::writeZeros() {
    auto from = std::exchange(zeroFrom_, at_);
    return zeroAt(disk_, path_, from, at_ - from);
}

Result<> DiskSink::finish() {
    auto zeroed = writeZeros();
    if (!zeroed) {
        return zeroed;
    }
    if (::fsync(disk_.get()) != 0) {
        return fail(writeFailed(path_, at_, "flush"));
    }
    ::posix_fadvise(disk_.get(), 0, 0, POSIX_FADV_DONTNEED); // what is read back comes from the disk
    return {};
}

} // namespace seedbed::deploy_agent
