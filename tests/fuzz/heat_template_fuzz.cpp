// SPDX-License-Identifier: GPL-3.0-or-later
// The template engine on any bytes: it answers with a template or an error, and what it took can be resolved.
#include <cstdint>
#include <string_view>

#include "firmware/seed-services/heat/template/functions.hpp"
#include "firmware/seed-services/heat/template/graph.hpp"
#include "firmware/seed-services/heat/template/parameters.hpp"

using namespace seedbed::heat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto tmpl = parseTemplateText(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!tmpl) {
        return 0;
    }
    auto graph = dependencyGraph(*tmpl);
    auto parameters = bindParameters(*tmpl, Json::object(), Json::object());
    if (!graph || !parameters) {
        return 0;
    }
    Scope scope;
    scope.parameters = *parameters;
    scope.reference = [](const std::string& name) { return Json(name); };
    scope.attribute = [](const std::string&, const std::string& name) {
        return Json{{name, {1, "two", nullptr}}};
    };
    for (const auto& [name, resource] : tmpl->resources) {
        (void)resolve(resource.properties, *tmpl, scope);
    }
    for (const auto& output : tmpl->outputs) {
        (void)resolve(output.value, *tmpl, scope);
    }
    return 0;
}
