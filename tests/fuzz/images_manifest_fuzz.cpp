// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the manifest of an images directory.
#include "appliance/provision/images.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    (void)parseImagesManifest(text, "/images");
    return 0;
}
