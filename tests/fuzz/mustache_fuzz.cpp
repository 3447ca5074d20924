// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a template of os-apply-config.
#include "firmware/node-agent/mustache.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    static const auto data = *node_agent::parseOrdered(
        R"({"a": {"b": [{"c": 1.5}], "d": null}, "list": ["x"], "text": "y", "no": false, "none": []})",
        "data");
    (void)node_agent::renderMustache(text, data);
    return 0;
}
