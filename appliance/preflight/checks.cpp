// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

constexpr auto kCheckLimit = std::chrono::seconds(60);

Finding made(FindingStatus status, std::string object, std::string evidence, std::string fix) {
    Finding finding;
    finding.status = status;
    finding.object = std::move(object);
    finding.evidence = std::move(evidence);
    finding.fix = std::move(fix);
    return finding;
}

Finding broken(const Error& error) {
    return made(FindingStatus::fail, "preflight", toSentence(error), error.action);
}

asio::awaitable<void> runOne(const Check& check, PreflightContext& context, Findings& into) {
    auto found = co_await within(kCheckLimit, check.id, check.run(context));
    into = found ? std::move(*found) : Findings{broken(found.error())};
    for (Finding& finding : into) {
        finding.id = check.id;
        if (finding.severity == Severity::block) {
            finding.severity = check.severity;
        }
    }
}

} // namespace

std::string bayName(BayNumber bay) { return fmt::format("bay{}", bay); }
Finding passed(std::string object, std::string evidence) {
    return made(FindingStatus::pass, std::move(object), std::move(evidence), "");
}
Finding failed(std::string object, std::string evidence, std::string fix) {
    return made(FindingStatus::fail, std::move(object), std::move(evidence), std::move(fix));
}
Finding warned(std::string object, std::string evidence, std::string fix) {
    auto finding = failed(std::move(object), std::move(evidence), std::move(fix));
    finding.severity = Severity::warn;
    return finding;
}
Finding skipped(std::string object, std::string why) {
    return made(FindingStatus::skipped, std::move(object), std::move(why), "");
}

std::vector<std::pair<const BladeRecord*, const DeviceBay*>> siteBlades(const PreflightContext& context) {
    std::vector<std::pair<const BladeRecord*, const DeviceBay*>> blades;
    for (const BayNumber bay : context.site.bays) {
        const BladeRecord* record = context.inventory.blade(bay);
        const DeviceBay* device = context.inventory.enclosure.bay(bay);
        if (record != nullptr && device != nullptr && device->present()) {
            blades.emplace_back(record, device);
        }
    }
    return blades;
}

// A waiver that waives nothing, with the reason.
static std::optional<Finding> withoutEffect(const Waiver& waiver, const Findings& findings) {
    bool fails = false;
    for (const Finding& finding : findings) {
        const bool meant = waiver.id == finding.id && (waiver.object.empty() || waiver.object == finding.object);
        if (meant && finding.status == FindingStatus::waived) {
            return std::nullopt;
        }
        fails = fails || (meant && finding.status == FindingStatus::fail);
    }
    const auto of = waiver.object.empty() ? std::string() : fmt::format(" of \"{}\"", waiver.object);
    Finding idle = fails ? warned("waivers", fmt::format("{}{} is not to be waived, the waiver of {} has no effect", waiver.id, of, waiver.name),
                                  "mend what it finds, and take the waiver out of the site file")
                         : skipped("waivers", fmt::format("{}{} finds nothing to waive", waiver.id, of));
    idle.id = waiver.id;
    return idle;
}

void applyWaivers(const SiteSpec& site, Findings& findings) {
    for (Finding& finding : findings) {
        const auto check = std::find_if(checks().begin(), checks().end(),
                                        [&finding](const Check& each) { return finding.id == each.id; });
        const bool allowed =
            finding.severity == Severity::warn || (check != checks().end() && check->mayBeWaived);
        for (const Waiver& waiver : site.waivers) {
            const bool meant = waiver.id == finding.id && (waiver.object.empty() || waiver.object == finding.object);
            if (meant && allowed && finding.status == FindingStatus::fail) {
                finding.status = FindingStatus::waived;
                finding.waiver = fmt::format("{}: {}", waiver.name, waiver.reason);
            }
        }
    }
    for (const Waiver& waiver : site.waivers) {
        if (auto idle = withoutEffect(waiver, findings)) {
            findings.push_back(std::move(*idle));
        }
    }
}

Task<Findings> runPreflight(PreflightContext& context) {
    auto executor = co_await asio::this_coro::executor;
    std::vector<Findings> all(checks().size());
    Nursery nursery(executor);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = {made(FindingStatus::fail, "preflight", "the check ended without a verdict", "report this as a defect")};
        all[i].front().id = checks()[i].id;
        nursery.spawn(checks()[i].id, runOne(checks()[i], context, all[i]));
    }
    co_await nursery.join();
    Findings findings = disagreements(context.inventory);
    for (Findings& each : all) {
        std::move(each.begin(), each.end(), std::back_inserter(findings));
    }
    applyWaivers(context.site, findings);
    co_return findings;
}

const std::vector<Check>& checks() {
    using enum Severity;
    static const std::vector<Check> table{
        {"PF-01", "site sheet and node list", block, false, checkNodeList},
        {"PF-02", "duplicate addresses, names, serial numbers", block, false, checkDuplicates},
        {"PF-03", "disk sizes in GiB", block, false, checkDiskUnits},
        {"PF-04", "the row that sizes the flavor", block, false, checkFlavorRow},
        {"PF-05", "iLO reachable", block, false, checkIloReach},
        {"PF-06", "iLO user is administrator", block, false, checkIloPrivilege},
        {"PF-07", "IPMI over LAN, cipher suites", block, true, checkCiphers},
        {"PF-08", "iLO firmware", warn, true, checkIloFirmware},
        {"PF-09", "clocks", block, true, checkClocks},
        {"PF-10", "one PXE NIC, network first", block, false, checkBootOrder},
        {"PF-11", "unused FlexNICs are not mapped", block, false, checkActiveNics},
        {"PF-12", "disk", block, true, checkDisks},
        {"PF-13", "memory and cores", warn, true, checkMemory},
        {"PF-14", "stays off after power-off", warn, true, checkStaysOff},
        {"PF-15", "owner and power state", block, false, checkOwner},
        {"PF-16", "foreign DHCP server", block, false, checkForeignDhcp},
        {"PF-17", "VLANs reach their peers", block, false, noOuterProbe},
        {"PF-18", "spanning-tree delay", warn, true, noFirstFrame},
        {"PF-19", "gateway, DNS, NTP", block, true, checkServices},
        {"PF-20", "firewall", block, false, checkFirewall},
        {"PF-21", "address plan", block, false, checkAddressPlan},
        {"PF-22", "keepalived router id", warn, true, checkRouterIds},
        {"PF-23", "Virtual Connect domain", block, true, checkDomain},
        {"PF-24", "profiles that would be pending", warn, true, checkPending},
        {"PF-25", "uplinks", warn, true, checkUplinks},
        {"PF-26", "power supplies and budget", block, true, checkPower},
        {"PF-27", "fans and temperature", block, true, checkCooling},
        {"PF-28", "controller host", block, false, checkHost},
        {"PF-29", "images", block, false, checkImageFiles},
        {"PF-30", "credentials", warn, true, checkCredentials},
    };
    return table;
}

} // namespace seedbed
