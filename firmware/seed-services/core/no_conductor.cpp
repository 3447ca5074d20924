// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/no_conductor.hpp"

#include <nlohmann/json.hpp>

namespace seedbed::seed {

namespace {

tl::unexpected<Error> noConductor(const std::string& nodeId, std::string attempted) {
    Error error;
    error.kind = ErrorKind::unsupported;
    error.id = "CONDUCTOR-NONE";
    error.object = "node " + nodeId;
    error.attempted = std::move(attempted);
    error.cause = "no conductor runs here";
    error.action = "start seedbed-seed without --no-conductor";
    return fail(std::move(error));
}

} // namespace

Result<> NoConductor::setPower(const std::string& nodeId, const std::string& target) {
    return noConductor(nodeId, target);
}

Result<> NoConductor::setProvision(const std::string& nodeId, const std::string& target) {
    return noConductor(nodeId, "provision state " + target);
}

Result<> NoConductor::passDeployInfo(const std::string& nodeId, const nlohmann::json&) {
    return noConductor(nodeId, "pass deploy info");
}

Result<Secret> NoConductor::agentToken(const std::string& nodeId) {
    return noConductor(nodeId, "look it up");
}

Result<> NoConductor::heartbeat(const std::string& nodeId, const nlohmann::json&) {
    return noConductor(nodeId, "heartbeat");
}

Task<> NoConductor::setBootDevice(const std::string& nodeId, const std::string& device, bool) {
    std::string attempted = "boot device " + device;
    co_return noConductor(nodeId, std::move(attempted));
}

Task<BootDeviceReading> NoConductor::bootDevice(const std::string& nodeId) {
    co_return noConductor(nodeId, "read the boot device");
}

} // namespace seedbed::seed
