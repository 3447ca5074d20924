// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as YAML: what was taken is good text and can be written as JSON.
#include "oa-bridge/base/yaml.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto document = parseYaml(text, "input")) {
        (void)document->value.dump();
    }
    return 0;
}
