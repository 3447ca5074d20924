// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as the small values of the base library, and as the words of a command line.
#include "firmware/node-agent/collect_config.hpp"
#include "firmware/posix/options.hpp"
#include "firmware/node-agent/value_types.hpp"
#include "firmware/seed-services/compute/base64.hpp"
#include "installer/image/disk_layout.hpp"
#include "oa-bridge/base/ids.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    (void)parseBays(text, 8);
    if (const auto mac = MacAddress::parse(text)) {
        fuzz::must(MacAddress::parse(mac->toString()) == *mac &&
                   MacAddress::parse(mac->withDashes()) == *mac);
    }
    if (const auto address = Ipv4Address::parse(text)) {
        fuzz::must(Ipv4Address::parse(address->toString()) == *address);
    }
    if (const auto net = Ipv4Net::parse(text)) {
        fuzz::must(Ipv4Net::parse(net->toString()) == *net && net->contains(net->broadcast()));
    }
    (void)image::parseSize(text);
    if (const auto bytes = seed::fromBase64(text)) {
        fuzz::must(seed::fromBase64(toBase64(*bytes)) == *bytes);
    }
    for (const auto* type : {"int", "default", "netaddress", "dsn", "swiftdevices", "username"}) {
        (void)node_agent::ensureType(std::string(text), type);
    }
    (void)posix::Options::parse(split(text, '\n'), node_agent::collectOptions());
    return 0;
}
