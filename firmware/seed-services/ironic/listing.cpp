// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/ironic/listing.hpp"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

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

std::size_t limitOf(const HttpRequest& request) {
    auto text = request.query("limit").value_or("");
    std::size_t limit = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    bool good = error == std::errc() && limit > 0;
    return good ? std::min(limit, pageLimit) : pageLimit;
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

nlohmann::json chosenFields(const nlohmann::json& document, const HttpRequest& request) {
    auto fields = request.query("fields");
    return fields ? narrowed(document, split(*fields, ',')) : document;
}

nlohmann::json pageOf(const Listing& listing, std::vector<nlohmann::json> documents,
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
        from += from != documents.end() ? 1 : 0;
    }
    auto limit = limitOf(request);
    auto to = from + std::min(static_cast<std::ptrdiff_t>(limit), documents.end() - from);
    bool detail = iequals(request.query("detail").value_or("false"), "true");
    auto list = nlohmann::json::array();
    for (auto document = from; document != to; ++document) {
        bool full = detail || request.query("fields") || listing.brief.empty();
        list.push_back(full ? chosenFields(*document, request) : narrowed(*document, listing.brief));
    }
    nlohmann::json page = {{listing.name, std::move(list)}};
    if (to != documents.end() && to != from) {
        page["next"] = listing.url + "?limit=" + std::to_string(limit) + "&marker=" + idOf(*(to - 1));
    }
    return page;
}

} // namespace seedbed::seed
