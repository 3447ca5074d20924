// SPDX-License-Identifier: GPL-3.0-or-later
// Compresses a file with zstd into another one, which appears under its name only when it is whole. The
// window is small enough for every decoder (8 MiB, RFC 8878 section 3.1.1.1.2). Blocking: for a pool thread.
// Error IMAGE-PACK.
#pragma once

#include <filesystem>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

Result<> packFile(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace seedbed::seed
