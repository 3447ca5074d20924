// SPDX-License-Identifier: GPL-3.0-or-later
// Reads fields out of a strict YAML document; the first error wins and names file, line and key. Private to
// appliance/site.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/yaml.hpp"

namespace seedbed {

class FieldReader {
public:
    FieldReader(const YamlDocument& document, std::string file) : document_(document), file_(std::move(file)) {}

    std::string text(const std::string& pointer);
    std::optional<std::string> optionalText(const std::string& pointer);
    std::vector<std::string> texts(const std::string& pointer);
    int number(const std::string& pointer, int low, int high);
    bool flag(const std::string& pointer); // absent means false
    bool has(const std::string& pointer) const { return find(pointer) != nullptr; }
    std::size_t count(const std::string& pointer); // of a list; 0 if absent
    bool isMapping(const std::string& pointer) const;
    void onlyKeys(const std::string& pointer, const std::set<std::string>& known);

    // Takes the value of a parser of oa-bridge/base, or notes its error at that key.
    template <class T>
    T take(const std::string& pointer, Result<T> value) {
        if (!value) {
            refuse("SITE-VALUE", pointer, value.error().cause + " (" + value.error().object + ")", value.error().action);
            return T{};
        }
        return std::move(*value);
    }
    void refuse(std::string id, const std::string& pointer, std::string cause, std::string action);
    const std::optional<Error>& error() const { return error_; }

private:
    const nlohmann::json* find(const std::string& pointer) const;
    int line(std::string pointer) const;

    const YamlDocument& document_;
    std::string file_;
    std::optional<Error> error_;
};

} // namespace seedbed
