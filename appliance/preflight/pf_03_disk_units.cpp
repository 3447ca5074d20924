// SPDX-License-Identifier: GPL-3.0-or-later
// PF-03: the pack's disk size is a size a disk can have; 900 GB are 838 GiB, 1 TB are 931 GiB.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkDiskUnits(PreflightContext& context) {
    constexpr int marketed[] = {146, 300, 450, 500, 600, 900, 1000, 1200, 1800, 2000};
    const int stated = context.pack.diskGb;
    Findings findings;
    for (const int size : marketed) {
        if (stated == size) {
            const auto real = static_cast<long long>(size) * 1000 * 1000 * 1000 / (1LL << 30);
            findings.push_back(failed("pack " + context.pack.name,
                                      fmt::format("disk-gb {} is the size on the label; such a disk has {} GiB", size, real),
                                      fmt::format("write disk-gb: {}", real)));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("pack " + context.pack.name, fmt::format("disk-gb {}", stated)));
    }
    co_return findings;
}

} // namespace seedbed
