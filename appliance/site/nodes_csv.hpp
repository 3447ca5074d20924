// SPDX-License-Identifier: GPL-3.0-or-later
// The node list of a Helion installation (baremetal.csv): no header, one line a machine, the columns
//   MAC of the PXE NIC, iLO user, iLO password, iLO address, cores, memory in MB, disk in GiB [, hw_type, node_type]
// Read as strictly as its installer does: a blank line or a stray character stops it. Line 1 is the undercloud, line 2
// sizes the flavor of all others. Pure but for reading the file; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed {

struct NodeRow {
    int line = 0;
    MacAddress mac;
    std::string user;
    Secret password;
    Ipv4Address ilo;
    int cores = 0;
    int memoryMb = 0;
    int diskGib = 0;
};

struct NodesFault {
    int line = 0;
    std::string cause; // never holds the password
    std::string fix;
};

struct NodesCsv {
    std::string name; // of the file, for findings
    std::vector<NodeRow> rows;
    std::vector<NodesFault> faults; // the first twenty; none: every line is a row
    std::string place(int line) const; // "baremetal.csv line 3"
};

NodesCsv parseNodesCsv(std::string_view text, std::string name);
// Error NODES-CSV: it cannot be read, or is larger than 64 KiB.
Result<NodesCsv> readNodesCsv(const std::filesystem::path& file);

} // namespace seedbed
