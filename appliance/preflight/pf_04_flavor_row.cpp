// SPDX-License-Identifier: GPL-3.0-or-later
// PF-04: the second row of the node list becomes the flavor of every node after the undercloud, which is row one: a
// machine smaller than it is never chosen.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

struct Amount {
    const char* what;
    int NodeRow::*value;
};
constexpr Amount kAmounts[] = {{"cores", &NodeRow::cores}, {"MB of memory", &NodeRow::memoryMb}, {"GiB of disk", &NodeRow::diskGib}};

} // namespace

Task<Findings> checkFlavorRow(PreflightContext& context) {
    if (!context.nodes || !context.nodes->faults.empty()) {
        co_return Findings{skipped("site.yaml", "there is no good baremetal.csv, see PF-01")};
    }
    const NodesCsv& nodes = *context.nodes;
    if (nodes.rows.size() < 2) {
        co_return Findings{skipped(nodes.name, "it has no second row")};
    }
    const NodeRow& flavor = nodes.rows[1];
    Findings findings;
    for (std::size_t i = 2; i < nodes.rows.size(); ++i) {
        for (const Amount& amount : kAmounts) {
            if (nodes.rows[i].*amount.value < flavor.*amount.value) {
                findings.push_back(failed(nodes.place(flavor.line),
                                          fmt::format("it asks for {} {}, line {} has {}", flavor.*amount.value, amount.what,
                                                      nodes.rows[i].line, nodes.rows[i].*amount.value),
                                          "make the smallest machine the second row"));
            }
        }
    }
    if (findings.empty()) {
        findings.push_back(passed(nodes.name, "no machine is smaller than that of the second row"));
    }
    co_return findings;
}

} // namespace seedbed
