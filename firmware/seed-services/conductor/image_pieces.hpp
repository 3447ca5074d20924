// SPDX-License-Identifier: GPL-3.0-or-later
// Walks a raw disk image in order, as pieces of data (at most 1 MiB) and pieces of zeros. Holes of the file
// and blocks of zeros are both zeros. Pieces start on 1 MiB and cover the image without a gap, rounded up to
// the block size of the disk. Blocking file reads: for a pool thread. Errors IMAGE-READ.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

inline constexpr std::uint32_t pieceBytes = 1u << 20;
inline constexpr std::uint32_t zeroPieceBytes = 16u << 20;

struct Piece {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    bool zero = false;
};

// The largest power of two of bytes that fits `remaining`, is aligned at `offset`, and is at most
// zeroPieceBytes. Targets that discard keep old bytes in pieces that straddle their clusters; powers of two
// never do.
std::uint32_t zeroPieceLength(std::uint64_t offset, std::uint64_t remaining);
bool isZero(std::span<const std::uint8_t> bytes);

class ImagePieces {
public:
    static Result<ImagePieces> open(const std::filesystem::path& file, std::uint64_t bytes,
                                    std::uint32_t blockSize);
    ImagePieces(ImagePieces&& other) noexcept;
    ImagePieces(const ImagePieces&) = delete;
    ~ImagePieces();
    // The next piece; a data piece's content is in `buffer` (pieceBytes big). No value at the end.
    Result<std::optional<Piece>> next(std::span<std::uint8_t> buffer);

private:
    ImagePieces(int fd, std::uint64_t bytes, std::uint64_t padded)
        : fd_(fd), bytes_(bytes), padded_(padded) {}
    std::uint64_t nextData();
    Result<> read(std::span<std::uint8_t> buffer, std::uint64_t offset) const;

    int fd_;
    std::uint64_t bytes_;  // of the image
    std::uint64_t padded_; // rounded up to whole blocks
    std::uint64_t at_ = 0;
    std::uint64_t zerosUntil_ = 0; // all before this is known to be zero
};

} // namespace seedbed::seed
