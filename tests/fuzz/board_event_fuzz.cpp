// SPDX-License-Identifier: GPL-3.0-or-later
// Any JSON as the events of a run, one a line.
#include <nlohmann/json.hpp>

#include "appliance/api/board.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    api::Board board;
    for (const auto& line : split(text, '\n')) {
        if (const auto event = parseJson(line, "input")) {
            board.apply(*event);
        }
    }
    for (const auto& [bay, row] : board.rows()) {
        (void)api::rowJson(row).dump();
    }
    return 0;
}
