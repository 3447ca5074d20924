// SPDX-License-Identifier: GPL-3.0-or-later
// PF-07: IPMI over LAN is on (the inventory spoke it, with suite 3 or 17), and a session without authentication, cipher
// suite 0, is refused.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"
#include "oa-bridge/ilo/bmc.hpp"

namespace seedbed {
namespace {

asio::awaitable<void> lookAt(PreflightContext& context, BayNumber bay, std::string address, Findings& findings) {
    BmcAccess access;
    access.address = address;
    access.user = context.site.chassis.user;
    access.password = context.password;
    access.sessionTimeout = std::chrono::milliseconds(4000);
    auto executor = co_await asio::this_coro::executor;
    Bmc bmc(executor, context.blocking, std::move(access));
    auto refused = co_await bmc.refusesCipherZero();
    if (!refused) {
        findings.push_back(skipped(bayName(bay), toSentence(refused.error())));
    } else if (!*refused) {
        findings.push_back(failed(bayName(bay), fmt::format("iLO {} accepts cipher suite 0: anybody may switch the blade", address),
                                  "switch cipher suite 0 off, or update the iLO firmware"));
    }
}

// Only one that is silent where the iLO's other doors answer may have IPMI off.
Finding withoutIpmi(const BladeRecord& record) {
    const Error* gap = record.gapOf("IPMI");
    const bool silent = gap == nullptr || gap->kind == ErrorKind::unreachable || gap->kind == ErrorKind::timeout;
    if (!silent) {
        return skipped(bayName(record.bay), toSentence(*gap));
    }
    if (!record.answeredBy(Source::ribcl) && !record.answeredBy(Source::redfish)) {
        return skipped(bayName(record.bay), "its iLO did not answer, see PF-05");
    }
    return warned(bayName(record.bay), "no IPMI answer, while its web server answers: IPMI/DCMI over LAN may be off",
                  "switch IPMI/DCMI over LAN on at the iLO (RIBCL IPMI_DCMI_OVER_LAN_ENABLED)");
}

} // namespace

Task<Findings> checkCiphers(PreflightContext& context) {
    auto executor = co_await asio::this_coro::executor;
    Findings findings;
    Nursery nursery(executor);
    for (const auto& [record, bay] : siteBlades(context)) {
        if (record->answeredBy(Source::ipmi)) {
            nursery.spawn(bayName(record->bay), lookAt(context, record->bay, bay->ilo.address, findings));
        } else {
            findings.push_back(withoutIpmi(*record));
        }
    }
    co_await nursery.join();
    if (findings.empty()) {
        findings.push_back(passed("iLOs", "IPMI over LAN is on, cipher suite 0 is refused"));
    }
    co_return findings;
}

} // namespace seedbed
