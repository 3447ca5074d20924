// SPDX-License-Identifier: GPL-3.0-or-later
// Any datagram that comes to the DHCP port while a preflight listens; the first four bytes are the transaction.
#include "appliance/preflight/dhcp_probe.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = seedbed::fuzz::textOf(data, size);
    if (size < 8) {
        return 0;
    }
    std::uint32_t transaction = 0;
    for (std::size_t i = 4; i < 8; ++i) {
        transaction = transaction << 8 | data[i]; // so that it matches, and more than the check is reached
    }
    (void)seedbed::readOffer(text, transaction, seedbed::Ipv4Address{1});
    return 0;
}
