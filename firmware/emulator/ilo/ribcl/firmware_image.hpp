// SPDX-License-Identifier: GPL-3.0-or-later
// A firmware image as it is uploaded: for the iLO or the system ROM. An image of HP begins with a signed
// fingerprint; the version it holds stands in it as text (inferred). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace seedbed::emulator {

constexpr std::size_t kFirmwareLimit = 32u << 20;
constexpr std::string_view kFirmwareHead = "--=</Begin HP Signed File Fingerprint\\>=--";

struct FirmwareImage {
    bool isIlo = true;   // else the system ROM
    std::string version; // "2.55 Aug 16 2017", "I31 02/10/2014"
};
// None: not an image of these machines. `romFamily` is that of the blade ("I31").
std::optional<FirmwareImage> readFirmwareImage(std::string_view bytes, std::string_view romFamily);

} // namespace seedbed::emulator
