// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as /etc/os-collect-config.conf.
#include "firmware/node-agent/collect_config.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto ini = node_agent::parseIni(text, "input")) {
        (void)node_agent::makeCollectConfig(*ini, node_agent::Options());
    }
    return 0;
}
