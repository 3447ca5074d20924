// SPDX-License-Identifier: GPL-3.0-or-later
// Preflight: what can be seen to be wrong before the first power-on. One file a check (pf_NN_*.cpp) and one row in the
// table of checks.cpp; the numbers are those of the catalogue. A check looks and changes nothing. One that cannot look
// says so (skipped, with the reason), it never passes. I/O thread only.
#pragma once

#include <optional>
#include <set>

#include "appliance/inventory/inventory.hpp"
#include "appliance/site/nodes_csv.hpp"
#include "appliance/site/pack.hpp"
#include "appliance/site/site.hpp"
#include "oa-bridge/async/blocking.hpp"
#include "vc-config/apply/virtual_connect.hpp"
#include "vc-config/model/vc_domain.hpp"
#include "vc-config/model/vc_plan.hpp"

namespace seedbed {

// One file of the images directory, as its manifest describes it.
struct ImageFile {
    std::string name;
    std::filesystem::path file;
    std::uint64_t bytes = 0; // on a disk, at the least
    std::string sha256;
};

struct PreflightContext {
    const SiteSpec& site;
    const PackSpec& pack;
    const Inventory& inventory;
    Blocking& blocking;
    Secret password;             // of the iLOs
    std::filesystem::path state; // where images, logs and reports go
    bool engineRuns = false;     // our own boot service holds its ports
    std::vector<ImageFile> images;
    std::optional<Error> imagesError; // why there are none
    std::optional<NodesCsv> nodes; // none: the site names no node list
    std::optional<Error> nodesError;
    std::optional<vc::VcDomain> domain;
    std::optional<vc::VcDomain> desired;
    std::optional<vc::VcPlan> changes;
    std::optional<Error> domainError; // why Virtual Connect could not be read or planned
    vc::DomainState domainState;
    std::vector<vc::UplinkPort> uplinks;
    std::optional<Error> uplinksError; // why their state is not known
    Duration probeTime = std::chrono::seconds(3); // how long to listen for answers that should not come
};

using Findings = std::vector<Finding>;

struct Check {
    const char* id;
    const char* title;
    Severity severity;
    bool mayBeWaived; // the catalogue says W
    Task<Findings> (*run)(PreflightContext& context);
};
const std::vector<Check>& checks();

// All checks at once, each within its own deadline, then the waivers of the site. In the order of the catalogue.
Task<Findings> runPreflight(PreflightContext& context);
// Failed findings that the site waives become waived, where that is allowed.
void applyWaivers(const SiteSpec& site, Findings& findings);

// For the checks.
std::string bayName(BayNumber bay);
Finding passed(std::string object, std::string evidence);
Finding failed(std::string object, std::string evidence, std::string fix);
Finding warned(std::string object, std::string evidence, std::string fix); // failed, but only a warning
Finding skipped(std::string object, std::string why);
// The site's bays that hold a blade, with its record.
std::vector<std::pair<const BladeRecord*, const DeviceBay*>> siteBlades(const PreflightContext& context);

// pf_NN_*.cpp
Task<Findings> checkNodeList(PreflightContext& context);       // PF-01
Task<Findings> checkDuplicates(PreflightContext& context);     // PF-02
Task<Findings> checkDiskUnits(PreflightContext& context);      // PF-03
Task<Findings> checkFlavorRow(PreflightContext& context);      // PF-04
Task<Findings> checkIloReach(PreflightContext& context);       // PF-05
Task<Findings> checkIloPrivilege(PreflightContext& context);   // PF-06
Task<Findings> checkCiphers(PreflightContext& context);        // PF-07
Task<Findings> checkIloFirmware(PreflightContext& context);    // PF-08
Task<Findings> checkClocks(PreflightContext& context);         // PF-09
Task<Findings> checkBootOrder(PreflightContext& context);      // PF-10
Task<Findings> checkActiveNics(PreflightContext& context);     // PF-11
Task<Findings> checkDisks(PreflightContext& context);          // PF-12
Task<Findings> checkMemory(PreflightContext& context);         // PF-13
Task<Findings> checkStaysOff(PreflightContext& context);       // PF-14
Task<Findings> checkOwner(PreflightContext& context);          // PF-15
Task<Findings> checkForeignDhcp(PreflightContext& context);    // PF-16
Task<Findings> checkServices(PreflightContext& context);       // PF-19
Task<Findings> checkFirewall(PreflightContext& context);       // PF-20
Task<Findings> checkAddressPlan(PreflightContext& context);    // PF-21
Task<Findings> checkRouterIds(PreflightContext& context);      // PF-22
Task<Findings> checkDomain(PreflightContext& context);         // PF-23
Task<Findings> checkPending(PreflightContext& context);        // PF-24
Task<Findings> checkUplinks(PreflightContext& context);        // PF-25
Task<Findings> checkPower(PreflightContext& context);          // PF-26
Task<Findings> checkCooling(PreflightContext& context);        // PF-27
Task<Findings> checkHost(PreflightContext& context);           // PF-28
Task<Findings> checkImageFiles(PreflightContext& context);     // PF-29
Task<Findings> checkCredentials(PreflightContext& context);    // PF-30
// Those that need what this version cannot see yet; each says what.
Task<Findings> noOuterProbe(PreflightContext& context);        // PF-17
Task<Findings> noFirstFrame(PreflightContext& context);        // PF-18

} // namespace seedbed
