// SPDX-License-Identifier: GPL-3.0-or-later
// The conductor of a seed that has none (--no-conductor): records can be kept, nothing is done to any
// machine.
#pragma once

#include "firmware/seed-services/core/parts.hpp"

namespace seedbed::seed {

class NoConductor : public ConductorVerbs {
public:
    Result<> setPower(const std::string& nodeId, const std::string& target) override;
    Result<> setProvision(const std::string& nodeId, const std::string& target) override;
    Result<> passDeployInfo(const std::string& nodeId, const nlohmann::json& info) override;
    Result<Secret> agentToken(const std::string& nodeId) override;
    Result<> heartbeat(const std::string& nodeId, const nlohmann::json& body) override;
    Task<> setBootDevice(const std::string& nodeId, const std::string& device, bool persistent) override;
    Task<BootDeviceReading> bootDevice(const std::string& nodeId) override;
};

} // namespace seedbed::seed
