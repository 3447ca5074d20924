// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as what a Virtual Connect shell prints. The six answers of a domain are separated by a zero byte.
#include <cstddef>
#include <cstdint>

#include "oa-bridge/base/text.hpp"
#include "vc-config/text/vc_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed::vc;
    const std::string_view reply(reinterpret_cast<const char*>(data), size);
    (void)parseRecords(reply, "show domain");
    (void)parseConnections(reply, "show enet-connection *");
    (void)parseUplinkPorts(reply, "show uplinkport *");
    (void)parseMacTable(reply, "show interconnect-mac-table enc0:1");
    (void)parseNeighbour(reply, "show lldp enc0:1:X1");
    (void)parseEnclosures(reply, "show enclosure *");
    (void)parseModules(reply, "show interconnect *");
    (void)checkChanged(reply, "add network A");
    const auto parts = seedbed::split(reply, '\0');
    DomainReplies replies;
    std::size_t part = 0;
    for (const auto& query : queries()) {
        replies.*query.reply = part < parts.size() ? parts[part++] : "";
    }
    (void)parseDomain(replies);
    return 0;
}
