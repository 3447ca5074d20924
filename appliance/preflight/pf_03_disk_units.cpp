// SPDX-License-Identifier: GPL-3.0-or-later
// PF-03: disk sizes of the pack and of the node list are those that disks can have; 900 GB are 838 GiB, 1 TB are 931 GiB.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

// What a disk of that name has, when `stated` is the size on its label.
std::optional<long long> realSize(int stated) {
    constexpr int marketed[] = {146, 300, 450, 500, 600, 900, 1000, 1200, 1800, 2000};
    const bool label = std::find(std::begin(marketed), std::end(marketed), stated) != std::end(marketed);
    return label ? std::optional(static_cast<long long>(stated) * 1000 * 1000 * 1000 / (1LL << 30)) : std::nullopt;
}

void lookAt(const std::string& object, const char* key, int stated, Findings& findings) {
    if (const auto real = realSize(stated)) {
        findings.push_back(failed(object, fmt::format("{} {} is the size on the label; such a disk has {} GiB", key, stated, *real),
                                  fmt::format("write {}: {}", key, *real)));
    }
}

} // namespace

Task<Findings> checkDiskUnits(PreflightContext& context) {
    Findings findings;
    lookAt("pack " + context.pack.name, "disk-gb", context.pack.diskGb, findings);
    for (const NodeRow& row : context.nodes ? context.nodes->rows : std::vector<NodeRow>{}) {
        lookAt(context.nodes->place(row.line), "disk", row.diskGib, findings);
    }
    if (findings.empty()) {
        findings.push_back(passed("pack " + context.pack.name, fmt::format("disk-gb {}", context.pack.diskGb)));
    }
    co_return findings;
}

} // namespace seedbed
