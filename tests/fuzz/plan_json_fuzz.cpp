// SPDX-License-Identifier: GPL-3.0-or-later
// Any JSON as the plan of a journal: what was taken is written the same and has a hash.
#include <nlohmann/json.hpp>

#include "appliance/deploy/plan.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    const auto document = parseJson(text, "input");
    const auto plan = document ? planFromJson(*document) : fail(document.error());
    if (plan) {
        const auto again = planFromJson(planJson(*plan));
        fuzz::must(again && again->hash() == plan->hash());
    }
    return 0;
}
