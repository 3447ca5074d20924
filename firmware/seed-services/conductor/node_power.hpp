// SPDX-License-Identifier: GPL-3.0-or-later
// Power and boot device of a node, as the conductor needs them. BmcPower does it over IPMI with what the
// node's driver_info says. I/O thread; callers set the deadline. Errors BMC-*, NODE-ABSENT, NODE-NO-BMC.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "firmware/seed-services/core/parts.hpp"
#include "oa-bridge/ilo/bmc.hpp"

namespace seedbed::seed {

enum class BootDevice { pxe, disk };
std::string_view toString(BootDevice device);

class NodePower {
public:
    virtual ~NodePower() = default;
    virtual Task<bool> isOn(std::string nodeId) = 0;
    // Done when the controller reads back the wanted state; nothing is sent to a node that is there already.
    virtual Task<> setPower(std::string nodeId, bool on) = 0;
    virtual Task<> setBootDevice(std::string nodeId, BootDevice device, bool persistent) = 0; // read back
    virtual Task<BootDeviceReading> bootDevice(std::string nodeId) = 0;
};

class BmcPower : public NodePower {
public:
    // `interval`: between two IPMI sessions with one controller.
    BmcPower(asio::any_io_executor executor, Blocking& blocking, NodeBook& nodes, Duration interval);
    Task<bool> isOn(std::string nodeId) override;
    Task<> setPower(std::string nodeId, bool on) override;
    Task<> setBootDevice(std::string nodeId, BootDevice device, bool persistent) override;
    Task<BootDeviceReading> bootDevice(std::string nodeId) override;

private:
    struct Controller {
        std::string access; // what it was made from: a changed driver_info makes a new one
        bool efi = false;
        std::shared_ptr<Bmc> bmc;
    };
    Result<Controller> controllerOf(const std::string& nodeId);

    asio::any_io_executor executor_;
    Blocking& blocking_;
    NodeBook& nodes_;
    Duration interval_;
    std::map<std::string, Controller> controllers_;
};

} // namespace seedbed::seed
