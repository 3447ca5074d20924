// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/deploy_info.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace seedbed::deploy_agent {

posix::HttpMessage deployInfo(const DeployOrder& order, const std::string& token, const std::string& error,
                              const std::string& serial) {
    std::string reason = error;
    std::replace(reason.begin(), reason.end(), ' ', '+');
    nlohmann::ordered_json body = {{"address", order.network.address.toString()},
                                   {"key", order.deploymentKey},
                                   {"iqn", order.iqn},
                                   {"error", reason}};
    if (!serial.empty()) {
        body["serial"] = serial;
    }
    posix::HttpMessage message;
    message.method = "POST";
    message.url = order.apiUrl + "/nodes/" + posix::percentEncode(order.deploymentId) +
                  "/vendor_passthru/pass_deploy_info";
    message.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
    if (!token.empty()) {
        message.headers["X-Auth-Token"] = token;
    }
    message.body = body.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return message;
}

} // namespace seedbed::deploy_agent
