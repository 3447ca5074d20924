// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/plan.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/site/layout.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/compile/compile.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

Error planError(std::string id, std::string object, std::string cause, std::string action) {
    return {.kind = ErrorKind::conflict,
            .id = std::move(id),
            .object = std::move(object),
            .attempted = "make a plan",
            .cause = std::move(cause),
            .action = std::move(action)};
}

// Where the blade's iLO answers when the address stage is done.
std::string iloAddress(const SiteSpec& site, const DeviceBay& bay) {
    if (site.address.ebipa) {
        return site.address.ebipa->of(bay.number).toString();
    }
    return bay.ilo.address == "0.0.0.0" ? "" : bay.ilo.address;
}

Result<PlannedBlade> planBlade(BayNumber number, const SiteSpec& site, const Enclosure& enclosure) {
    const DeviceBay* bay = enclosure.bay(number);
    const std::string name = fmt::format("bay{}", number);
    if (bay == nullptr || !bay->present()) {
        return fail(planError("PLAN-BAY-EMPTY", name, "the site file names the bay, the OA sees no blade in it",
                              "insert the blade or take the bay out of the site file"));
    }
    PlannedBlade blade;
    blade.iloAddress = iloAddress(site, *bay);
    if (blade.iloAddress.empty()) {
        return fail(planError("PLAN-NO-ILO", name, "its iLO has no address",
                              "enable EBIPA for the device bays: key address of the site file"));
    }
    blade.bay = number;
    blade.serial = bay->serialNumber;
    blade.product = bay->product;
    blade.cpus = std::max<int>(1, static_cast<int>(bay->cpus.size()));
    blade.memoryMb = bay->memoryMb;
    return blade;
}

// Throws the library's exception when it is no whole number.
int wholeNumber(const json& value) { return static_cast<int>(value.get_ref<const json::number_integer_t&>()); }

} // namespace

std::string profileName(BayNumber bay) { return fmt::format("seedbed-bay{}", bay); }

std::string Plan::hash() const { return sha256Hex(planJson(*this).dump()); }

bool Plan::empty() const {
    return changes.empty() && std::none_of(blades.begin(), blades.end(), [](const auto& b) { return b.deploy; });
}

bool Plan::maySwitchOff(BayNumber bay) const {
    return std::find(powerOff.begin(), powerOff.end(), bay) != powerOff.end() ||
           std::any_of(blades.begin(), blades.end(), [bay](const auto& b) { return b.bay == bay && b.deploy; });
}

Result<std::string> moduleAddress(const Enclosure& enclosure) {
    auto module = std::find_if(enclosure.interconnects.begin(), enclosure.interconnects.end(), [](const auto& i) {
        return i.presence == Presence::present && i.product.find("VC ") != std::string::npos && !i.address.empty();
    });
    if (module == enclosure.interconnects.end()) {
        return fail(planError("PLAN-NO-VIRTUAL-CONNECT", "enclosure " + enclosure.name,
                              "no Virtual Connect module with an address in the interconnect bays",
                              "insert the module, enable EBIPA for the interconnect bays"));
    }
    return module->address;
}

Result<Plan> makePlan(const SiteSpec& site, const std::string& siteFile, const Enclosure& enclosure) {
    Plan plan;
    plan.siteFile = siteFile;
    plan.siteText = site.text;
    plan.packName = site.pack;
    auto address = moduleAddress(enclosure);
    if (!address) {
        return fail(address.error());
    }
    plan.vcAddress = std::move(*address);
    plan.enclosureSerial = enclosure.serialNumber;
    for (BayNumber bay : site.bays) {
        auto blade = planBlade(bay, site, enclosure);
        if (!blade) {
            return fail(blade.error());
        }
        plan.blades.push_back(std::move(*blade));
    }
    return plan;
}

Result<vc::VcDomain> desiredDomain(const SiteSpec& site, const PackSpec& pack) {
    return vc::compile(connectivityIntent(site, pack));
}

std::vector<PlannedChange> forPeople(const vc::VcPlan& changes) {
    std::vector<PlannedChange> result;
    for (const vc::VcCommand& command : changes.commands) {
        PlannedChange change{command.object, command.reason, {}, command.needsOff};
        for (const vc::FieldChange& field : command.changes) {
            auto shown = [](const std::string& value) { return value.empty() ? std::string("(none)") : value; };
            change.fields.push_back(fmt::format("{}: {} -> {}", field.field, shown(field.before), shown(field.after)));
        }
        result.push_back(std::move(change));
    }
    for (const auto& waiting : changes.pending) {
        result.push_back({"profile " + waiting.profile,
                          "a pending profile takes effect when its blade has been off",
                          {"status: pending -> in effect"},
                          {waiting.bay}});
    }
    return result;
}

json planJson(const Plan& plan) {
    json blades = json::array();
    for (const PlannedBlade& blade : plan.blades) {
        blades.push_back({{"bay", blade.bay},
                          {"serial", blade.serial},
                          {"product", blade.product},
                          {"ilo", blade.iloAddress},
                          {"cpus", blade.cpus},
                          {"memory_mb", blade.memoryMb},
                          {"deploy", blade.deploy},
                          {"reason", blade.reason}});
    }
    json changes = json::array();
    for (const PlannedChange& change : plan.changes) {
        changes.push_back({{"object", change.object},
                           {"fields", change.fields},
                           {"needs_off", change.needsOff},
                           {"reason", change.reason}});
    }
    return {{"schema", 1},
            {"goal", toString(plan.goal)},
            {"power_off", plan.powerOff},
            {"site_file", plan.siteFile},
            {"site", plan.siteText},
            {"pack", plan.packName},
            {"virtual_connect", plan.vcAddress},
            {"enclosure", plan.enclosureSerial},
            {"blades", blades},
            {"changes", changes},
            {"notes", plan.notes}};
}

Result<Plan> planFromJson(const json& text) {
    try {
        Plan plan;
        auto goal = goalFrom(text.value("goal", "deploy"));
        if (!goal) {
            return fail(goal.error());
        }
        plan.goal = *goal;
        for (const json& bay : text.value("power_off", json::array())) {
            plan.powerOff.push_back(wholeNumber(bay));
        }
        plan.notes = text.value("notes", std::vector<std::string>());
        plan.siteFile = text.at("site_file");
        plan.siteText = text.at("site");
        plan.packName = text.at("pack");
        plan.vcAddress = text.at("virtual_connect");
        plan.enclosureSerial = text.value("enclosure", "");
        for (const json& entry : text.at("blades")) {
            plan.blades.push_back({wholeNumber(entry.at("bay")), entry.at("serial"), entry.at("product"),
                                   entry.at("ilo"), wholeNumber(entry.at("cpus")), wholeNumber(entry.at("memory_mb")),
                                   entry.at("deploy"), entry.at("reason")});
        }
        for (const json& entry : text.at("changes")) {
            plan.changes.push_back({entry.at("object"), entry.at("reason"), entry.at("fields"), {}});
            for (const json& bay : entry.at("needs_off")) {
                plan.changes.back().needsOff.push_back(wholeNumber(bay));
            }
        }
        return plan;
    } catch (const json::exception& exception) {
        return fail({.kind = ErrorKind::invalid,
                     .id = "PLAN-TEXT",
                     .object = "plan",
                     .attempted = "read it",
                     .cause = exception.what(),
                     .action = "make a new plan"});
    }
}

} // namespace seedbed
