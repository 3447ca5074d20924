// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::ResourceGroup: `count` resources of one definition, numbered from 0, in a nested stack.
#include <algorithm>

#include "firmware/seed-services/heat/resources/nested_resource.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;
constexpr std::string_view memberMark = "resource.";

ResourceShape groupShape() {
    ResourceShape shape;
    shape.name = "OS::Heat::ResourceGroup";
    shape.properties = {{"count", Kind::integer, false, true},
                        {"index_var", Kind::text},
                        {"resource_def", Kind::map, true, true},
                        {"removal_policies", Kind::list, false, true},
                        {"removal_policies_mode", Kind::text, false, true}};
    shape.attributes = {"refs", "refs_map"};
    shape.anyAttribute = true; // of the members
    return shape;
}

std::string withNumber(std::string text, const std::string& mark, const std::string& number) {
    for (auto at = text.find(mark); !mark.empty() && at != std::string::npos;
         at = text.find(mark, at + number.size())) {
        text.replace(at, mark.size(), number);
    }
    return text;
}

nlohmann::json numbered(const nlohmann::json& value, const std::string& mark, const std::string& number) {
    if (value.is_string()) {
        return withNumber(value.get<std::string>(), mark, number);
    }
    if (!value.is_structured()) {
        return value;
    }
    nlohmann::json result = value.is_array() ? nlohmann::json::array() : nlohmann::json::object();
    for (const auto& [key, item] : value.items()) {
        if (value.is_array()) {
            result.push_back(numbered(item, mark, number));
        } else {
            result[key] = numbered(item, mark, number);
        }
    }
    return result;
}

class ResourceGroup : public NestedResource {
public:
    ResourceGroup() : NestedResource(groupShape()) {}

    nlohmann::json attribute(const ResourceContext& context, const std::string& name) const override {
        const auto& id = context.resource.uuid;
        if (startsWith(name, memberMark)) {
            const auto rest = name.substr(memberMark.size());
            const auto dot = rest.find('.');
            return dot == std::string::npos
                       ? context.around.nested.reference(id, rest)
                       : context.around.nested.attribute(id, rest.substr(0, dot), rest.substr(dot + 1));
        }
        return ofMembers(context, name);
    }

protected:
    Result<Inside> inside(const ResourceContext& context, const nlohmann::json& properties) const override {
        const auto count = properties.value("count", 1);
        const auto& definition = properties["resource_def"];
        if (count < 0 || !definition.contains("type")) {
            return fail(refusal(Refusal::validation, context.resource.name,
                                "count must not be negative, and resource_def needs a type"));
        }
        const auto mark = properties.value("index_var", "%index%");
        nlohmann::json members = nlohmann::json::object();
        for (int i = 0; i < count; ++i) {
            members[std::to_string(i)] = numbered(definition, mark, std::to_string(i));
        }
        return Inside{{{"heat_template_version", "2015-04-30"}, {"resources", std::move(members)}},
                      nlohmann::json::object(),
                      inheritedEnvironment(context.stack.environment)};
    }

private:
    static std::vector<std::string> members(const ResourceContext& context) {
        auto names = context.around.nested.members(context.resource.uuid);
        std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
            return std::pair(a.size(), a) < std::pair(b.size(), b); // numbers
        });
        return names;
    }
    static nlohmann::json ofMembers(const ResourceContext& context, const std::string& name) {
        auto& nested = context.around.nested;
        const auto& id = context.resource.uuid;
        const bool byName = name == "refs_map";
        nlohmann::json found = byName ? nlohmann::json::object() : nlohmann::json::array();
        for (const auto& member : members(context)) {
            if (byName) {
                found[member] = nested.reference(id, member);
            } else {
                found.push_back(name == "refs" ? nested.reference(id, member)
                                               : nested.attribute(id, member, name));
            }
        }
        return found;
    }
};

} // namespace

const ResourceType& resourceGroup();
const ResourceType& resourceGroup() {
    static const ResourceGroup type;
    return type;
}

} // namespace seedbed::heat
