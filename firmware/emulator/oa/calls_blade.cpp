// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>

#include "firmware/emulator/oa/calls.hpp"

namespace seedbed::emulator {
namespace {

// The bay of a call that changes something: it must hold a blade.
tl::expected<int, SoapFault> occupiedBay(OaState& state, const SoapRequest& request) {
    auto bay = bayNumber(request);
    if (bay && !bladeAt(state.chassis, *bay).present) {
        return tl::unexpected(faults::emptyBay(*bay));
    }
    return bay;
}

Answer getBladeThermalInfoArray(OaState&, const SoapRequest& request) {
    return arrayAnswer(request, {});
}

std::optional<PowerCommand> powerCommand(const std::string& word, bool powered) {
    if (word == "MOMENTARY_PRESS") {
        return powered ? PowerCommand::softOff : PowerCommand::on;
    }
    if (word == "PRESS_AND_HOLD") {
        return PowerCommand::hardOff;
    }
    if (word == "COLD_BOOT") {
        return PowerCommand::cycle;
    }
    if (word == "RESET") {
        return PowerCommand::reset;
    }
    return std::nullopt;
}

Answer setBladePower(OaState& state, const SoapRequest& request) {
    auto bay = occupiedBay(state, request);
    if (!bay) {
        return tl::unexpected(bay.error());
    }
    auto command = powerCommand(request.text("power"), state.chassis.blade(*bay).powered);
    if (!command) {
        return tl::unexpected(faults::badParameter("power"));
    }
    if (!state.chassis.command(*bay, *command)) {
        return tl::unexpected(faults::powerRefused(*bay));
    }
    return done(request);
}

Answer setBladeUid(OaState& state, const SoapRequest& request) {
    auto bay = occupiedBay(state, request);
    if (!bay) {
        return tl::unexpected(bay.error());
    }
    auto word = request.text("uid");
    bool lit = state.chassis.blade(*bay).uidLit;
    if (word == "UID_CMD_TOGGLE") {
        lit = !lit;
    } else if (word == "UID_CMD_ON" || word == "UID_CMD_BLINK") {
        lit = true;
    } else if (word == "UID_CMD_OFF") {
        lit = false;
    } else {
        return tl::unexpected(faults::badParameter("uid"));
    }
    state.chassis.setUid(*bay, lit);
    return done(request);
}

std::optional<BootDevice> oneTimeDevice(const std::string& device, const std::string& agent) {
    if (agent == "PXE") {
        return BootDevice::pxe;
    }
    if (agent == "RBSU") {
        return BootDevice::bios;
    }
    if (device == "ONE_TIME_BOOT_CD") {
        return BootDevice::cd;
    }
    if (device == "ONE_TIME_BOOT_FLOPPY") {
        return BootDevice::floppy;
    }
    if (device == "ONE_TIME_BOOT_HARD_DRIVE") {
        return BootDevice::disk;
    }
    if (device == "ONE_TIME_BOOT_NO_CHANGE") {
        return BootDevice::none; // the permanent order again
    }
    return std::nullopt;
}

Answer setBladeOneTimeBoot(OaState& state, const SoapRequest& request) {
    auto bay = occupiedBay(state, request);
    if (!bay) {
        return tl::unexpected(bay.error());
    }
    auto device = oneTimeDevice(request.text("oneTimeBootDevice"), request.text("oneTimeBootAgent"));
    if (!device) {
        return tl::unexpected(faults::badParameter("oneTimeBootDevice"));
    }
    BootOverride value;
    value.device = *device;
    value.valid = *device != BootDevice::none;
    state.chassis.setBootOverride(*bay, value);
    return done(request);
}

std::optional<BootDevice> iplDevice(const std::string& word) {
    if (word == "CD") {
        return BootDevice::cd;
    }
    if (word == "FLOPPY") {
        return BootDevice::floppy;
    }
    if (word == "HDD") {
        return BootDevice::disk;
    }
    if (word.starts_with("PXE_NIC") && word.size() == 8 && word[7] >= '1' && word[7] <= '4') {
        return BootDevice::pxe;
    }
    if (word == "USB") {
        return BootDevice::usb; // no key is plugged: POST passes it over
    }
    return std::nullopt;
}

// The entries of bladeIplArray in the order of their priorities.
tl::expected<std::vector<BootDevice>, SoapFault> iplOrder(const SoapRequest& request) {
    std::vector<std::pair<int, BootDevice>> entries;
    for (const auto& entry : childNamed(request.call(), "bladeIplArray").children()) {
        auto device = iplDevice(trimmedText(childNamed(entry, "iplDevice")));
        auto priority = childNamed(entry, "bootPriority").text().as_int(0);
        if (entry.type() == pugi::node_element && device && priority > 0) {
            entries.emplace_back(priority, *device);
        } else if (entry.type() == pugi::node_element) {
            return tl::unexpected(faults::badParameter("bladeIplArray"));
        }
    }
    std::stable_sort(entries.begin(), entries.end(), [](auto& a, auto& b) { return a.first < b.first; });
    std::vector<BootDevice> order;
    for (const auto& entry : entries) {
        order.push_back(entry.second);
    }
    return order;
}

Answer setBladeIplBootPriority(OaState& state, const SoapRequest& request) {
    auto bay = occupiedBay(state, request);
    if (!bay) {
        return tl::unexpected(bay.error());
    }
    auto order = iplOrder(request);
    if (!order) {
        return tl::unexpected(order.error());
    }
    if (order->empty()) {
        return tl::unexpected(faults::badParameter("bladeIplArray"));
    }
    state.chassis.setBootOrder(*bay, *order);
    return done(request);
}

constexpr CallRow kRows[] = {
    {"getBladeInfo", true, byBay<bladeInfo>},
    {"getBladeInfoArray", true, byBayArray<bladeInfo>},
    {"getBladeStatus", true, byBay<bladeStatusOf>},
    {"getBladeStatusArray", true, byBayArray<bladeStatusOf>},
    {"getBladePortMap", true, byBay<bladePortMap>},
    {"getBladePortMapArray", true, byBayArray<bladePortMap>},
    {"getBladeMpInfo", true, byBay<bladeMpInfo>},
    {"getBladeThermalInfoArray", true, getBladeThermalInfoArray},
    {"getBladeBootInfo", true, byBay<bladeBootInfo>},
    {"setBladeOneTimeBoot", true, setBladeOneTimeBoot},
    {"setBladeIplBootPriority", true, setBladeIplBootPriority},
    {"setBladePower", true, setBladePower},
    {"setBladeUid", true, setBladeUid},
};

} // namespace

std::span<const CallRow> bladeCalls() {
    return kRows;
}

} // namespace seedbed::emulator
