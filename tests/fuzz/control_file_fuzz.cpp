// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a control file beside a template.
#include "firmware/node-agent/control_file.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto control = node_agent::parseControl(text, "input")) {
        fuzz::must(control->mode.value_or(0) <= 0777);
    }
    return 0;
}
