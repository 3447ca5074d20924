// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/template.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/base/yaml.hpp"

namespace seedbed::heat {
namespace {

// The words of each notation for the same thing.
struct Words {
    const char *description, *parameters, *resources, *outputs;
    const char *type, *properties, *metadata, *dependsOn, *deletionPolicy, *value;
    const char *defaultValue, *label, *hidden, *condition;
};
constexpr Words cfnWords{"Description", "Parameters", "Resources", "Outputs",        "Type",
                         "Properties",  "Metadata",   "DependsOn", "DeletionPolicy", "Value",
                         "Default",     "Label",      "NoEcho",    "Condition"};
constexpr Words hotWords{"description", "parameters", "resources",  "outputs",         "type",
                         "properties",  "metadata",   "depends_on", "deletion_policy", "value",
                         "default",     "label",      "hidden",     "condition"};

const Words& wordsOf(Notation notation) {
    return notation == Notation::cfn ? cfnWords : hotWords;
}

struct TypeName {
    ParameterType type;
    const char *cfn, *hot;
};
constexpr TypeName typeNames[] = {{ParameterType::string, "String", "string"},
                                  {ParameterType::number, "Number", "number"},
                                  {ParameterType::json, "Json", "json"},
                                  {ParameterType::list, "CommaDelimitedList", "comma_delimited_list"},
                                  {ParameterType::boolean, "Boolean", "boolean"}};

// Later releases are named too; the dates order them.
constexpr std::pair<const char*, const char*> releases[] = {
    {"newton", "2016-10-14"}, {"ocata", "2017-02-24"}, {"pike", "2017-09-01"},
    {"queens", "2018-03-02"}, {"rocky", "2018-08-31"}, {"wallaby", "2021-04-16"}};
constexpr const char* hotVersions[] = {"2013-05-23", "2014-10-16", "2015-04-30", "2015-10-15",
                                       "2016-04-08", "2016-10-14", "2017-02-24", "2017-09-01",
                                       "2018-03-02", "2018-08-31", "2021-04-16"};

constexpr const char* conditionsSince = "2016-10-14";

std::string textOr(const Json& map, const char* key) {
    auto found = map.find(key);
    return found != map.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool truthy(const Json& value) {
    if (value.is_string()) {
        return iequals(value.get_ref<const std::string&>(), "true");
    }
    return value.is_boolean() && value.get<bool>();
}

std::optional<double> numberOr(const Json& map, const char* key) {
    auto found = map.find(key);
    if (found == map.end()) {
        return std::nullopt;
    }
    if (found->is_number()) {
        return found->get<double>();
    }
    auto parsed =
        found->is_string() ? Json::parse(found->get_ref<const std::string&>(), nullptr, false) : Json();
    return parsed.is_number() ? std::optional(parsed.get<double>()) : std::nullopt;
}

std::vector<Json> itemsOf(const Json& value) {
    return value.is_array() ? value.get<std::vector<Json>>() : std::vector<Json>{};
}

Error invalid(std::string object, std::string cause) {
    return refusal(Refusal::validation, std::move(object), std::move(cause));
}

// One parser per template; the notation decides the words.
class Reader {
public:
    Reader(Template& result, const Json& document)
        : result_(result), document_(document), words_(wordsOf(result.notation)) {}

    Result<> read() {
        result_.description = textOr(document_, words_.description);
        using Section = Result<> (Reader::*)(const std::string&, const Json&);
        const std::pair<const char*, Section> sections[] = {{words_.parameters, &Reader::parameter},
                                                            {words_.resources, &Reader::resource},
                                                            {words_.outputs, &Reader::output}};
        for (const auto& [name, entry] : sections) {
            auto done = section(name, entry);
            if (!done) {
                return done;
            }
        }
        if (result_.resources.size() > resourcesLimit) {
            return fail(refusal(Refusal::templateTooLarge, "template",
                                fmt::format("The template has more than {} resources.", resourcesLimit)));
        }
        return {};
    }

private:
    Result<> section(const char* name, Result<> (Reader::*entry)(const std::string&, const Json&)) {
        auto found = document_.find(name);
        if (found == document_.end() || found->is_null()) {
            return {};
        }
        if (!found->is_object()) {
            return fail(invalid(name, fmt::format("The template section \"{}\" must be a map.", name)));
        }
        for (const auto& [key, value] : found->items()) {
            if (!value.is_object()) {
                return fail(invalid(fmt::format("{}.{}", name, key),
                                    fmt::format("\"{}\" of section \"{}\" must contain a map.", key, name)));
            }
            auto done = (this->*entry)(key, value);
            if (!done) {
                return done;
            }
        }
        return {};
    }

    Result<> parameter(const std::string& name, const Json& value) {
        ParameterSchema schema;
        schema.name = name;
        const auto typeName = textOr(value, words_.type);
        const bool cfn = result_.notation == Notation::cfn;
        auto type = std::find_if(std::begin(typeNames), std::end(typeNames),
                                 [&](const TypeName& row) { return typeName == (cfn ? row.cfn : row.hot); });
        if (type == std::end(typeNames)) {
            return fail(invalid("parameters." + name, fmt::format("Invalid type ({})", typeName)));
        }
        schema.type = type->type;
        schema.description = textOr(value, words_.description);
        schema.label = textOr(value, words_.label);
        schema.hidden = value.contains(words_.hidden) && truthy(value[words_.hidden]);
        if (value.contains(words_.defaultValue)) {
            schema.defaultValue = value[words_.defaultValue];
        }
        schema.constraints = cfn ? cfnConstraints(value) : hotConstraints(value);
        result_.parameters.emplace(name, std::move(schema));
        return {};
    }

    static std::vector<Constraint> cfnConstraints(const Json& value) {
        std::vector<Constraint> found;
        const auto description = textOr(value, "ConstraintDescription");
        if (value.contains("AllowedValues")) {
            found.push_back(
                {Constraint::Kind::allowedValues, itemsOf(value["AllowedValues"]), {}, {}, {}, description});
        }
        if (value.contains("AllowedPattern")) {
            found.push_back(
                {Constraint::Kind::allowedPattern, {}, textOr(value, "AllowedPattern"), {}, {}, description});
        }
        auto bounds = [&](Constraint::Kind kind, const char* low, const char* high) {
            auto min = numberOr(value, low);
            auto max = numberOr(value, high);
            if (min || max) {
                found.push_back({kind, {}, {}, min, max, description});
            }
        };
        bounds(Constraint::Kind::length, "MinLength", "MaxLength");
        bounds(Constraint::Kind::range, "MinValue", "MaxValue");
        return found;
    }

    static std::vector<Constraint> hotConstraints(const Json& value) {
        std::vector<Constraint> found;
        for (const auto& item : itemsOf(value.value("constraints", Json::array()))) {
            if (item.is_object()) {
                addHotConstraint(found, item);
            }
        }
        return found;
    }

    // Custom constraints (names of flavors, images, ...) are left to whoever uses the value.
    static void addHotConstraint(std::vector<Constraint>& found, const Json& item) {
        const auto description = textOr(item, "description");
        using Kind = Constraint::Kind;
        if (item.contains("allowed_values")) {
            found.push_back({Kind::allowedValues, itemsOf(item["allowed_values"]), {}, {}, {}, description});
        }
        if (item.contains("allowed_pattern")) {
            found.push_back({Kind::allowedPattern, {}, textOr(item, "allowed_pattern"), {}, {}, description});
        }
        for (const auto& [key, kind] : {std::pair("length", Kind::length), std::pair("range", Kind::range)}) {
            const Json bounds = item.value(key, Json());
            if (bounds.is_object()) {
                found.push_back(
                    {kind, {}, {}, numberOr(bounds, "min"), numberOr(bounds, "max"), description});
            }
        }
    }

    Result<> resource(const std::string& name, const Json& value) {
        ResourceDefinition definition;
        definition.name = name;
        definition.type = textOr(value, words_.type);
        if (definition.type.empty() || name.empty() || name.find('/') != std::string::npos) {
            return fail(
                invalid("resources." + name,
                        fmt::format("The resource \"{}\" needs a type and a name without \"/\".", name)));
        }
        definition.description = textOr(value, words_.description);
        for (const auto& [key, part] : {std::pair(words_.properties, &definition.properties),
                                        std::pair(words_.metadata, &definition.metadata)}) {
            auto found = value.find(key);
            if (found == value.end() || found->is_null()) {
                continue;
            }
            if (!found->is_object()) {
                return fail(invalid("resources." + name,
                                    fmt::format("\"{}\" of resource \"{}\" must be a map.", key, name)));
            }
            *part = *found;
        }
        const auto policy = lower(textOr(value, words_.deletionPolicy));
        definition.retain = policy == "retain";
        definition.condition = value.value(words_.condition, Json());
        auto depends = dependsOn(name, value);
        if (!depends) {
            return fail(depends.error());
        }
        definition.dependsOn = std::move(*depends);
        result_.resources.emplace(name, std::move(definition));
        return {};
    }

    Result<std::vector<std::string>> dependsOn(const std::string& name, const Json& value) const {
        std::vector<std::string> names;
        auto found = value.find(words_.dependsOn);
        if (found == value.end() || found->is_null()) {
            return names;
        }
        const Json list = found->is_array() ? *found : Json::array({*found});
        for (const auto& item : list) {
            if (!item.is_string()) {
                return fail(invalid("resources." + name,
                                    fmt::format("\"{}\" of resource \"{}\" must be a list of names.",
                                                words_.dependsOn, name)));
            }
            names.push_back(item.get<std::string>());
        }
        return names;
    }

    Result<> output(const std::string& name, const Json& value) {
        if (!value.contains(words_.value)) {
            return fail(
                invalid("outputs." + name, fmt::format("Each output must contain a {} key.", words_.value)));
        }
        result_.outputs.push_back({name, textOr(value, words_.description), value[words_.value],
                                   value.value(words_.condition, Json())});
        return {};
    }

    Template& result_;
    const Json& document_;
    const Words& words_;
};

Result<> readVersion(Template& result, const Json& document) {
    if (document.contains("heat_template_version")) {
        const Json& given = document["heat_template_version"];
        std::string version = given.is_string() ? given.get<std::string>() : given.dump();
        for (const auto& [release, date] : releases) {
            version = version == release ? date : version;
        }
        result.notation = Notation::hot;
        result.version = version;
        if (std::find(std::begin(hotVersions), std::end(hotVersions), version) != std::end(hotVersions)) {
            return {};
        }
        return fail(refusal(Refusal::templateVersion, "heat_template_version",
                            fmt::format("The template version is invalid: \"heat_template_version: {}\". "
                                        "\"heat_template_version\" should be one of: {}",
                                        version, fmt::join(hotVersions, ", "))));
    }
    for (const auto& [key, date] : {std::pair("HeatTemplateFormatVersion", "2012-12-12"),
                                    std::pair("AWSTemplateFormatVersion", "2010-09-09")}) {
        if (!document.contains(key)) {
            continue;
        }
        result.notation = Notation::cfn;
        result.version = textOr(document, key);
        if (result.version == date) {
            return {};
        }
        return fail(refusal(Refusal::templateVersion, key,
                            fmt::format("The template version is invalid: \"{}: {}\". \"{}\" should be: {}",
                                        key, result.version, key, date)));
    }
    return fail(refusal(Refusal::templateVersion, "template", "Template format version not found."));
}

// Sections that change the meaning of the rest: refused when they say something, never skipped in silence.
Result<> checkSections(const Template& result, const Json& document) {
    const std::vector<std::string_view> known =
        result.notation == Notation::hot ? std::vector<std::string_view>{"heat_template_version",
                                                                         "description",
                                                                         "parameters",
                                                                         "parameter_groups",
                                                                         "resources",
                                                                         "outputs",
                                                                         "conditions"}
                                         : std::vector<std::string_view>{"HeatTemplateFormatVersion",
                                                                         "AWSTemplateFormatVersion",
                                                                         "Description",
                                                                         "Parameters",
                                                                         "ParameterGroups",
                                                                         "Resources",
                                                                         "Outputs",
                                                                         "Mappings",
                                                                         "Conditions",
                                                                         "Metadata"};
    for (const auto& [key, value] : document.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            return fail(refusal(Refusal::templateSection, key,
                                fmt::format("The template section is invalid: {}", key)));
        }
        const bool early = key == "conditions" && result.version < conditionsSince;
        if (early || (iequals(key, "conditions") && !value.is_object() && !value.is_null())) {
            return fail(refusal(Refusal::templateSection, key,
                                fmt::format("The template section is invalid: {}", key)));
        }
    }
    return {};
}

} // namespace

std::vector<TemplateVersion> templateVersions() {
    std::vector<TemplateVersion> versions{{"HeatTemplateFormatVersion", "2012-12-12", Notation::cfn},
                                          {"AWSTemplateFormatVersion", "2010-09-09", Notation::cfn}};
    for (const char* date : hotVersions) {
        versions.push_back({"heat_template_version", date, Notation::hot});
    }
    return versions;
}

std::string_view toString(ParameterType type, Notation notation) {
    auto row = std::find_if(std::begin(typeNames), std::end(typeNames),
                            [type](const TypeName& name) { return name.type == type; });
    return notation == Notation::cfn ? row->cfn : row->hot;
}

int depthOf(const Json& value) {
    int deepest = 0;
    if (value.is_structured()) {
        for (const auto& item : value) {
            deepest = std::max(deepest, depthOf(item) + 1);
        }
    }
    return deepest;
}

Result<Json> parseDocument(std::string_view text, std::string_view what) {
    if (text.size() > templateBytesLimit) {
        return fail(
            refusal(Refusal::templateTooLarge, std::string(what),
                    fmt::format("The {} exceeds the maximum of {} bytes.", what, templateBytesLimit)));
    }
    const auto head = trim(text);
    if (startsWith(head, "{")) {
        auto value = parseJson(text, what);
        if (value) {
            return value;
        }
    }
    auto value = parseYaml(text, what);
    if (!value) {
        const auto& error = value.error();
        return fail(refusal(Refusal::templateSyntax, error.object,
                            fmt::format("Error parsing {}: {}", error.object, error.cause)));
    }
    if (!value->value.is_object() && !value->value.is_null()) {
        return fail(refusal(Refusal::templateSyntax, std::string(what),
                            fmt::format("The {} is not a JSON object or YAML mapping.", what)));
    }
    return value->value.is_null() ? Json::object() : std::move(value->value);
}

Result<Template> parseTemplateText(std::string_view text) {
    auto document = parseDocument(text, "template");
    if (!document) {
        return fail(document.error());
    }
    return parseTemplate(std::move(*document));
}

Result<Template> parseTemplate(Json document) {
    if (!document.is_object()) {
        return fail(refusal(Refusal::templateSyntax, "template",
                            "The template is not a JSON object or YAML mapping."));
    }
    if (depthOf(document) > templateDepthLimit) {
        return fail(
            refusal(Refusal::templateTooLarge, "template",
                    fmt::format("The template is nested deeper than {} levels.", templateDepthLimit)));
    }
    Template result;
    auto done = readVersion(result, document);
    if (done) {
        done = checkSections(result, document);
    }
    if (done) {
        done = Reader(result, document).read();
    }
    if (!done) {
        return fail(done.error());
    }
    const bool cfn = result.notation == Notation::cfn;
    result.mappings = cfn ? document.value("Mappings", Json::object()) : Json::object();
    result.conditions = document.value(cfn ? "Conditions" : "conditions", Json::object());
    result.source = std::move(document);
    return result;
}

} // namespace seedbed::heat
