// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a file once and gives its size, its first bytes and the three digests images carry. Blocking: run it
// on a side thread. Errors IMAGE-READ.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

struct FileDigest {
    std::uint64_t bytes = 0;
    std::string head;                // at most diskHeadBytes
    std::string md5, sha256, sha512; // lower-case hex
};
Result<FileDigest> digestOf(const std::filesystem::path& file);

} // namespace seedbed::seed
