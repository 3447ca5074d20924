// SPDX-License-Identifier: GPL-3.0-or-later
// What Ironic's list calls have in common: filters, marker and limit, chosen fields, the link to the next
// page. Error LIST-QUERY for a limit, marker or field that is none. Pure.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "oa-bridge/net/http.hpp"

namespace seedbed::seed {

struct Listing {
    std::string name;               // "nodes": the key of the list and the end of its URL
    std::string url;                // http://.../v1/nodes
    std::vector<std::string> brief; // the fields shown unless the query asks for detail or for fields
};
// `documents` as shown in full. Unknown query arguments that are fields of the documents filter.
Result<nlohmann::json> pageOf(const Listing& listing, std::vector<nlohmann::json> documents,
                              const HttpRequest& request);
// Only the fields that the query's "fields" names, if it does, plus links.
Result<nlohmann::json> chosenFields(const nlohmann::json& document, const HttpRequest& request);

} // namespace seedbed::seed
