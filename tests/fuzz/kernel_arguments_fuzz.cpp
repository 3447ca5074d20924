// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the kernel command line of the deploy agent.
#include "firmware/deploy-agent/deploy_info.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    const auto words = deploy_agent::parseWords(text);
    (void)deploy_agent::parseRootDevice(words);
    (void)deploy_agent::wantsTroubleshooting(words);
    if (const auto order = deploy_agent::parseDeployOrder(words)) {
        const auto message = deploy_agent::deployInfo(*order, "token", std::string(text), "SGH0001001");
        fuzz::must(parseJson(message.body, "pass_deploy_info").has_value());
    }
    return 0;
}
