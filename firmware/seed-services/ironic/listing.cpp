// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/ironic/listing.hpp"

#include <algorithm>
#include <set>

#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr std::size_t pageLimit = 1000;

bool passes(const nlohmann::json& document, const std::string& name, const std::string& value) {
    if (name == "associated") {
        bool wanted = iequals(value, "true") || value == "1";
        return wanted != document.value("instance_uuid", nlohmann::json()).is_null();
    }
    auto field = document.find(name);
    if (field == document.end() || field->is_structured()) {
        return true; // no filter of ours
    }
    return iequals(field->is_string() ? field->get<std::string>() : field->dump(), value);
}

nlohmann::json narrowed(const nlohmann::json& document, const std::vector<std::string>& fields) {
    nlohmann::json small;
    for (const auto& field : fields) {
        if (document.contains(field)) {
            small[field] = document[field];
        }
    }
    small["links"] = document.value("links", nlohmann::json::array());
    return small;
}

tl::unexpected<Error> wrongQuery(const std::string& what, const std::string& value) {
    return fail({.kind = ErrorKind::invalid,
                 .id = "LIST-QUERY",
                 .object = what,
                 .attempted = "list",
                 .cause = "\"" + log::printable(value, 200) + "\" is none",
                 .action = "correct the request"});
}

// Fields of the API that records of ours do not have.
bool isFieldOfTheApi(const std::string& name) {
    static const std::set<std::string> names = {"allocation_uuid",
                                                "automated_clean",
                                                "bios_interface",
                                                "boot_mode",
                                                "chassis_uuid",
                                                "clean_step",
                                                "conductor",
                                                "conductor_group",
                                                "description",
                                                "deploy_step",
                                                "fault",
                                                "lessee",
                                                "maintenance_reason",
                                                "network_data",
                                                "owner",
                                                "parent_node",
                                                "portgroups",
                                                "protected",
                                                "protected_reason",
                                                "raid_config",
                                                "rescue_interface",
                                                "resource_class",
                                                "retired",
                                                "retired_reason",
                                                "secure_boot",
                                                "shard",
                                                "states",
                                                "storage_interface",
                                                "target_raid_config",
                                                "traits",
                                                "vendor_interface",
                                                "volume",
                                                "internal_info",
                                                "is_smartnic",
                                                "local_link_connection",
                                                "physical_network",
                                                "portgroup_uuid"};
    return names.contains(name);
}

std::string idOf(const nlohmann::json& document) {
    return document.value(document.contains("uuid") ? "uuid" : "name", std::string());
}

void sortBy(std::vector<nlohmann::json>& documents, const HttpRequest& request) {
    auto key = request.query("sort_key");
    if (!key) {
        return; // as they were made
    }
    bool down = request.query("sort_dir").value_or("asc") == "desc";
    std::stable_sort(documents.begin(), documents.end(), [&key, down](const auto& a, const auto& b) {
        auto left = a.value(*key, nlohmann::json()), right = b.value(*key, nlohmann::json());
        return down ? right < left : left < right;
    });
}

} // namespace

Result<nlohmann::json> chosenFields(const nlohmann::json& document, const HttpRequest& request) {
    auto fields = request.query("fields");
    if (!fields) {
        return document;
    }
    const auto names = split(*fields, ',');
    for (const auto& name : names) {
        if (!document.contains(name) && !isFieldOfTheApi(name)) {
            return wrongQuery("fields", name);
        }
    }
    return narrowed(document, names);
}

Result<nlohmann::json> pageOf(const Listing& listing, std::vector<nlohmann::json> documents,
                              const HttpRequest& request) {
    for (const auto& argument : request.query()) {
        std::erase_if(documents, [&argument](const auto& document) {
            return !passes(document, argument.first, argument.second);
        });
    }
    sortBy(documents, request);
    auto from = documents.begin();
    if (auto marker = request.query("marker")) {
        from = std::find_if(from, documents.end(), [&marker](const auto& d) { return idOf(d) == *marker; });
        if (from == documents.end()) {
            return wrongQuery("marker", *marker);
        }
        ++from;
    }
    auto limit = limitOf(request, 1, pageLimit);
    if (!limit) {
        return fail(limit.error());
    }
    auto to = from + std::min(static_cast<std::ptrdiff_t>(*limit), documents.end() - from);
    bool detail = iequals(request.query("detail").value_or("false"), "true");
    auto list = nlohmann::json::array();
    for (auto document = from; document != to; ++document) {
        bool full = detail || request.query("fields") || listing.brief.empty();
        auto shown = full ? chosenFields(*document, request) : narrowed(*document, listing.brief);
        if (!shown) {
            return shown;
        }
        list.push_back(std::move(*shown));
    }
    nlohmann::json page = {{listing.name, std::move(list)}};
    if (to != documents.end() && to != from) {
        page["next"] = listing.url + "?limit=" + std::to_string(*limit) + "&marker=" + idOf(*(to - 1));
    }
    return page;
}

} // namespace seedbed::seed
