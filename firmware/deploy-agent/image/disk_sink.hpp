// SPDX-License-Identifier: GPL-3.0-or-later
// Writes an image in order onto a disk, or a stretch of one. Blocks of zeros are not sent: the kernel is
// asked to make the disk zero there, so that nothing old stays. One thread. Errors AGENT-WRITE,
// AGENT-DISK-SMALL.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "firmware/posix/descriptor.hpp"

namespace seedbed::deploy_agent {

inline constexpr std::size_t kBlockBytes = 1u << 20;

class DiskSink {
public:
    // Bytes `begin` to `end` of the disk at `path`.
    static Result<DiskSink> open(const std::string& path, std::uint64_t begin, std::uint64_t end);
    Result<> write(std::span<const char> block); // of kBlockBytes, save the last
    Result<> finish();                           // everything is on the disk, and in no cache
    std::uint64_t taken() const { return at_ - begin_; }
    std::uint64_t zeros() const { return zeros_; } // of what was taken

private:
    DiskSink(posix::Descriptor disk, std::string path, std::uint64_t begin, std::uint64_t end)
        : disk_(std::move(disk)), path_(std::move(path)), begin_(begin), end_(end), at_(begin),
          zeroFrom_(begin) {}
    Result<> writeZeros();

    posix::Descriptor disk_;
    std::string path_;
    std::uint64_t begin_, end_, at_;
    std::uint64_t zeroFrom_; // from here to at_ are zeros that are not written yet
    std::uint64_t zeros_ = 0;
};

// Writes `text` at `offset`. Error AGENT-WRITE.
Result<> writeAt(const posix::Descriptor& disk, const std::string& path, std::uint64_t offset,
                 std::span<const char> text);
// Makes `bytes` from `offset` on zero, by the shortest way the kernel offers. Error AGENT-WRITE.
Result<> zeroAt(const posix::Descriptor& disk, const std::string& path, std::uint64_t offset,
                std::uint64_t bytes);
// The size of the disk. Error AGENT-WRITE.
Result<std::uint64_t> sizeOf(const posix::Descriptor& disk, const std::string& path);

} // namespace seedbed::deploy_agent
