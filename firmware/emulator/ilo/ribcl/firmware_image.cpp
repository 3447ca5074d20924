// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ribcl/firmware_image.hpp"

#include <cctype>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::string_view kIloMark = "iLO 4 v";
constexpr std::size_t kVersionLength = 4;  // "2.55"
constexpr std::size_t kDateLength = 12;    // " Aug 16 2017"
constexpr std::size_t kRomDateLength = 11; // " 02/10/2014"

// Does `text` look like `shape`, where 9 is any digit, a any letter?
bool hasShape(std::string_view text, std::string_view shape) {
    if (text.size() < shape.size()) {
        return false;
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const auto character = static_cast<unsigned char>(text[i]);
        const bool fits = shape[i] == '9'   ? std::isdigit(character) != 0
                          : shape[i] == 'a' ? std::isalpha(character) != 0
                                            : text[i] == shape[i];
        if (!fits) {
            return false;
        }
    }
    return true;
}

std::optional<FirmwareImage> iloImage(std::string_view bytes) {
    const auto at = bytes.find(kIloMark);
    const auto version =
        at == std::string_view::npos ? std::string_view() : bytes.substr(at + kIloMark.size());
    if (!hasShape(version, "9.99")) {
        return std::nullopt;
    }
    FirmwareImage image;
    const bool dated = hasShape(version.substr(kVersionLength), " aaa 99 9999");
    image.version = version.substr(0, kVersionLength + (dated ? kDateLength : 0));
    return image;
}

} // namespace

std::optional<FirmwareImage> readFirmwareImage(std::string_view bytes, std::string_view romFamily) {
    if (!startsWith(bytes, kFirmwareHead)) {
        return std::nullopt;
    }
    if (auto ilo = iloImage(bytes)) {
        return ilo;
    }
    for (auto at = bytes.find(romFamily); at != std::string_view::npos; at = bytes.find(romFamily, at + 1)) {
        if (hasShape(bytes.substr(at + romFamily.size()), " 99/99/9999")) {
            FirmwareImage image;
            image.isIlo = false;
            image.version = bytes.substr(at, romFamily.size() + kRomDateLength);
            return image;
        }
    }
    return std::nullopt;
}

} // namespace seedbed::emulator
