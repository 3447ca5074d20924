// SPDX-License-Identifier: GPL-3.0-or-later
// One-time boot, which is the chassis' one boot override, and the permanent boot order.
#include <algorithm>

#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::ribcl {
namespace {

struct BootWord {
    std::string_view word;
    BootDevice device;
};
// The first row of a device is the one to answer with.
constexpr BootWord kOneTime[] = {
    {"CDROM", BootDevice::cd},       {"FLOPPY", BootDevice::floppy},       {"USB", BootDevice::usb},
    {"HDD", BootDevice::disk},       {"NETWORK", BootDevice::pxe},         {"RBSU", BootDevice::bios},
    {"NORMAL", BootDevice::none},    {"EMB-MENU", BootDevice::bios},       {"EMB-ACU", BootDevice::bios},
    {"EMB-DIAGS", BootDevice::bios}, {"EMB-HPSUM-AUTO", BootDevice::bios},
};
constexpr const char* kAsSet =
    "ONE_TIME_BOOT"; // in IloSettings::kept: which of the words of one device it was

const BootWord* byWord(std::string_view word) {
    const auto* found = std::find_if(std::begin(kOneTime), std::end(kOneTime),
                                     [word](const BootWord& row) { return iequals(row.word, word); });
    return found == std::end(kOneTime) ? nullptr : found;
}

std::string_view wordOf(BootDevice device) {
    const auto* found = std::find_if(std::begin(kOneTime), std::end(kOneTime),
                                     [device](const BootWord& row) { return row.device == device; });
    return found->word; // every device has a row
}

std::string oneTimeWord(const Call& call) {
    const auto& chosen = call.blade().bootOverride;
    if (!chosen.valid || chosen.persistent || chosen.device == BootDevice::none) {
        return "Normal";
    }
    const auto& kept = call.ilo().settings.kept;
    const auto asSet = kept.find(kAsSet);
    const auto* row = asSet == kept.end() ? nullptr : byWord(asSet->second);
    return std::string(row != nullptr && row->device == chosen.device ? row->word : wordOf(chosen.device));
}

bool isPersistent(BootDevice device) {
    return device != BootDevice::none && device != BootDevice::bios;
}

} // namespace

Outcome getOneTimeBoot(Call& call) {
    return Outcome::of(node("ONE_TIME_BOOT", {value("BOOT_TYPE", oneTimeWord(call))}));
}

Outcome setOneTimeBoot(Call& call) {
    const auto* row = byWord(call.node.text("VALUE"));
    if (row == nullptr) {
        return invalidValue("SET_ONE_TIME_BOOT");
    }
    BootOverride chosen;
    chosen.device = row->device;
    chosen.valid = row->device != BootDevice::none;
    call.ilo().settings.kept[kAsSet] = row->word;
    call.note(fmt::format("One-time boot was set to {}", row->word));
    call.chassis.setBootOverride(call.bay, chosen);
    return {};
}

Outcome getPersistentBoot(Call& call) {
    Element order = node("PERSISTENT_BOOT", {});
    for (const auto device : call.blade().bootOrder) {
        if (isPersistent(device)) {
            order.children.push_back(tag("DEVICE", {{"value", std::string(wordOf(device))}}));
        }
    }
    return Outcome::of(std::move(order));
}

// Those named go to the front (inferred); nothing is changed when one is unknown.
Outcome setPersistentBoot(Call& call) {
    std::vector<BootDevice> devices;
    for (const auto& child : call.node.children) {
        const auto* row = iequals(child.name, "DEVICE") ? byWord(child.text("VALUE")) : nullptr;
        if (row == nullptr || !isPersistent(row->device)) {
            return invalidValue("SET_PERSISTENT_BOOT");
        }
        devices.push_back(row->device);
    }
    if (devices.empty()) {
        return invalidValue("SET_PERSISTENT_BOOT");
    }
    call.note("Persistent boot order was changed");
    call.chassis.setBootOrder(call.bay, devices);
    return {};
}

} // namespace seedbed::emulator::ribcl
