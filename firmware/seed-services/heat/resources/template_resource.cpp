// SPDX-License-Identifier: GPL-3.0-or-later
// A type of a template's own: the environment's resource_registry, or the type's name itself, leads to a
// template among the stack's files. Its properties are the template's parameters, its attributes the outputs.
#include <fmt/format.h>

#include "firmware/seed-services/heat/resources/nested_resource.hpp"
#include "firmware/seed-services/heat/resources/registry.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

ResourceShape providerShape() {
    ResourceShape shape;
    shape.name = "OS::Heat::TemplateResource";
    shape.anyProperty = true;
    shape.anyAttribute = true;
    return shape;
}

class TemplateResource : public NestedResource {
public:
    TemplateResource() : NestedResource(providerShape()) {}

protected:
    Result<Inside> inside(const ResourceContext& context, const nlohmann::json& properties) const override {
        const auto& type = context.resource.type;
        const auto file = implementationOf(type, context.stack.environment);
        auto source = providerSource(file, context.stack.files);
        if (!source) {
            return fail(source.error());
        }
        auto environment = inheritedEnvironment(context.stack.environment);
        if (environment.contains("resource_registry")) {
            environment["resource_registry"].erase(type); // a template may wrap the type that it stands for
        }
        return Inside{std::move(*source), properties, std::move(environment)};
    }
};

} // namespace

const ResourceType& templateResource() {
    static const TemplateResource type;
    return type;
}

Result<nlohmann::json> providerSource(const std::string& file, const nlohmann::json& files) {
    auto found = files.find(file);
    if (found == files.end()) {
        return fail(refusal(Refusal::validation, file,
                            fmt::format("No content found in the \"files\" section for {}", file)));
    }
    return found->is_string() ? parseDocument(found->get_ref<const std::string&>(), file)
                              : Result<nlohmann::json>(*found);
}

} // namespace seedbed::heat
