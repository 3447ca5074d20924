// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the user data of a node: parts are never more than what came.
#include "firmware/node-agent/mime.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto parts = node_agent::splitMime(text)) {
        std::size_t bytes = 0;
        for (const auto& part : *parts) {
            bytes += part.content.size();
        }
        fuzz::must(bytes <= size);
    }
    return 0;
}
