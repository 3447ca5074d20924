// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the saved domain of the emulated Virtual Connect.
#include "firmware/emulator/vc/config_script.hpp"
#include "firmware/emulator/vc/domain_json.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    using namespace emulator::vc;
    if (const auto domain = domainFromJson(text)) {
        const auto written = domainToJson(*domain);
        const auto again = domainFromJson(written);
        fuzz::must(again && domainToJson(*again) == written);
        (void)configScript(*domain);
    }
    return 0;
}
