// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/glance/disk_format.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace seedbed::seed {

namespace {

constexpr std::string_view qcowMagic = "QFI\xfb";
constexpr std::size_t qcowHeadBytes = 72;
constexpr std::size_t backingOffset = 8, sizeOffset = 24, incompatibleOffset = 72;
constexpr std::uint64_t externalDataBit = 4;

tl::unexpected<Error> mismatch(std::string cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "IMAGE-FORMAT";
    error.object = "image data";
    error.attempted = "check it against the declared disk format";
    error.cause = std::move(cause);
    error.action = "declare the format the file has, or convert it with qemu-img";
    return fail(std::move(error));
}

std::uint64_t bigEndian(std::string_view bytes, std::size_t offset, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
    }
    return value;
}

Result<std::uint64_t> qcowSize(std::string_view head) {
    if (head.size() < qcowHeadBytes || !head.starts_with(qcowMagic)) {
        return mismatch("it is declared qcow2, but has no qcow2 header");
    }
    auto version = bigEndian(head, 4, 4);
    if (version != 2 && version != 3) {
        return mismatch(fmt::format("it is qcow2 of the unknown version {}", version));
    }
    bool external = version == 3 && head.size() >= incompatibleOffset + 8 &&
                    (bigEndian(head, incompatibleOffset, 8) & externalDataBit) != 0;
    if (bigEndian(head, backingOffset, 8) != 0 || external) {
        return mismatch("it is qcow2 that needs another file");
    }
    return bigEndian(head, sizeOffset, 8);
}

} // namespace

bool isKnownDiskFormat(std::string_view format) {
    constexpr std::array<std::string_view, 6> known = {"raw", "qcow2", "iso", "aki", "ari", "ami"};
    return std::find(known.begin(), known.end(), format) != known.end();
}

bool isKnownContainerFormat(std::string_view format) {
    constexpr std::array<std::string_view, 4> known = {"bare", "aki", "ari", "ami"};
    return std::find(known.begin(), known.end(), format) != known.end();
}

Result<std::uint64_t> checkDiskFormat(const std::string& format, std::string_view head, std::uint64_t bytes) {
    if (bytes == 0) {
        return mismatch("it is empty");
    }
    if (format == "qcow2") {
        return qcowSize(head);
    }
    if (head.starts_with(qcowMagic)) {
        return mismatch(fmt::format("it is declared {}, but begins as qcow2 does", format));
    }
    return bytes;
}

} // namespace seedbed::seed
