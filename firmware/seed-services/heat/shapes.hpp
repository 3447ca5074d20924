// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON that Heat's clients read, key for key. Facts: tripleo-deployment.md section 8.3. No I/O.
#pragma once

#include <string>

#include "firmware/seed-services/heat/live_stack.hpp"

namespace seedbed::heat {

// `base` is "http://host:8004/v1/<project>"; a name is quoted where it stands in a URL.
std::string stackUrl(const std::string& base, const Stack& stack);
Json stackLinks(const std::string& base, const Stack& stack);
Json stackSummary(const std::string& base, const Stack& stack);
enum class Outputs { resolved, left };
Json stackDetails(const std::string& base, LiveStack& stack, Outputs outputs);
Json resourceSummary(const std::string& base, LiveStack& stack, Resource& resource);
Json resourceDetails(const std::string& base, LiveStack& stack, Resource& resource);
Json eventSummary(const std::string& base, const Stack& stack, const StackEvent& event);
Json eventDetails(const std::string& base, const Stack& stack, const StackEvent& event);
Json outputDetails(LiveStack& stack, const OutputDefinition& output);
Json previewOf(const std::string& base, LiveStack& stack);
Json validationOf(const Template& tmpl, const Json& environment);
Json resourceTypeSchema(const ResourceType& type);
Json resourceTypeTemplate(const ResourceType& type, Notation notation);

} // namespace seedbed::heat
