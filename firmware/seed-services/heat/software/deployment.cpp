// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/software/deployment.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/python_text.hpp"

namespace seedbed::heat {
namespace {

using Json = nlohmann::json;

// Wordings are inferred but for the names.
constexpr const char* serverIdText = "ID of the server that is deployed to";
constexpr const char* actionText = "Stack action that this deployment belongs to";
constexpr const char* stackIdText = "ID of the stack that this deployment belongs to";
constexpr const char* resourceNameText = "Name of this deployment in its stack";
constexpr const char* signalIdText = "Where to send the outputs";
constexpr const char* signalVerbText = "HTTP verb to send the outputs with";
constexpr const char* heatSignalText = "Credentials to send the outputs with";
constexpr const char* statusCode = "deploy_status_code";

Json input(const std::string& name, const Json& value, const char* description) {
    return {{"name", name}, {"type", "String"}, {"description", description}, {"value", value}};
}

bool isZero(const Json& value) {
    return value.is_null() || value == 0 || value == "0" || value == "";
}

} // namespace

Json derivedInputs(const Json& declared, const Json& values, const DeploymentFacts& facts) {
    Json inputs = Json::array();
    Json rest = values.is_object() ? values : Json::object();
    for (const auto& item : declared) {
        if (!item.is_object() || !item.contains("name") || !item["name"].is_string()) {
            continue;
        }
        Json derived = item;
        const auto name = item["name"].get<std::string>();
        derived["value"] = rest.contains(name) ? rest[name] : item.value("default", Json());
        rest.erase(name);
        inputs.push_back(std::move(derived));
    }
    for (const auto& [name, value] : rest.items()) {
        inputs.push_back({{"name", name}, {"type", "String"}, {"value", value}});
    }
    inputs.push_back(input("deploy_server_id", facts.serverId, serverIdText));
    inputs.push_back(input("deploy_action", facts.action, actionText));
    inputs.push_back(input("deploy_stack_id", facts.stackPath, stackIdText));
    inputs.push_back(input("deploy_resource_name", facts.resourceName, resourceNameText));
    if (facts.transport == SignalTransport::cfn || facts.transport == SignalTransport::url) {
        inputs.push_back(input("deploy_signal_id", facts.signalUrl, signalIdText));
    }
    if (facts.transport == SignalTransport::url) {
        inputs.push_back(input("deploy_signal_verb", facts.signalVerb, signalVerbText));
    }
    if (facts.transport == SignalTransport::heat) {
        for (const auto& [name, value] : facts.heatSignal.items()) {
            inputs.push_back(input(name, value, heatSignalText));
        }
    }
    return inputs;
}

Json withInputs(const Json& config, const Json& inputs, const std::string& inputKey) {
    if (!config.is_structured()) {
        return config;
    }
    if (config.is_object() && config.size() == 1 && config.begin().key() == inputKey &&
        config.front().is_string()) {
        for (const auto& item : inputs) {
            if (item.value("name", Json()) == config.front()) {
                return item.value("value", Json());
            }
        }
        return nullptr;
    }
    Json result = config;
    for (auto& item : result) {
        item = withInputs(item, inputs, inputKey);
    }
    return result;
}

Json deploymentList(std::vector<Json> configs) {
    auto name = [](const Json& config) { return config.value("name", std::string()); };
    std::stable_sort(configs.begin(), configs.end(),
                     [&](const Json& a, const Json& b) { return name(a) < name(b); });
    return configs;
}

Judgement judgeSignal(const Json& outputs, const Json& details) {
    Judgement judgement{"COMPLETE", "Outputs received", Json::object()};
    std::string reasons;
    auto failed = [&](const std::string& why) {
        judgement.status = "FAILED";
        reasons += (reasons.empty() ? "" : ", ") + why;
    };
    for (const char* name : {"deploy_stdout", "deploy_stderr", statusCode}) {
        if (details.contains(name)) {
            judgement.outputs[name] = details[name];
        }
    }
    if (details.contains(statusCode) && !isZero(details[statusCode])) {
        failed(fmt::format("{} : Deployment exited with non-zero status code: {}", statusCode,
                           pythonText(details[statusCode])));
    }
    for (const auto& output : outputs) {
        if (!output.is_object() || !output.contains("name") || !output["name"].is_string()) {
            continue;
        }
        const auto name = output["name"].get<std::string>();
        if (!details.contains(name)) {
            continue;
        }
        judgement.outputs[name] = details[name];
        if (output.value("error_output", Json(false)) == true) {
            failed(fmt::format("{} : {}", name, pythonText(details[name])));
        }
    }
    judgement.reason = reasons.empty() ? judgement.reason : reasons;
    return judgement;
}

} // namespace seedbed::heat
