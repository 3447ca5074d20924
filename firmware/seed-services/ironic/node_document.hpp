// SPDX-License-Identifier: GPL-3.0-or-later
// Ironic's node and port documents: new ones, changed ones, shown ones, and which provisioning verb fits
// which state. Pure. Errors NODE-FIELD, JSON-PATCH (400), NODE-STATE (409 or 400). Shapes: tripleo-deployment.md
// sections 9.1, 10.2.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

inline constexpr const char* maskText = "******";

// An enrolled node from the body of POST /v1/nodes.
Result<nlohmann::json> newNode(const nlohmann::json& wanted);
// The node after a JSON patch (RFC 6902) of a user: states and other things we observe may not change.
Result<nlohmann::json> patchedNode(const nlohmann::json& node, const nlohmann::json& operations);
// As the API shows it: every field present, secrets masked, links below `base`.
nlohmann::json shownNode(const nlohmann::json& node, const std::string& base);
nlohmann::json nodeStates(const nlohmann::json& node); // GET .../states

Result<nlohmann::json> newPort(const nlohmann::json& wanted); // node_uuid is not looked up here
Result<nlohmann::json> patchedPort(const nlohmann::json& port, const nlohmann::json& operations);
nlohmann::json shownPort(nlohmann::json port, const std::string& base);

// May `target` (active, deleted, rebuild, manage, provide, abort) be asked for in the node's state?
Result<> checkProvisionTarget(const nlohmann::json& node, const std::string& target);
Result<> checkPowerTarget(const std::string& target);
// May the node's record be deleted?
Result<> checkNodeRemovable(const nlohmann::json& node);
// GET .../validate: per interface {result, reason}.
nlohmann::json nodeValidation(const nlohmann::json& node, std::size_t ports);

bool isKnownDeployInterface(const std::string& name);
bool isKnownDriver(const std::string& driver); // ipmi, and its 2014 name pxe_ipmitool

} // namespace seedbed::seed
