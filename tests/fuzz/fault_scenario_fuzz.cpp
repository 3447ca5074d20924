// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a scenario file, and as a fault that the control interface is asked for.
#include <nlohmann/json.hpp>

#include "firmware/emulator/state/faults.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto faults = emulator::parseScenario(text, "input")) {
        for (const auto& fault : *faults) {
            fuzz::must(emulator::faultFromJson(emulator::toJson(fault), "again").has_value());
        }
    }
    if (const auto body = parseJson(text, "input")) {
        (void)emulator::faultFromJson(*body, "input");
    }
    return 0;
}
