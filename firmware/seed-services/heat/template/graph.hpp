// SPDX-License-Identifier: GPL-3.0-or-later
// Who must exist before whom in a template: every reference plus depends_on. Errors HEAT-REFERENCE,
// HEAT-CYCLE (naming the ring), and those of references(). Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "firmware/seed-services/heat/template/template.hpp"

namespace seedbed::heat {

struct Graph {
    std::map<std::string, std::set<std::string>> needs;    // resource -> what it needs
    std::map<std::string, std::set<std::string>> neededBy; // resource -> who needs it
    std::vector<std::string> order;                        // a creation order; ties by name
};
Result<Graph> dependencyGraph(const Template& tmpl);

} // namespace seedbed::heat
