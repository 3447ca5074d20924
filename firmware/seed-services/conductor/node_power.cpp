// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/node_power.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using namespace std::chrono_literals;

constexpr auto pollPause = 500ms;
constexpr auto callTime = 40s; // under DeployLimits::power, so that what is reported is the controller's own error

// Ironic's clients write numbers as text or as numbers.
int numberOf(const nlohmann::json& info, const char* key, int fallback) {
    const auto found = info.find(key);
    if (found == info.end()) {
        return fallback;
    }
    if (found->is_number_integer()) {
        return found->get<int>();
    }
    int value = fallback;
    if (found->is_string()) {
        const auto& text = found->get_ref<const std::string&>();
        std::from_chars(text.data(), text.data() + text.size(), value);
    }
    return value;
}

BmcAccess accessOf(const nlohmann::json& info, Duration interval) {
    BmcAccess access;
    access.minimumInterval = interval;
    access.address = textOf(info, "ipmi_address");
    access.deadline = callTime;
    access.port = numberOf(info, "ipmi_port", access.port);
    access.user = textOf(info, "ipmi_username");
    access.password = Secret(textOf(info, "ipmi_password"));
    if (const int suite = numberOf(info, "ipmi_cipher_suite", 0); suite > 0) {
        access.cipherSuites = {suite};
    }
    return access;
}

// Ironic has no word for the rest.
const char* ironicNameOf(wire::BootTarget target) {
    switch (target) {
    case wire::BootTarget::pxe:
        return "pxe";
    case wire::BootTarget::disk:
        return "disk";
    case wire::BootTarget::cdrom:
        return "cdrom";
    case wire::BootTarget::biosSetup:
        return "bios";
    default:
        return "";
    }
}

} // namespace

std::string_view toString(BootDevice device) {
    return device == BootDevice::pxe ? "pxe" : "disk";
}

BmcPower::BmcPower(asio::any_io_executor executor, Blocking& blocking, NodeBook& nodes, Duration interval)
    : executor_(std::move(executor)), blocking_(blocking), nodes_(nodes), interval_(interval) {}

Result<BmcPower::Controller> BmcPower::controllerOf(const std::string& nodeId) {
    auto node = nodes_.find(nodeId);
    if (!node) {
        return fail(node.error());
    }
    const auto& info = partOf(*node, "driver_info");
    if (textOf(info, "ipmi_address").empty()) {
        Error error;
        error.kind = ErrorKind::invalid;
        error.id = "NODE-NO-BMC";
        error.object = "node " + nodeId;
        error.attempted = "reach its management controller";
        error.cause = "driver_info has no ipmi_address";
        error.action = "set ipmi_address, ipmi_username and ipmi_password";
        return fail(std::move(error));
    }
    const std::string made = sha256Hex(info.dump());
    Controller& controller = controllers_[nodeId];
    if (!controller.bmc || controller.access != made) {
        controller.access = made;
        controller.bmc = std::make_shared<Bmc>(executor_, blocking_, accessOf(info, interval_));
    }
    const auto capabilities = textOf(partOf(*node, "properties"), "capabilities");
    controller.efi = capabilities.find("boot_mode:uefi") != std::string::npos;
    return controller;
}

Task<bool> BmcPower::isOn(std::string nodeId) {
    auto controller = controllerOf(nodeId);
    if (!controller) {
        co_return fail(controller.error());
    }
    auto reading = co_await controller->bmc->powerStatus();
    if (!reading) {
        co_return fail(reading.error());
    }
    if (*reading == PowerReading::unknown) {
        Error error;
        error.kind = ErrorKind::nonsense;
        error.id = "BMC-POWER-UNKNOWN";
        error.object = "node " + nodeId;
        error.attempted = "read the power state";
        error.cause = "the controller says neither on nor off";
        error.action = "look at the controller's own pages";
        co_return fail(std::move(error));
    }
    co_return *reading == PowerReading::on;
}

Task<> BmcPower::setPower(std::string nodeId, bool on) {
    auto controller = controllerOf(nodeId);
    if (!controller) {
        co_return fail(controller.error());
    }
    const auto command = on ? PowerCommand::on : PowerCommand::off;
    auto sent = co_await controller->bmc->setPower(command);
    if (!sent) {
        co_return fail(sent.error());
    }
    bool there = !*sent; // it read the wanted state and sent nothing
    while (!there) {
        auto now = co_await isOn(nodeId);
        if (!now) {
            co_return fail(now.error());
        }
        there = *now == on;
        if (!there) {
            co_await pause(pollPause);
        }
    }
    co_return Result<>();
}

Task<> BmcPower::setBootDevice(std::string nodeId, BootDevice device, bool persistent) {
    auto controller = controllerOf(nodeId);
    if (!controller) {
        co_return fail(controller.error());
    }
    wire::BootFlags flags;
    flags.persistent = persistent;
    flags.efi = controller->efi;
    flags.target = device == BootDevice::pxe ? wire::BootTarget::pxe : wire::BootTarget::disk;
    auto set = co_await controller->bmc->setBootDevice(flags);
    co_return set;
}

Task<BootDeviceReading> BmcPower::bootDevice(std::string nodeId) {
    auto controller = controllerOf(nodeId);
    if (!controller) {
        co_return fail(controller.error());
    }
    auto flags = co_await controller->bmc->getBootDevice();
    if (!flags) {
        co_return fail(flags.error());
    }
    BootDeviceReading reading;
    if (flags->valid) {
        reading.device = ironicNameOf(flags->target);
        reading.persistent = flags->persistent;
    }
    co_return reading;
}

} // namespace seedbed::seed
