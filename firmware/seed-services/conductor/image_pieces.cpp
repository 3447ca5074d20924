// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/image_pieces.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace seedbed::seed {

namespace {

tl::unexpected<Error> unreadable(const std::filesystem::path& file, std::string cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "IMAGE-READ";
    error.object = file.empty() ? "disk image" : file.string();
    error.attempted = "read the image";
    error.cause = std::move(cause);
    error.action = "check the image store's disk, then upload the image again";
    return fail(std::move(error));
}

} // namespace

std::uint32_t zeroPieceLength(std::uint64_t offset, std::uint64_t remaining) {
    const std::uint64_t aligned = offset == 0 ? zeroPieceBytes : std::uint64_t{1} << std::countr_zero(offset);
    const std::uint64_t fitting = std::bit_floor(remaining);
    return static_cast<std::uint32_t>(std::min({std::uint64_t{zeroPieceBytes}, aligned, fitting}));
}

bool isZero(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) {
        return true;
    }
    return bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

Result<ImagePieces> ImagePieces::open(const std::filesystem::path& file, std::uint64_t bytes,
                                      std::uint32_t blockSize) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return unreadable(file, std::strerror(errno));
    }
    return ImagePieces(fd, bytes, (bytes + blockSize - 1) / blockSize * blockSize);
}

ImagePieces::ImagePieces(ImagePieces&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), bytes_(other.bytes_), padded_(other.padded_), at_(other.at_),
      zerosUntil_(other.zerosUntil_) {}

ImagePieces::~ImagePieces() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

// Where the next data starts, rounded down to a piece; a file system without holes says "here".
std::uint64_t ImagePieces::nextData() {
    const off_t data = ::lseek(fd_, static_cast<off_t>(at_), SEEK_DATA);
    if (data < 0) {
        return errno == ENXIO ? padded_ : at_;
    }
    return std::max(at_, static_cast<std::uint64_t>(data) / pieceBytes * pieceBytes);
}

Result<> ImagePieces::read(std::span<std::uint8_t> buffer, std::uint64_t offset) const {
    std::size_t done = 0;
    while (done < buffer.size()) {
        const ssize_t n =
            ::pread(fd_, buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return unreadable({}, n < 0 ? std::strerror(errno)
                                        : fmt::format("the file ends at {}", offset + done));
        }
        done += static_cast<std::size_t>(n);
    }
    return {};
}

Result<std::optional<Piece>> ImagePieces::next(std::span<std::uint8_t> buffer) {
    if (at_ >= padded_) {
        return std::optional<Piece>();
    }
    if (at_ >= zerosUntil_) {
        zerosUntil_ = nextData();
    }
    Piece piece;
    piece.offset = at_;
    piece.zero = at_ < zerosUntil_;
    if (piece.zero) {
        piece.length = zeroPieceLength(at_, zerosUntil_ - at_);
    } else {
        piece.length = static_cast<std::uint32_t>(std::min<std::uint64_t>(pieceBytes, padded_ - at_));
        const auto content = buffer.first(piece.length);
        const auto real = static_cast<std::size_t>(std::min<std::uint64_t>(piece.length, bytes_ - at_));
        std::fill(content.begin() + static_cast<std::ptrdiff_t>(real), content.end(), std::uint8_t{0});
        if (auto got = read(content.first(real), at_); !got) {
            return fail(got.error());
        }
        piece.zero = isZero(content);
    }
    at_ += piece.length;
    return std::optional<Piece>(piece);
}

} // namespace seedbed::seed
