// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/inventory.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/api/error_json.hpp"
#include "appliance/inventory/doors.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

std::string text(const std::string& value) { return value; }
std::string text(PowerReading value) { return std::string(toString(value)); }
std::string text(bool value) { return value ? "yes" : "no"; }

template <class T>
void addAll(Witnessed<T>& into, const Witnessed<T>& others) {
    for (const auto& account : others.accounts()) {
        into.add(account.value, account.source, account.time);
    }
}

template <class T>
json witnessedJson(const Witnessed<T>& witnessed) {
    json accounts = json::array();
    for (const auto& account : witnessed.accounts()) {
        accounts.push_back({{"source", toString(account.source)}, {"value", text(account.value)}, {"time", isoTimeMillis(account.time)}});
    }
    const auto value = witnessed.value();
    return {{"value", value ? json(text(*value)) : json(nullptr)}, {"verdict", toString(witnessed.verdict())}, {"accounts", accounts}};
}

// The OA restarts without touching a blade; an iLO too.
std::string cureOf(const std::set<Source>& liars, BayNumber bay) {
    std::string cure;
    if (liars.count(Source::oa) != 0) {
        cure = "restart the Onboard Administrator: RESTART OA ACTIVE";
    }
    if (liars.size() > liars.count(Source::oa)) {
        cure += fmt::format("{}reset its iLO: RESET ILO {} at the OA", cure.empty() ? "" : "; ", bay);
    }
    return cure;
}

template <class T>
void compare(std::vector<Finding>& findings, BayNumber bay, std::string_view what, const Witnessed<T>& witnessed) {
    const auto verdict = witnessed.verdict();
    if (verdict != Verdict::outvoted && verdict != Verdict::undecided) {
        return;
    }
    std::string said;
    for (const auto& account : witnessed.accounts()) {
        said += fmt::format("{}{} says {}", said.empty() ? "" : ", ", toString(account.source), text(account.value));
    }
    Finding finding;
    finding.object = fmt::format("bay{}", bay);
    finding.status = FindingStatus::fail;
    finding.evidence = fmt::format("{}: {}", what, said);
    if (verdict == Verdict::outvoted) {
        std::string names;
        std::set<Source> liars;
        for (const auto& account : witnessed.dissenters()) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", toString(account.source));
            liars.insert(account.source);
        }
        finding.id = "WIT-OUTVOTED";
        finding.severity = Severity::warn;
        finding.fix = fmt::format("do not trust {} of this blade; {}", names, cureOf(liars, bay));
    } else {
        finding.id = "WIT-UNDECIDED";
        finding.fix = "look at the blade: its power light and serial number label decide";
    }
    findings.push_back(std::move(finding));
}

json bladeJson(const BladeRecord& blade, const DeviceBay* bay) {
    const auto present = blade.present.value();
    json result{{"bay", blade.bay}, {"present", present.value_or(false)}};
    if (!present.value_or(false)) {
        return result;
    }
    json clocks = json::object();
    for (const auto& [source, ahead] : blade.clockAhead) {
        clocks[std::string(toString(source))] = ahead.count();
    }
    json gaps = json::array();
    for (const Gap& gap : blade.gaps) {
        gaps.push_back(toSentence(gap.error));
    }
    result["witnesses"] = {{"present", witnessedJson(blade.present)}, {"power", witnessedJson(blade.power)},
                           {"serial", witnessedJson(blade.serial)},   {"uuid", witnessedJson(blade.uuid)},
                           {"product", witnessedJson(blade.product)}, {"ilo_address", witnessedJson(blade.iloAddress)},
                           {"ilo_firmware", witnessedJson(blade.iloFirmware)}};
    result["clock_ahead_ms"] = clocks;
    result["gaps"] = gaps;
    result["took_ms"] = blade.took.count();
    const auto power = blade.power.value();
    result["power"] = power ? json(toString(*power)) : json("needs a human");
    result["serial"] = blade.serial.value().value_or("needs a human");
    if (bay != nullptr) {
        result["product"] = bay->product;
        result["part"] = bay->partNumber;
        result["rom"] = bay->romVersion;
        result["memory_mb"] = bay->memoryMb;
        result["cpus"] = bay->cpus.size();
        result["watts"] = bay->status.wattsConsumed;
        result["health"] = toString(bay->status.health);
        result["ilo"] = {{"address", bay->ilo.address}, {"model", bay->ilo.model}, {"firmware", bay->ilo.firmware}};
        json nics = json::array();
        for (const Nic& nic : bay->nics) {
            nics.push_back({{"port", nic.port}, {"mac", nic.mac.toString()}});
        }
        result["nics"] = nics;
    }
    return result;
}

json unitsJson(const Enclosure& enclosure) {
    json fans = json::array();
    for (const Fan& fan : enclosure.fans) {
        fans.push_back({{"bay", fan.bay}, {"present", fan.presence == Presence::present}, {"health", toString(fan.health)},
                        {"rpm", fan.rpm}, {"max_rpm", fan.maxRpm}});
    }
    json supplies = json::array();
    for (const PowerSupply& supply : enclosure.powerSupplies) {
        supplies.push_back({{"bay", supply.bay}, {"present", supply.presence == Presence::present},
                            {"health", toString(supply.health)}, {"capacity_watts", supply.capacityWatts},
                            {"output_watts", supply.outputWatts}, {"serial", supply.serialNumber}});
    }
    return {{"fans", fans}, {"power_supplies", supplies}};
}

} // namespace

void BladeWitnesses::add(const BladeWitnesses& others) {
    const auto known = uuid.accounts().empty() ? std::string() : uuid.accounts().front().value;
    for (const auto& account : others.uuid.accounts()) {
        uuid.add(inOrderOf(known, account.value), account.source, account.time);
    }
    addAll(present, others.present);
    addAll(power, others.power);
    addAll(serial, others.serial);
    addAll(product, others.product);
    addAll(iloAddress, others.iloAddress);
    addAll(iloFirmware, others.iloFirmware);
}

bool BladeRecord::answeredBy(Source source) const {
    const auto& accounts = power.accounts();
    return std::any_of(accounts.begin(), accounts.end(), [source](const auto& account) { return account.source == source; });
}

const Error* BladeRecord::gapOf(std::string_view door) const {
    const auto found = std::find_if(gaps.begin(), gaps.end(), [door](const Gap& gap) { return gap.door == door; });
    return found == gaps.end() ? nullptr : &found->error;
}

const BladeRecord* Inventory::blade(BayNumber bay) const {
    for (const BladeRecord& record : blades) {
        if (record.bay == bay) {
            return &record;
        }
    }
    return nullptr;
}

json inventoryJson(const Inventory& inventory) {
    const Enclosure& enclosure = inventory.enclosure;
    json bays = json::array();
    for (const BladeRecord& blade : inventory.blades) {
        bays.push_back(bladeJson(blade, enclosure.bay(blade.bay)));
    }
    json interconnects = json::array();
    for (const Interconnect& module : enclosure.interconnects) {
        if (module.presence == Presence::present) {
            interconnects.push_back({{"bay", module.bay}, {"product", module.product}, {"address", module.address},
                                     {"serial", module.serialNumber}, {"firmware", module.firmware}});
        }
    }
    json gaps = json::array();
    for (const Error& gap : enclosure.gaps) {
        gaps.push_back(toSentence(gap));
    }
    for (const Error& gap : inventory.gaps) {
        gaps.push_back(toSentence(gap));
    }
    const OaModule* oa = enclosure.activeOa();
    json result = unitsJson(enclosure);
    result.update({{"schema", 2},
                   {"source", "OA, iLO"},
                   {"time", isoTimeMillis(inventory.time)},
                   {"took_ms", inventory.took.count()},
                   {"enclosure", {{"name", enclosure.name}, {"product", enclosure.product}, {"serial", enclosure.serialNumber},
                                  {"rack", enclosure.rackName}, {"health", toString(enclosure.health)}}},
                   {"oa", {{"address", oa == nullptr ? "" : oa->address}, {"firmware", oa == nullptr ? "" : oa->firmware},
                           {"name", oa == nullptr ? "" : oa->name}, {"took_ms", inventory.oaTook.count()}}},
                   {"power", {{"redundancy_mode", enclosure.power.redundancyMode}, {"redundant", enclosure.power.redundant},
                              {"capacity_watts", enclosure.power.capacityWatts}, {"consumed_watts", enclosure.power.consumedWatts}}},
                   {"bays", bays},
                   {"interconnects", interconnects},
                   {"gaps", gaps}});
    return result;
}

std::vector<Finding> disagreements(const Inventory& inventory) {
    std::vector<Finding> findings;
    for (const BladeRecord& blade : inventory.blades) {
        compare(findings, blade.bay, "present", blade.present);
        compare(findings, blade.bay, "power", blade.power);
        compare(findings, blade.bay, "serial number", blade.serial);
        compare(findings, blade.bay, "UUID", blade.uuid);
        compare(findings, blade.bay, "iLO address", blade.iloAddress);
    }
    return findings;
}

} // namespace seedbed
