// SPDX-License-Identifier: GPL-3.0-or-later
// PF-01: the node list is written as its installer takes it, and names the blades of the site, each once. The seed host
// alone may be missing in it: it is installed by hand there.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

// The blade whose iLO has that address; none when the site has no such blade.
std::optional<BayNumber> bayOf(const PreflightContext& context, Ipv4Address ilo) {
    for (const auto& [record, bay] : siteBlades(context)) {
        if (bay->ilo.address == ilo.toString()) {
            return record->bay;
        }
    }
    return std::nullopt;
}

} // namespace

Task<Findings> checkNodeList(PreflightContext& context) {
    if (context.nodesError) {
        co_return Findings{failed("site.yaml", toSentence(*context.nodesError), context.nodesError->action)};
    }
    if (!context.nodes) {
        co_return Findings{skipped("site.yaml", "the site names no baremetal.csv (nodes-csv)")};
    }
    const NodesCsv& nodes = *context.nodes;
    Findings findings;
    for (const NodesFault& fault : nodes.faults) {
        findings.push_back(failed(nodes.place(fault.line), fault.cause, fault.fix));
    }
    std::set<BayNumber> named;
    for (const NodeRow& row : nodes.rows) {
        if (const auto bay = bayOf(context, row.ilo)) {
            named.insert(*bay);
        } else {
            findings.push_back(failed(nodes.place(row.line), fmt::format("iLO {} is that of no blade of the site", row.ilo.toString()),
                                      "correct the address, or the bays of the site file"));
        }
    }
    const auto blades = siteBlades(context).size();
    if (findings.empty() && named.size() + 1 < blades) {
        findings.push_back(failed(nodes.name, fmt::format("{} rows for {} blades of the site", nodes.rows.size(), blades),
                                  "add a row for each blade; only the seed host may be left out"));
    }
    if (findings.empty()) {
        findings.push_back(passed(nodes.name, fmt::format("{} rows, each a blade of the site", nodes.rows.size())));
    }
    co_return findings;
}

} // namespace seedbed
