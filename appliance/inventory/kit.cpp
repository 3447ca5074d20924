// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/kit.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

// The kit: an HP BladeSystem c3000 with eight BL460c Gen8.
constexpr const char* kEnclosure = "BladeSystem c3000";
constexpr const char* kBlade = "ProLiant BL460c Gen8";
constexpr int kBlades = 8;
constexpr const char* kModule = "Flex-10/10D";
constexpr int kModuleBay = 1;
constexpr int kSupplyBays[] = {1, 2, 4, 5};
constexpr int kFans = 6;

struct FirmwareRule {
    const char* id;
    const char* device;
    const char* lowest; // known good with the others
    const char* hole;   // versions below this have a known hole
    const char* holeName;
};
// Lowest versions: the 2014 set the kit was sold with. CVE-2017-12542: authentication bypass in iLO 4 before 2.53.
constexpr FirmwareRule kRules[] = {
    {"FW-OA", "Onboard Administrator", "4.22", "", ""},
    {"FW-VC", "Virtual Connect", "4.20", "", ""},
    {"FW-ILO", "iLO 4", "2.00", "2.53", "CVE-2017-12542, authentication bypass"},
};

Finding finding(std::string id, std::string object, bool good, std::string evidence, std::string fix) {
    Finding made;
    made.id = std::move(id);
    made.severity = Severity::warn;
    made.status = good ? FindingStatus::pass : FindingStatus::fail;
    made.object = std::move(object);
    made.evidence = std::move(evidence);
    made.fix = good ? std::string() : std::move(fix);
    return made;
}

Finding checkFirmware(const FirmwareRule& rule, const std::string& object, const std::string& version) {
    if (version.empty()) {
        auto unknown = finding(rule.id, object, true, "the OA tells no firmware version", "");
        unknown.status = FindingStatus::skipped;
        return unknown;
    }
    const bool old = compareVersions(version, rule.lowest) < 0;
    const bool open = *rule.hole != '\0' && compareVersions(version, rule.hole) < 0;
    auto evidence = fmt::format("{} firmware {}", rule.device, version);
    if (old) {
        evidence += fmt::format(", below {}, the lowest known to work", rule.lowest);
    }
    if (open) {
        evidence += fmt::format(", open to {}", rule.holeName);
    }
    return finding(rule.id, object, !old && !open, evidence,
                   fmt::format("update it to {} or later", open ? rule.hole : rule.lowest));
}

int numberAt(std::string_view& text) {
    int number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
    }
    return code == std::errc() ? number : 0;
}

} // namespace

bool isKitSupplyBay(int bay) {
    return std::find(std::begin(kSupplyBays), std::end(kSupplyBays), bay) != std::end(kSupplyBays);
}

int compareVersions(std::string_view a, std::string_view b) {
    a = a.substr(0, a.find(' '));
    b = b.substr(0, b.find(' '));
    while (!a.empty() || !b.empty()) {
        const auto lengths = std::pair(a.size(), b.size());
        const int first = numberAt(a);
        const int second = numberAt(b);
        if (first != second) {
            return first < second ? -1 : 1;
        }
        if (lengths == std::pair(a.size(), b.size())) {
            return 0; // no numbers any more
        }
    }
    return 0;
}

std::vector<Finding> billOfMaterials(const Inventory& inventory) {
    const Enclosure& enclosure = inventory.enclosure;
    std::vector<Finding> findings;
    findings.push_back(finding("BOM-01", "enclosure", enclosure.product.find(kEnclosure) != std::string::npos,
                               enclosure.product + " " + enclosure.serialNumber, "the kit is an HP BladeSystem c3000"));
    int blades = 0;
    for (const DeviceBay& bay : enclosure.bays) {
        blades += bay.present() && bay.product == kBlade ? 1 : 0;
        if (bay.present() && bay.product != kBlade) {
            findings.push_back(finding("BOM-02", fmt::format("bay{}", bay.number), false, "it holds a " + bay.product,
                                       fmt::format("the kit has {} in every bay", kBlade)));
        }
    }
    findings.push_back(finding("BOM-02", "device bays", blades == kBlades, fmt::format("{} of {} {}", blades, kBlades, kBlade),
                               "insert the missing blades, or take their bays out of the site file"));
    bool module = false;
    for (const Interconnect& each : enclosure.interconnects) {
        module = module || (each.bay == kModuleBay && each.product.find(kModule) != std::string::npos);
    }
    findings.push_back(finding("BOM-03", "interconnect bay 1", module, module ? "HP VC Flex-10/10D" : "no Flex-10/10D there",
                               "insert the Virtual Connect module into interconnect bay 1"));
    std::string missing;
    for (const int wanted : kSupplyBays) {
        bool there = false;
        for (const PowerSupply& supply : enclosure.powerSupplies) {
            there = there || (supply.bay == wanted && supply.presence == Presence::present);
        }
        missing += there ? "" : fmt::format(" {}", wanted);
    }
    findings.push_back(finding("BOM-04", "power supplies", missing.empty(),
                               missing.empty() ? "bays 1, 2, 4, 5 are filled" : "empty:" + missing,
                               "insert power supplies into bays 1, 2, 4 and 5"));
    int fans = 0;
    for (const Fan& fan : enclosure.fans) {
        fans += fan.presence == Presence::present ? 1 : 0;
    }
    findings.push_back(finding("BOM-05", "fans", fans == kFans, fmt::format("{} of {}", fans, kFans), "insert the missing fans"));
    findings.push_back(finding("BOM-06", "Onboard Administrator", enclosure.activeOa() != nullptr,
                               enclosure.activeOa() == nullptr ? "none says that it is active" : enclosure.activeOa()->name,
                               "look at the OA's status light"));
    return findings;
}

std::vector<Finding> firmwareMatrix(const Inventory& inventory) {
    const Enclosure& enclosure = inventory.enclosure;
    std::vector<Finding> findings;
    const OaModule* oa = enclosure.activeOa();
    findings.push_back(checkFirmware(kRules[0], "Onboard Administrator", oa == nullptr ? "" : oa->firmware));
    for (const Interconnect& module : enclosure.interconnects) {
        if (module.presence == Presence::present && module.product.find("VC ") != std::string::npos) {
            findings.push_back(checkFirmware(kRules[1], fmt::format("interconnect bay {}", module.bay), module.firmware));
        }
    }
    for (const DeviceBay& bay : enclosure.bays) {
        if (bay.present()) {
            findings.push_back(checkFirmware(kRules[2], fmt::format("bay{}", bay.number), bay.ilo.firmware));
        }
    }
    return findings;
}

std::vector<std::string> updateOrder(const std::vector<Finding>& firmware) {
    // The OA first: it must know what it manages; then the controllers, Virtual Connect last, for it needs them all.
    std::vector<std::string> order;
    for (const char* id : {"FW-OA", "FW-ILO", "FW-VC"}) {
        for (const Finding& each : firmware) {
            if (each.id == id && each.status == FindingStatus::fail) {
                order.push_back(fmt::format("{}: {}", each.object, each.fix));
            }
        }
    }
    return order;
}

} // namespace seedbed
