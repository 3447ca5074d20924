// SPDX-License-Identifier: GPL-3.0-or-later
// Is a file what its declared disk format says? Pure, on the first bytes of the file. A qcow2 file that
// points at other files is refused: it would make the conductor read what the image's owner may not. Source:
// the QCOW2 header of QEMU's interoperability document (docs/interop/qcow2.txt).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

inline constexpr std::size_t diskHeadBytes = 512;

bool isKnownDiskFormat(std::string_view format);      // raw, qcow2, iso, aki, ari, ami
bool isKnownContainerFormat(std::string_view format); // bare, aki, ari, ami
// The size of the disk inside. `head` is up to diskHeadBytes of the file. Error IMAGE-FORMAT.
Result<std::uint64_t> checkDiskFormat(const std::string& format, std::string_view head, std::uint64_t bytes);

} // namespace seedbed::seed
