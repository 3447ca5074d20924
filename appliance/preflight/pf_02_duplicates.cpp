// SPDX-License-Identifier: GPL-3.0-or-later
// PF-02: no two things have one MAC address, serial number or iLO address, and no two rows of the node list either.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

class Holders {
public:
    void add(const std::string& value, const std::string& holder) {
        if (!value.empty() && value != "00:00:00:00:00:00") {
            holders_[value].insert(holder);
        }
    }
    void report(std::string_view what, Findings& findings) const {
        for (const auto& [value, holders] : holders_) {
            if (holders.size() > 1) {
                findings.push_back(failed(*holders.begin(), fmt::format("{} {} is also that of {}", what, value, *holders.rbegin()),
                                          "find out which of the two is right; a copied profile or a user-defined MAC causes this"));
            }
        }
    }

private:
    std::map<std::string, std::set<std::string>> holders_;
};

} // namespace

Task<Findings> checkDuplicates(PreflightContext& context) {
    Holders macs, serials, addresses;
    for (const DeviceBay& bay : context.inventory.enclosure.bays) {
        if (!bay.present()) {
            continue;
        }
        const auto name = bayName(bay.number);
        serials.add(bay.serialNumber, name);
        addresses.add(bay.ilo.address, name);
        for (const Nic& nic : bay.nics) {
            macs.add(nic.mac.toString(), name);
        }
    }
    addresses.add(context.site.chassis.oa.toString(), "the Onboard Administrator");
    for (const Interconnect& module : context.inventory.enclosure.interconnects) {
        addresses.add(module.address, fmt::format("interconnect bay {}", module.bay));
    }
    Holders rowMacs, rowAddresses;
    for (const NodeRow& row : context.nodes ? context.nodes->rows : std::vector<NodeRow>{}) {
        rowMacs.add(row.mac.toString(), context.nodes->place(row.line));
        rowAddresses.add(row.ilo.toString(), context.nodes->place(row.line));
    }
    Findings findings;
    rowMacs.report("the MAC address", findings);
    rowAddresses.report("the iLO address", findings);
    macs.report("the MAC address", findings);
    serials.report("the serial number", findings);
    addresses.report("the management address", findings);
    if (findings.empty()) {
        findings.push_back(passed("chassis", "every MAC address, serial number and management address is there once"));
    }
    co_return findings;
}

} // namespace seedbed
