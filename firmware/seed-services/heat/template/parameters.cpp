// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/parameters.hpp"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/python_text.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr std::size_t patternSubjectLimit = 4096; // std::regex recurses once a character

Error wrong(const ParameterSchema& schema, const std::string& why) {
    return refusal(Refusal::validation, "parameters." + schema.name,
                   fmt::format("Parameter '{}' is invalid: {}", schema.name, why));
}

std::string shown(const ParameterSchema& schema, const Json& value) {
    return schema.hidden ? "******" : pythonText(value);
}

Result<Json> asNumber(const ParameterSchema& schema, const Json& value) {
    if (value.is_number()) {
        return value;
    }
    auto parsed = value.is_string() ? Json::parse(value.get_ref<const std::string&>(), nullptr, false)
                                    : Json(Json::value_t::discarded);
    if (parsed.is_number()) {
        return parsed;
    }
    return fail(wrong(schema, fmt::format("could not convert to a number: {}", shown(schema, value))));
}

Result<Json> asJson(const ParameterSchema& schema, const Json& value) {
    if (value.is_structured()) {
        return value;
    }
    if (value.is_null() || value == "") {
        return Json::object();
    }
    auto parsed = value.is_string() ? parseJson(value.get_ref<const std::string&>(), schema.name)
                                    : Result<Json>(Json());
    if (!parsed || !parsed->is_structured()) {
        return fail(wrong(schema, "Value must be valid JSON: " + shown(schema, value)));
    }
    return parsed;
}

Result<Json> asList(const ParameterSchema& schema, const Json& value) {
    if (value.is_array()) {
        return value;
    }
    if (!value.is_string()) {
        return fail(wrong(schema, "Value must be a comma-delimited list string: " + shown(schema, value)));
    }
    Json list = Json::array();
    const auto& text = value.get_ref<const std::string&>();
    if (!text.empty()) {
        for (const auto& item : split(text, ',')) {
            list.push_back(item);
        }
    }
    return list;
}

Result<Json> asBoolean(const ParameterSchema& schema, const Json& value) {
    if (value.is_boolean()) {
        return value;
    }
    const auto text = lower(pythonText(value));
    for (const auto* yes : {"t", "true", "on", "y", "yes", "1"}) {
        if (text == yes) {
            return Json(true);
        }
    }
    for (const auto* no : {"f", "false", "off", "n", "no", "0"}) {
        if (text == no) {
            return Json(false);
        }
    }
    return fail(wrong(schema, fmt::format("Unrecognized value '{}'", shown(schema, value))));
}

Result<Json> typed(const ParameterSchema& schema, const Json& value) {
    switch (schema.type) {
    case ParameterType::number:
        return asNumber(schema, value);
    case ParameterType::json:
        return asJson(schema, value);
    case ParameterType::list:
        return asList(schema, value);
    case ParameterType::boolean:
        return asBoolean(schema, value);
    case ParameterType::string:
        break;
    }
    return Json(value.is_null() ? "" : pythonText(value));
}

Result<> checkAllowed(const ParameterSchema& schema, const Constraint& constraint, const Json& value) {
    const auto items = value.is_array() ? value.get<std::vector<Json>>() : std::vector<Json>{value};
    for (const auto& item : items) {
        bool found =
            std::any_of(constraint.values.begin(), constraint.values.end(), [&](const Json& allowed) {
                return allowed == item || pythonText(allowed) == pythonText(item);
            });
        if (!found) {
            return fail(wrong(schema, fmt::format("{} is not an allowed value {}", shown(schema, item),
                                                  pythonJson(constraint.values))));
        }
    }
    return {};
}

Result<> checkPattern(const ParameterSchema& schema, const Constraint& constraint, const Json& value) {
    const auto text = pythonText(value);
    if (text.size() > patternSubjectLimit) {
        return fail(wrong(schema, "the value is too long to be matched against a pattern"));
    }
    try {
        std::regex pattern(constraint.pattern, std::regex::ECMAScript);
        if (std::regex_match(text, pattern)) {
            return {};
        }
    } catch (const std::regex_error& error) {
        return fail(wrong(
            schema, fmt::format("the pattern \"{}\" cannot be used: {}", constraint.pattern, error.what())));
    }
    return fail(wrong(schema, fmt::format("\"{}\" does not match pattern \"{}\"", shown(schema, value),
                                          constraint.pattern)));
}

Result<> checkBounds(const ParameterSchema& schema, const Constraint& constraint, const Json& value) {
    const bool length = constraint.kind == Constraint::Kind::length;
    double measured = 0;
    if (length) {
        measured = static_cast<double>(value.is_string() ? value.get_ref<const std::string&>().size()
                                                         : value.size());
    } else {
        measured = value.is_number() ? value.get<double>() : 0;
    }
    const bool low = constraint.min && measured < *constraint.min;
    const bool high = constraint.max && measured > *constraint.max;
    if (!low && !high) {
        return {};
    }
    auto bound = [](const std::optional<double>& edge) {
        return edge ? fmt::format("{}", *edge) : std::string("-");
    };
    return fail(
        wrong(schema, fmt::format("{} is out of range (min: {}, max: {})",
                                  length ? fmt::format("length ({})", measured) : shown(schema, value),
                                  bound(constraint.min), bound(constraint.max))));
}

Result<> check(const ParameterSchema& schema, const Json& value) {
    for (const auto& constraint : schema.constraints) {
        Result<> done;
        if (constraint.kind == Constraint::Kind::allowedValues) {
            done = checkAllowed(schema, constraint, value);
        } else if (constraint.kind == Constraint::Kind::allowedPattern) {
            done = checkPattern(schema, constraint, value);
        } else {
            done = checkBounds(schema, constraint, value);
        }
        if (!done) {
            return constraint.description.empty() ? done : fail(wrong(schema, constraint.description));
        }
    }
    return {};
}

const Json* lookUp(const Json& map, const std::string& section, const std::string& name) {
    auto part = map.is_object() ? map.find(section) : map.end();
    if (!map.is_object() || part == map.end() || !part->is_object() || !part->contains(name)) {
        return nullptr;
    }
    return &(*part)[name];
}

} // namespace

Result<Parameters> bindParameters(const Template& tmpl, const Json& given, const Json& environment) {
    for (const Json* source :
         {&given, environment.contains("parameters") ? &environment["parameters"] : &given}) {
        for (const auto& [name, value] : source->items()) {
            if (!tmpl.parameters.contains(name)) {
                return fail(refusal(Refusal::parameterUnknown, "parameters." + name,
                                    fmt::format("The Parameter ({}) was not defined in template.", name)));
            }
        }
    }
    Parameters values;
    for (const auto& [name, schema] : tmpl.parameters) {
        const Json* value = given.contains(name) ? &given[name] : lookUp(environment, "parameters", name);
        value = value ? value : lookUp(environment, "parameter_defaults", name);
        value = value || !schema.defaultValue ? value : &*schema.defaultValue;
        if (!value) {
            return fail(refusal(Refusal::parameterMissing, "parameters." + name,
                                fmt::format("The Parameter ({}) was not provided.", name)));
        }
        auto bound = typed(schema, *value);
        if (!bound) {
            return fail(bound.error());
        }
        auto fits = check(schema, *bound);
        if (!fits) {
            return fail(fits.error());
        }
        values.emplace(name, std::move(*bound));
    }
    return values;
}

std::map<std::string, std::string> shownParameters(const Template& tmpl, const Parameters& values) {
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : values) {
        const auto schema = tmpl.parameters.find(name);
        if (schema != tmpl.parameters.end() && schema->second.hidden) {
            texts[name] = "******";
        } else if (schema != tmpl.parameters.end() && schema->second.type == ParameterType::list) {
            std::string text;
            for (const auto& item : value) {
                text += (text.empty() ? "" : ",") + pythonText(item);
            }
            texts[name] = text;
        } else {
            texts[name] = pythonText(value);
        }
    }
    return texts;
}

} // namespace seedbed::heat
