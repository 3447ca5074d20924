// SPDX-License-Identifier: GPL-3.0-or-later
// PF-23: the Virtual Connect domain can be read and planned for.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkDomain(PreflightContext& context) {
    if (context.domainError) {
        co_return Findings{failed("Virtual Connect", toSentence(*context.domainError), context.domainError->action)};
    }
    if (!context.domain) {
        co_return Findings{skipped("Virtual Connect", "the domain was not read")};
    }
    const auto& claimed = context.inventory.enclosure.vcMode;
    if (context.domain->enclosureImported && claimed.claimed && claimed.domainName != context.domain->name && !context.domain->name.empty()) {
        co_return Findings{failed("Virtual Connect", fmt::format("the OA says the enclosure belongs to domain {}, the module says {}", claimed.domainName, context.domain->name),
                                  "find out who manages the enclosure (VCEM, OneView), and release it there")};
    }
    co_return Findings{passed("Virtual Connect", context.domain->enclosureImported ? "domain " + context.domain->name : "no domain yet: it will be made")};
}

} // namespace seedbed
