// SPDX-License-Identifier: GPL-3.0-or-later
// PF-25: the uplink ports of the site have an SFP that the module takes, a link, and the speed of the kit's 1000BASE-T
// SFPs at the least. Words of the status: HP Virtual Connect networking scenarios cookbook.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

constexpr int kLeastSpeedMb = 1000;

bool saysBadSfp(const std::string& status) {
    constexpr const char* words[] = {"unpopulated", "incompatible", "unsupported", "unrecognized", "failed validation", "uncertified"};
    const auto said = lower(status);
    return std::any_of(std::begin(words), std::end(words), [&said](const char* word) { return said.find(word) != std::string::npos; });
}

Finding lookAt(const vc::UplinkPort& port) {
    const auto seen = fmt::format("its status is \"{}\", its SFP \"{}\"", port.status, port.sfp);
    if (saysBadSfp(port.status)) {
        return failed(port.id, seen, "plug in an SFP of the module's list; the kit has two for 1000BASE-T");
    }
    if (!port.linked) {
        return failed(port.id, seen, "check the cable, and that the port of the customer's switch is on");
    }
    if (port.speedMb < kLeastSpeedMb) {
        return failed(port.id, fmt::format("its link has {} Mb/s, {} are wanted", port.speedMb, kLeastSpeedMb),
                      "let both ends negotiate; a 1000BASE-T SFP does 1 Gb/s full duplex only");
    }
    return passed(port.id, fmt::format("{} Mb/s, {}", port.speedMb, port.sfp));
}

void lookAtSet(const PreflightContext& context, const vc::UplinkSetIntent& set, Findings& findings) {
    std::set<int> speeds;
    for (const vc::UplinkPortIntent& wanted : set.ports) {
        const auto port = std::find_if(context.uplinks.begin(), context.uplinks.end(),
                                       [&wanted](const vc::UplinkPort& each) { return iequals(each.id, wanted.id); });
        if (port == context.uplinks.end()) {
            findings.push_back(failed(wanted.id, "Virtual Connect has no such uplink port", "correct the ports of the uplink set in the site file"));
            continue;
        }
        findings.push_back(lookAt(*port));
        if (port->linked) {
            speeds.insert(port->speedMb);
        }
    }
    if (speeds.size() > 1 && set.mode == vc::ConnectionMode::automatic) { // they cannot join one group
        findings.push_back(failed("uplink set " + set.name,
                                  fmt::format("its links have different speeds, {} to {} Mb/s", *speeds.begin(), *speeds.rbegin()),
                                  "use SFPs of one speed in one uplink set"));
    }
}

} // namespace

Task<Findings> checkUplinks(PreflightContext& context) {
    if (context.uplinksError) {
        co_return Findings{skipped("uplinks", toSentence(*context.uplinksError))};
    }
    Findings findings;
    for (const vc::UplinkSetIntent& set : context.site.uplinkSets) {
        lookAtSet(context, set, findings);
    }
    co_return findings;
}

} // namespace seedbed
