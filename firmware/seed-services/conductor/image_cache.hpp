// SPDX-License-Identifier: GPL-3.0-or-later
// Raw images ready to be written. A raw image is used where the catalogue keeps it; a qcow2 image is
// converted once into STATE/images-raw by qemu-img, which is told the declared format and so never guesses
// one. Images that refer to other files are refused. For ramdisks that pull there is a copy in zstd. I/O
// thread. Errors IMAGE-FORMAT, IMAGE-BACKING-FILE, IMAGE-READ, IMAGE-PACK, PROCESS-*.
#pragma once

#include "firmware/seed-services/core/parts.hpp"
#include "oa-bridge/async/blocking.hpp"

namespace seedbed::seed {

struct RawImage {
    std::filesystem::path file;
    std::uint64_t bytes = 0;
    std::string sha256;
};

class ImageCache {
public:
    ImageCache(asio::any_io_executor executor, Blocking& blocking, std::filesystem::path folder);
    Task<RawImage> prepare(ImageFile image);
    Task<std::filesystem::path> packed(RawImage image); // made once for each content

private:
    Task<RawImage> convert(ImageFile image, std::filesystem::path raw);
    Task<RawImage> measured(std::filesystem::path raw);

    Blocking& blocking_;
    std::filesystem::path folder_;
    Turn turn_; // two nodes with one image: the second finds it converted
};

} // namespace seedbed::seed
