// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a program or a kernel module.
#include "installer/image/elf.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    (void)image::readElfNeeds(text);
    (void)image::readModuleDepends(text);
    return 0;
}
