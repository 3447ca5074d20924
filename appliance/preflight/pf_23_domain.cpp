// SPDX-License-Identifier: GPL-3.0-or-later
// PF-23: the Virtual Connect domain can be read and planned for, is healthy and saved, and its firmware and the OA's
// are known to go together. The states are those of the user guide.
#include <fmt/format.h>

#include "appliance/inventory/kit.hpp"
#include "appliance/preflight/check.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

constexpr const char* kObject = "Virtual Connect";

// It forwards frames, some of them: an uplink without a cable makes a domain degraded.
bool works(std::string_view status) {
    return status.empty() || iequals(status, "OK") || iequals(status, "Degraded");
}

void lookAtState(const vc::DomainState& state, Findings& findings) {
    if (!works(state.status)) {
        findings.push_back(failed(kObject, fmt::format("its domain status is \"{}\"", state.status),
                                  "look at show status and show systemlog of Virtual Connect; the OA must reach the module"));
    } else if (iequals(state.status, "Degraded")) {
        findings.push_back(warned(kObject, "its domain status is \"Degraded\"", "see the uplinks (PF-25), and show status of Virtual Connect"));
    }
    if (state.checkpoint == vc::Checkpoint::pending) {
        findings.push_back(warned(kObject, "its checkpoint is pending: a loss of power would take the last change away",
                                  "leave its power on until the checkpoint is valid"));
    }
}

void lookAtFirmware(const Inventory& inventory, Findings& findings) {
    for (const Finding& part : firmwareMatrix(inventory)) {
        if (part.status == FindingStatus::fail && (part.id == "FW-OA" || part.id == "FW-VC")) {
            findings.push_back(warned(part.object, part.evidence + ": not a pair that is known to work", part.fix));
        }
    }
}

} // namespace

Task<Findings> checkDomain(PreflightContext& context) {
    if (context.domainError) {
        co_return Findings{failed(kObject, toSentence(*context.domainError), context.domainError->action)};
    }
    if (!context.domain) {
        co_return Findings{skipped(kObject, "the domain was not read")};
    }
    const auto& claimed = context.inventory.enclosure.vcMode;
    if (context.domain->enclosureImported && claimed.claimed && claimed.domainName != context.domain->name && !context.domain->name.empty()) {
        co_return Findings{failed(kObject, fmt::format("the OA says the enclosure belongs to domain {}, the module says {}", claimed.domainName, context.domain->name),
                                  "find out who manages the enclosure (VCEM, OneView), and release it there")};
    }
    Findings findings;
    lookAtState(context.domainState, findings);
    lookAtFirmware(context.inventory, findings);
    if (findings.empty()) {
        findings.push_back(passed(kObject, context.domain->enclosureImported ? "domain " + context.domain->name : "no domain yet: it will be made"));
    }
    co_return findings;
}

} // namespace seedbed
