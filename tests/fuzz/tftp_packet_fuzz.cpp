// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a packet of a TFTP server.
#include "firmware/deploy-agent/tftp_packets.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    (void)deploy_agent::parseTftp(text);
    return 0;
}
