// SPDX-License-Identifier: GPL-3.0-or-later
// The plan: a pure function of (site, pack, what was observed). It lists the changes of OA, iLOs and Virtual Connect
// with their reasons, and per bay the blade (by serial number) and what is to be done with it; it carries a hash. A
// plan made after a successful run is empty. As JSON it is what the journal keeps and what a resumed run is made from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "appliance/deploy/goal.hpp"
#include "appliance/site/pack.hpp"
#include "appliance/site/site.hpp"
#include "oa-bridge/model/enclosure.hpp"
#include "vc-config/model/vc_domain.hpp"
#include "vc-config/model/vc_plan.hpp"

namespace seedbed {

struct PlannedBlade {
    BayNumber bay = 0;
    std::string serial;
    std::string product;
    std::string iloAddress;
    int cpus = 1;
    int memoryMb = 0;
    bool deploy = true; // false: the engine says it is deployed already
    std::string reason; // of a deployment that replaces another
    std::string name() const { return "bay" + std::to_string(bay); }
};

struct PlannedChange { // one change of Virtual Connect, the OA or an iLO, for people
    std::string object, reason;
    std::vector<std::string> fields; // "network: PROV -> TENANT"
    std::vector<BayNumber> needsOff;
};

struct Plan {
    Goal goal = Goal::deploy;
    std::vector<BayNumber> powerOff; // see RunOrder
    std::string siteFile, siteText, packName;
    std::string vcAddress;
    std::string enclosureSerial; // what Virtual Connect was on arrival is kept under it
    std::vector<PlannedBlade> blades;
    std::vector<PlannedChange> changes;
    std::vector<std::string> notes; // what stays, what could not be compared, what there is no way back from
    std::string hash() const; // SHA-256 of the JSON text
    bool empty() const;
    bool maySwitchOff(BayNumber bay) const; // the plan deploys the blade, or it was allowed by name
};

// Where Virtual Connect answers. PLAN-NO-VIRTUAL-CONNECT.
Result<std::string> moduleAddress(const Enclosure& enclosure);
// Errors PLAN-BAY-EMPTY, PLAN-NO-VIRTUAL-CONNECT, PLAN-NO-ILO, and the rules of vc-config.
Result<Plan> makePlan(const SiteSpec& site, const std::string& siteFile, const Enclosure& enclosure);

nlohmann::json planJson(const Plan& plan);
Result<Plan> planFromJson(const nlohmann::json& json);
// The Virtual Connect domain that site and pack ask for.
Result<vc::VcDomain> desiredDomain(const SiteSpec& site, const PackSpec& pack);
std::string profileName(BayNumber bay);
std::vector<PlannedChange> forPeople(const vc::VcPlan& changes);

} // namespace seedbed
