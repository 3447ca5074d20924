// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/software/software_book.hpp"

#include <chrono>

#include <fmt/format.h>

#include "firmware/seed-services/heat/software/deployment.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

using Json = nlohmann::json;
constexpr const char* configKind = "heat-software-config";
constexpr const char* deploymentKind = "heat-software-deployment";

std::string now() {
    return isoTime(std::chrono::system_clock::now());
}

void setDefault(Json& document, const char* key, Json value) {
    if (!document.contains(key) || document[key].is_null()) {
        document[key] = std::move(value);
    }
}

Result<Json> get(SealedStore& store, const char* kind, const char* word, const std::string& id) {
    auto found = store.get(kind, id);
    if (!found && found.error().kind == ErrorKind::notFound) {
        return fail(refusal(Refusal::absent, id, fmt::format("The {} ({}) could not be found.", word, id)));
    }
    return found;
}

Result<std::vector<Json>> ofProject(SealedStore& store, const char* kind, const std::string& projectId) {
    auto all = store.list(kind);
    if (all) {
        std::erase_if(*all, [&](const Json& document) { return document.value("project", "") != projectId; });
    }
    return all;
}

Result<> dropped(Result<bool> removed) {
    return removed ? Result<>() : fail(removed.error());
}

} // namespace

Json shownSoftware(Json document) {
    document.erase("project");
    return document;
}

Result<Json> SoftwareBook::addConfig(Json config, const std::string& projectId) {
    setDefault(config, "id", newUuid());
    setDefault(config, "name", "");
    setDefault(config, "group", "Heat::Ungrouped");
    if (!config["id"].is_string() || !config["name"].is_string() || !config["group"].is_string()) {
        return fail(refusal(Refusal::request, "software_config",
                            "id, name and group of a software config must be text."));
    }
    setDefault(config, "config", Json());
    setDefault(config, "inputs", Json::array());
    setDefault(config, "outputs", Json::array());
    setDefault(config, "options", Json::object());
    setDefault(config, "creation_time", now());
    config["project"] = projectId;
    auto done = store_.put(configKind, config["id"].get<std::string>(), config);
    return done ? Result<Json>(std::move(config)) : fail(done.error());
}

Result<Json> SoftwareBook::config(const std::string& id) {
    return get(store_, configKind, "Software Config", id);
}

Result<std::vector<Json>> SoftwareBook::configs(const std::string& projectId) {
    return ofProject(store_, configKind, projectId);
}

Result<> SoftwareBook::removeConfig(const std::string& id) {
    return dropped(store_.remove(configKind, id));
}

Result<Json> SoftwareBook::addDeployment(Json deployment, const std::string& projectId) {
    setDefault(deployment, "id", newUuid());
    if (!deployment["id"].is_string()) {
        return fail(refusal(Refusal::request, "software_deployment",
                            "The id of a software deployment must be text."));
    }
    setDefault(deployment, "action", "INIT");
    setDefault(deployment, "status", "COMPLETE");
    setDefault(deployment, "status_reason", "");
    setDefault(deployment, "input_values", Json::object());
    setDefault(deployment, "output_values", Json());
    setDefault(deployment, "creation_time", now());
    setDefault(deployment, "updated_time", Json());
    deployment["project"] = projectId;
    auto done = store_.put(deploymentKind, deployment["id"].get<std::string>(), deployment);
    return done ? Result<Json>(std::move(deployment)) : fail(done.error());
}

Result<Json> SoftwareBook::deployment(const std::string& id) {
    return get(store_, deploymentKind, "Software Deployment", id);
}

Result<std::vector<Json>> SoftwareBook::deployments(const std::string& projectId) {
    return ofProject(store_, deploymentKind, projectId);
}

Result<Json> SoftwareBook::updateDeployment(const std::string& id, const Json& changes) {
    auto found = deployment(id);
    if (!found) {
        return found;
    }
    found->update(changes);
    (*found)["updated_time"] = now();
    auto done = store_.put(deploymentKind, id, *found);
    return done ? found : fail(done.error());
}

Result<> SoftwareBook::removeDeployment(const std::string& id) {
    return dropped(store_.remove(deploymentKind, id));
}

Result<Json> SoftwareBook::deploymentsOf(const std::string& serverId, const std::string& projectId) {
    auto all = store_.list(deploymentKind);
    if (!all) {
        return fail(all.error());
    }
    std::vector<Json> configs;
    for (const auto& deployment : *all) {
        const bool foreign = !projectId.empty() && deployment.value("project", "") != projectId;
        if (foreign || deployment.value("server_id", Json()) != serverId ||
            !deployment.value("config_id", Json()).is_string()) {
            continue;
        }
        auto found = config(deployment["config_id"].get<std::string>());
        if (!found && found.error().kind == ErrorKind::notFound) {
            continue; // a config deleted under its deployment: nothing to apply
        }
        if (!found) {
            return found;
        }
        configs.push_back(shownSoftware(std::move(*found)));
    }
    return deploymentList(std::move(configs));
}

} // namespace seedbed::heat
