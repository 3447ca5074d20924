// SPDX-License-Identifier: GPL-3.0-or-later
// What a software deployment makes of its config: derived inputs, the derived config, the `deployments` list
// of a server, and the judgement of a signal. Pure. Facts: tripleo-deployment.md section 7.4.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace seedbed::heat {

enum class SignalTransport { none, cfn, url, heat };

struct DeploymentFacts {
    std::string serverId;
    std::string action = "CREATE";
    std::string stackPath; // "<stack>/<id>"
    std::string resourceName;
    SignalTransport transport = SignalTransport::cfn;
    std::string signalUrl;                                // cfn, url
    std::string signalVerb;                               // url: the node must be told
    nlohmann::json heatSignal = nlohmann::json::object(); // heat: deploy_auth_url and the other four
};
// Declared inputs with their values, then undeclared values, then the deploy_* inputs.
nlohmann::json derivedInputs(const nlohmann::json& declared, const nlohmann::json& values,
                             const DeploymentFacts& facts);
// `config` with every map of the one key `inputKey` and a text argument replaced by that input's value; an
// unknown input gives null.
nlohmann::json withInputs(const nlohmann::json& config, const nlohmann::json& inputs,
                          const std::string& inputKey = "get_input");
// The configs of one server in the order in which they override each other: by name, code points.
nlohmann::json deploymentList(std::vector<nlohmann::json> configs);

struct Judgement {
    std::string status; // COMPLETE or FAILED
    std::string reason;
    nlohmann::json outputs = nlohmann::json::object();
};
// `outputs` are the config's declared outputs; `details` is the signal's document.
Judgement judgeSignal(const nlohmann::json& outputs, const nlohmann::json& details);

} // namespace seedbed::heat
