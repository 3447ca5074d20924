// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/reader.hpp"

#include <fmt/format.h>

namespace seedbed {

const nlohmann::json* FieldReader::find(const std::string& pointer) const {
    nlohmann::json::json_pointer place(pointer);
    return document_.value.contains(place) ? &document_.value.at(place) : nullptr;
}

int FieldReader::line(std::string pointer) const {
    while (!pointer.empty()) {
        if (auto found = document_.lines.find(pointer); found != document_.lines.end()) {
            return found->second;
        }
        pointer.erase(pointer.rfind('/'));
    }
    return 1;
}

void FieldReader::refuse(std::string id, const std::string& pointer, std::string cause, std::string action) {
    if (error_) {
        return;
    }
    error_ = Error{.kind = ErrorKind::invalid,
                   .id = std::move(id),
                   .object = fmt::format("{} line {}", file_, line(pointer)),
                   .attempted = fmt::format("read the key {}", pointer.empty() ? "/" : pointer),
                   .cause = std::move(cause),
                   .action = std::move(action)};
}

std::optional<std::string> FieldReader::optionalText(const std::string& pointer) {
    const auto* value = find(pointer);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->is_number()) {
        return value->dump();
    }
    if (!value->is_string() || value->get_ref<const std::string&>().empty()) {
        refuse("SITE-VALUE", pointer, "it is not a text", "write a text there");
        return std::nullopt;
    }
    return value->get<std::string>();
}

std::string FieldReader::text(const std::string& pointer) {
    if (find(pointer) == nullptr) {
        refuse("SITE-MISSING", pointer, "the key is missing", "add it");
    }
    return optionalText(pointer).value_or("");
}

std::vector<std::string> FieldReader::texts(const std::string& pointer) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < count(pointer); ++i) {
        result.push_back(text(fmt::format("{}/{}", pointer, i)));
    }
    if (result.empty()) {
        refuse("SITE-MISSING", pointer, "a list with at least one entry is needed", "add it");
    }
    return result;
}

int FieldReader::number(const std::string& pointer, int low, int high) {
    const auto* value = find(pointer);
    if (value == nullptr) {
        refuse("SITE-MISSING", pointer, "the key is missing", "add it");
        return low;
    }
    if (!value->is_number_integer() || *value < low || *value > high) {
        refuse("SITE-VALUE", pointer, "it is not a whole number in range", fmt::format("write {} to {}", low, high));
        return low;
    }
    return value->get<int>();
}

bool FieldReader::flag(const std::string& pointer) {
    const auto* value = find(pointer);
    if (value != nullptr && !value->is_boolean()) {
        refuse("SITE-VALUE", pointer, "it is neither true nor false", "write true or false");
        return false;
    }
    return value != nullptr && value->get<bool>();
}

std::size_t FieldReader::count(const std::string& pointer) {
    const auto* value = find(pointer);
    if (value != nullptr && !value->is_array()) {
        refuse("SITE-VALUE", pointer, "it is not a list", "write a list there");
        return 0;
    }
    return value == nullptr ? 0 : value->size();
}

bool FieldReader::isMapping(const std::string& pointer) const {
    const auto* value = find(pointer);
    return value != nullptr && value->is_object();
}

// Others are not shown: the file may be one that nobody meant, and is no secret of ours to tell.
static bool looksLikeKey(const std::string& text) {
    constexpr std::size_t longest = 32;
    return text.size() <= longest && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == std::string::npos;
}

void FieldReader::onlyKeys(const std::string& pointer, const std::set<std::string>& known) {
    const auto* value = pointer.empty() ? &document_.value : find(pointer);
    if (value == nullptr || !value->is_object()) {
        refuse("SITE-MISSING", pointer, "a mapping is needed here",
               fmt::format("add it with the keys {}", fmt::join(known, ", ")));
        return;
    }
    for (const auto& [key, ignored] : value->items()) {
        if (!known.contains(key)) {
            refuse("SITE-UNKNOWN-KEY", pointer + "/" + (looksLikeKey(key) ? key : "(a text that is no key)"), "no such key",
                   fmt::format("the keys are {}", fmt::join(known, ", ")));
        }
    }
}

} // namespace seedbed
