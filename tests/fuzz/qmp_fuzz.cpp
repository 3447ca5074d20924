// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as what QEMU says on its monitor, in two pieces.
#include "firmware/emulator/blade/qmp_message.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    emulator::QmpReader reader;
    if (reader.feed(text.substr(0, size / 2))) {
        (void)reader.feed(text.substr(size / 2));
    }
    return 0;
}
