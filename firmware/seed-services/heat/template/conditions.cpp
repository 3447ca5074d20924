// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/conditions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/python_text.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

constexpr int conditionsDeep = 32; // so that a ring of names ends

Error wrongCondition(const Json& condition) {
    return refusal(Refusal::validation, "conditions",
                   fmt::format("Invalid condition \"{}\"", pythonText(condition)));
}

class Judge {
public:
    Judge(const Template& tmpl, const Scope& scope) : tmpl_(tmpl), scope_(scope) {}

    Result<bool> judge(const Json& condition, int depth) const {
        if (condition.is_boolean()) {
            return condition.get<bool>();
        }
        if (depth > conditionsDeep) {
            return fail(wrongCondition(condition));
        }
        if (condition.is_string()) {
            return named(condition.get<std::string>(), depth);
        }
        if (condition.is_object() && condition.size() == 1 && condition.front().is_array()) {
            return combined(condition.begin().key(), condition.front(), depth);
        }
        const bool negated = condition.is_object() && condition.size() == 1 &&
                             (condition.contains("not") || condition.contains("Fn::Not"));
        return negated ? negation(condition.front(), depth) : fail(wrongCondition(condition));
    }

private:
    Result<bool> named(const std::string& name, int depth) const {
        const auto found = tmpl_.conditions.find(name);
        if (found == tmpl_.conditions.end()) {
            return fail(wrongCondition(name));
        }
        auto value = resolve(*found, tmpl_, scope_);
        return value ? judge(*value, depth + 1) : fail(value.error());
    }
    Result<bool> negation(const Json& condition, int depth) const {
        auto inner = judge(condition, depth + 1);
        return inner ? Result<bool>(!*inner) : inner;
    }
    Result<bool> combined(const std::string& name, const Json& parts, int depth) const {
        if ((name == "equals" || name == "Fn::Equals") && parts.size() == 2) {
            return parts[0] == parts[1] || pythonText(parts[0]) == pythonText(parts[1]);
        }
        if (name == "Fn::Not" && parts.size() == 1) {
            return negation(parts[0], depth);
        }
        const bool all = name == "and" || name == "Fn::And";
        if ((!all && name != "or" && name != "Fn::Or") || parts.empty()) {
            return fail(wrongCondition({{name, parts}}));
        }
        bool result = all;
        for (const auto& part : parts) {
            auto one = judge(part, depth + 1);
            if (!one) {
                return one;
            }
            result = all ? result && *one : result || *one;
        }
        return result;
    }

    const Template& tmpl_;
    const Scope& scope_;
};

Scope parametersOnly(const Parameters& parameters) {
    Scope scope;
    scope.parameters = parameters;
    scope.reference = [](const std::string&) { return Json(); };
    scope.attribute = [](const std::string&, const std::string&) { return Json(); };
    return scope;
}

} // namespace

Result<bool> holds(const Json& condition, const Template& tmpl, const Scope& scope) {
    return Judge(tmpl, scope).judge(condition, 0);
}

Result<> applyConditions(Template& tmpl, const Parameters& parameters) {
    const auto scope = parametersOnly(parameters);
    for (auto it = tmpl.resources.begin(); it != tmpl.resources.end();) {
        const auto& condition = it->second.condition;
        auto there = condition.is_null() ? Result<bool>(true) : holds(condition, tmpl, scope);
        if (!there) {
            return fail(there.error());
        }
        if (!*there) {
            tmpl.absent.insert(it->first);
        }
        it = *there ? std::next(it) : tmpl.resources.erase(it);
    }
    for (auto& output : tmpl.outputs) {
        auto there = output.condition.is_null() ? Result<bool>(true) : holds(output.condition, tmpl, scope);
        if (!there) {
            return fail(there.error());
        }
        output.value = *there ? std::move(output.value) : Json();
    }
    return {};
}

} // namespace seedbed::heat
