// SPDX-License-Identifier: GPL-3.0-or-later
// A Heat template as one value, whichever notation it came in: CFN (HeatTemplateFormatVersion 2012-12-12,
// AWSTemplateFormatVersion 2010-09-09) or HOT (heat_template_version 2013-05-23 and later), as JSON or YAML
// text. Called by the engine and the REST routes. Errors HEAT-TEMPLATE-*, HEAT-NOT-SUPPORTED,
// HEAT-VALIDATION. Pure. Facts: tripleo-deployment.md sections 6.2, 6.3, 7.3.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed::heat {

using Json = nlohmann::json;

inline constexpr std::size_t templateBytesLimit = 512 * 1024; // Heat's max_template_size
inline constexpr int templateDepthLimit = 40; // a record holds a template and must stay within the store's 64
inline constexpr std::size_t resourcesLimit = 1000; // Heat's max_resources_per_stack

enum class Notation { cfn, hot };
enum class ParameterType { string, number, json, list, boolean };

struct Constraint {
    enum class Kind { allowedValues, allowedPattern, length, range } kind = Kind::allowedValues;
    std::vector<Json> values;  // allowedValues
    std::string pattern;       // allowedPattern
    std::optional<double> min; // length, range
    std::optional<double> max;
    std::string description; // replaces Heat's own sentence when given
};

struct ParameterSchema {
    std::string name;
    ParameterType type = ParameterType::string;
    std::optional<Json> defaultValue;
    std::string description;
    std::string label;
    bool hidden = false; // NoEcho
    std::vector<Constraint> constraints;
};

struct ResourceDefinition {
    std::string name;
    std::string type;
    std::string description;
    Json properties = Json::object();
    Json metadata = Json::object();
    std::vector<std::string> dependsOn;
    bool retain = false; // deletion_policy Retain: delete leaves it alone
    Json condition;      // null: none
};

struct OutputDefinition {
    std::string name;
    std::string description;
    Json value;
    Json condition; // null: none
};

struct Template {
    Notation notation = Notation::hot;
    std::string version; // as a date: "2013-05-23"
    std::string description;
    std::map<std::string, ParameterSchema> parameters;
    std::map<std::string, ResourceDefinition> resources;
    std::vector<OutputDefinition> outputs;
    Json mappings = Json::object(); // CFN
    Json conditions = Json::object();
    std::set<std::string> absent; // resources whose condition does not hold
    Json source;                  // the whole document, as "template show" gives it back
};

Result<Template> parseTemplateText(std::string_view text);
Result<Template> parseTemplate(Json document);
// JSON or YAML text of a mapping, within the limits above; for templates and environments.
Result<Json> parseDocument(std::string_view text, std::string_view what);
int depthOf(const Json& value); // 0 for a scalar
struct TemplateVersion {
    std::string key; // "heat_template_version"
    std::string version;
    Notation notation = Notation::hot;
};
std::vector<TemplateVersion> templateVersions();
std::string_view toString(ParameterType type,
                          Notation notation); // "comma_delimited_list", "CommaDelimitedList"

} // namespace seedbed::heat
