// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a node list: rows hold what they must, faults their place and fix.
#include "appliance/site/nodes_csv.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto nodes = parseNodesCsv(fuzz::textOf(data, size), "baremetal.csv");
    fuzz::must(!nodes.rows.empty() || !nodes.faults.empty());
    for (const NodeRow& row : nodes.rows) {
        fuzz::must(!row.user.empty() && !row.password.empty() && row.cores > 0 && row.memoryMb > 0 && row.diskGib > 0);
    }
    for (const NodesFault& fault : nodes.faults) {
        fuzz::must(fault.line > 0 && !fault.cause.empty() && !fault.fix.empty());
    }
    return 0;
}
