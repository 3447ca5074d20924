// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/graph.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/functions.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

Result<std::set<std::string>> needsOf(const Template& tmpl, const ResourceDefinition& resource) {
    std::set<std::string> needs;
    for (const auto& name : resource.dependsOn) {
        if (tmpl.absent.contains(name)) {
            continue;
        }
        if (!tmpl.resources.contains(name)) {
            return fail(refusal(
                Refusal::reference, "resources." + resource.name,
                fmt::format("The specified reference \"{}\" (in {}) is incorrect.", name, resource.name)));
        }
        needs.insert(name);
    }
    for (const Json* part : {&resource.properties, &resource.metadata}) {
        auto found = references(*part, tmpl, "resources." + resource.name);
        if (!found) {
            return fail(found.error());
        }
        for (const auto& reference : *found) {
            needs.insert(reference.resource);
        }
    }
    return needs;
}

// What is left when nothing can be created any more holds a ring: walk needs until a name comes again.
Error cycle(const Graph& graph, const std::set<std::string>& left) {
    std::vector<std::string> ring{*left.begin()};
    for (;;) {
        const auto& needs = graph.needs.at(ring.back());
        auto next =
            std::find_if(needs.begin(), needs.end(), [&](const auto& name) { return left.contains(name); });
        auto seen = std::find(ring.begin(), ring.end(), *next);
        if (seen != ring.end()) {
            ring.erase(ring.begin(), seen);
            ring.push_back(ring.front());
            break;
        }
        ring.push_back(*next);
    }
    return refusal(Refusal::cycle, "resources." + ring.front(),
                   fmt::format("Circular Dependency Found: {}", fmt::join(ring, " -> ")));
}

} // namespace

Result<Graph> dependencyGraph(const Template& tmpl) {
    Graph graph;
    std::set<std::string> left;
    for (const auto& [name, resource] : tmpl.resources) {
        auto needs = needsOf(tmpl, resource);
        if (!needs) {
            return fail(needs.error());
        }
        graph.neededBy[name];
        left.insert(name);
        for (const auto& needed : *needs) {
            graph.neededBy[needed].insert(name);
        }
        graph.needs[name] = std::move(*needs);
    }
    while (!left.empty()) {
        std::vector<std::string> ready;
        for (const auto& name : left) {
            const auto& needs = graph.needs[name];
            if (std::none_of(needs.begin(), needs.end(),
                             [&](const auto& needed) { return left.contains(needed); })) {
                ready.push_back(name);
            }
        }
        if (ready.empty()) {
            return fail(cycle(graph, left));
        }
        for (const auto& name : ready) {
            left.erase(name);
            graph.order.push_back(name);
        }
    }
    return graph;
}

} // namespace seedbed::heat
