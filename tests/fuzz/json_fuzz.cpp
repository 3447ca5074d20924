// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as JSON, in both of our readers: what was taken can be written and comes back the same.
#include <nlohmann/json.hpp>

#include "firmware/node-agent/json_text.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto value = parseJson(text, "input")) {
        fuzz::must(parseJson(value->dump(), "again") == *value);
    }
    if (const auto value = node_agent::parseOrdered(text, "input")) {
        const auto again = node_agent::parseOrdered(node_agent::pythonJson(*value, 1), "again");
        fuzz::must(again && node_agent::sameValue(*again, *value));
        auto merged = *value;
        node_agent::mergeDeep(merged, *again);
        fuzz::must(node_agent::sameValue(merged, *value));
    }
    return 0;
}
