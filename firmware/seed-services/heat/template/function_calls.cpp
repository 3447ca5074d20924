// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/function_calls.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/python_text.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr std::size_t repetitionsLimit = 10000;
constexpr std::size_t resultLimit = 16u << 20; // a small template must not become a large value

constexpr const char* tooLarge = "the result would be too large";

// What a function may still make; it stops when nothing is left.
class Budget {
public:
    bool take(std::size_t bytes) {
        left_ = bytes < left_ ? left_ - bytes : 0;
        return left_ > 0;
    }
    bool isSpent() const { return left_ == 0; }

private:
    std::size_t left_ = resultLimit;
};

// Longest name first at every place, in one pass, so that a value is never replaced again.
std::string replaceAll(const std::string& text, const Json& names, Budget& budget) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [name, value] : names.items()) {
        if (!name.empty()) {
            pairs.emplace_back(name, value.is_null() ? "" : pythonText(value));
        }
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    std::string result;
    for (std::size_t place = 0; place < text.size() && !budget.isSpent();) {
        auto hit = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) {
            return text.compare(place, pair.first.size(), pair.first) == 0;
        });
        const auto before = result.size();
        result += hit == pairs.end() ? std::string(1, text[place]) : hit->second;
        budget.take(result.size() - before);
        place += hit == pairs.end() ? 1 : hit->first.size();
    }
    return result;
}

// The strict forms insist that every name occurs; the strictest one that it has a value, too.
Result<> checkStrict(const FunctionCall& call, const std::string& text, const Json& names) {
    for (const auto& [name, value] : names.items()) {
        const bool empty = value.is_null() || value == "";
        if (text.find(name) == std::string::npos) {
            return fail(wrongUse(call, fmt::format("{} is not in the template", name)));
        }
        if (empty && call.name == "str_replace_vstrict") {
            return fail(wrongUse(call, fmt::format("{} has no value", name)));
        }
    }
    return {};
}

// In every text of a value, keys included.
Json replacedIn(const Json& value, const Json& names, Budget& budget) {
    if (value.is_string()) {
        return replaceAll(value.get_ref<const std::string&>(), names, budget);
    }
    if (!budget.take(sizeof(Json)) || !value.is_structured()) {
        return value;
    }
    Json result = value.is_array() ? Json::array() : Json::object();
    for (const auto& [key, item] : value.items()) {
        if (value.is_array()) {
            result.push_back(replacedIn(item, names, budget));
        } else {
            result[replaceAll(key, names, budget)] = replacedIn(item, names, budget);
        }
    }
    return result;
}

// Every combination of one value for each name; the last name changes fastest.
Result<std::vector<Json>> combinations(const FunctionCall& call, const Json& lists) {
    std::vector<Json> found{Json::object()};
    for (const auto& [name, values] : lists.items()) {
        if (!values.is_array()) {
            return fail(wrongUse(call, fmt::format("for_each: {} must be a list", name)));
        }
        const auto size = found.size() * values.dump(-1, ' ', false, Json::error_handler_t::replace).size();
        if (found.size() * values.size() > repetitionsLimit || size > resultLimit) {
            return fail(wrongUse(call, "there are too many repetitions"));
        }
        std::vector<Json> longer;
        for (const auto& before : found) {
            for (const auto& value : values) {
                longer.push_back(before);
                longer.back()[name] = value;
            }
        }
        found = std::move(longer);
    }
    return found;
}

} // namespace

Error wrongUse(const FunctionCall& call, const std::string& why) {
    return refusal(Refusal::validation, call.name, fmt::format("{}: {}", call.name, why));
}

std::optional<int> integerOf(const Json& value) {
    if (value.is_number_integer()) {
        return value.get<int>();
    }
    if (!value.is_string()) {
        return std::nullopt;
    }
    const auto text = trim(value.get_ref<const std::string&>());
    int number = 0;
    auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc{} && stop == text.data() + text.size() && !text.empty() ? std::optional(number)
                                                                                     : std::nullopt;
}

const Json* elementAt(const Json& list, int index) {
    const auto size = static_cast<int>(list.size());
    const int place = index < 0 ? size + index : index;
    return place >= 0 && place < size ? &list[static_cast<std::size_t>(place)] : nullptr;
}

Result<Json> strReplace(const FunctionCall& call) {
    const Json& value = call.value;
    const bool cfn = call.name == "Fn::Replace"; // [{names}, text]
    const bool shaped = cfn ? value.is_array() && value.size() == 2
                            : value.is_object() && value.contains("template") && value.contains("params");
    if (!shaped) {
        return fail(wrongUse(call, cfn ? "the arguments must be [map, string]"
                                       : "the arguments must be a map with template and params"));
    }
    const Json& text = cfn ? value[1] : value["template"];
    const Json& names = cfn ? value[0] : value["params"];
    if (text.is_null()) {
        return Json("");
    }
    if (!text.is_string() || !names.is_object()) {
        return fail(wrongUse(call, "the template must be a string and the params a map"));
    }
    auto strict =
        call.name.ends_with("strict") ? checkStrict(call, text.get<std::string>(), names) : Result<>();
    Budget budget;
    Json replaced = strict ? replaceAll(text.get<std::string>(), names, budget) : std::string();
    if (budget.isSpent()) {
        return fail(wrongUse(call, tooLarge));
    }
    return strict ? Result<Json>(std::move(replaced)) : fail(strict.error());
}

Result<Json> mapMerge(const FunctionCall& call) {
    Json merged = Json::object();
    if (!call.value.is_array()) {
        return fail(wrongUse(call, "the argument must be a list of maps"));
    }
    for (const auto& item : call.value) {
        if (!item.is_object() && !item.is_null()) {
            return fail(wrongUse(call, "the argument must be a list of maps"));
        }
        if (item.is_object()) {
            merged.update(item);
        }
    }
    return merged;
}

// [map, {keys: {old: new}, values: {old: new}}]
Result<Json> mapReplace(const FunctionCall& call) {
    const Json& value = call.value;
    if (!value.is_array() || value.size() != 2 || !value[0].is_object() || !value[1].is_object()) {
        return fail(wrongUse(call, "the arguments must be [map, {keys: map, values: map}]"));
    }
    const Json keys = value[1].value("keys", Json::object());
    const Json values = value[1].value("values", Json::object());
    Json replaced = Json::object();
    for (const auto& [key, item] : value[0].items()) {
        const auto name = keys.contains(key) ? pythonText(keys[key]) : key;
        const auto text = item.is_structured() ? std::string() : pythonText(item);
        if (replaced.contains(name)) {
            return fail(wrongUse(call, fmt::format("the key {} would be there twice", name)));
        }
        replaced[name] = !item.is_structured() && values.contains(text) ? values[text] : item;
    }
    return replaced;
}

// ["Name", "Value", [".member.0.Name=a", ".member.0.Value=b"]] gives {a: b}.
Result<Json> memberListToMap(const FunctionCall& call) {
    const Json& value = call.value;
    const bool shaped = value.is_array() && value.size() == 3 && value[0].is_string() &&
                        value[1].is_string() && value[2].is_array();
    if (!shaped) {
        return fail(wrongUse(call, "the arguments must be [keyname, valuename, list]"));
    }
    std::map<std::string, std::map<std::string, std::string>> members;
    for (const auto& item : value[2]) {
        const auto text = pythonText(item);
        const auto equals = text.find('=');
        const auto parts = split(text.substr(0, equals), '.');
        if (equals != std::string::npos && parts.size() == 4 && parts[1] == "member") {
            members[parts[2]][parts[3]] = text.substr(equals + 1);
        }
    }
    Json map = Json::object();
    for (const auto& [number, fields] : members) {
        const auto key = fields.find(value[0].get<std::string>());
        const auto content = fields.find(value[1].get<std::string>());
        if (key != fields.end() && content != fields.end()) {
            map[key->second] = content->second;
        }
    }
    return map;
}

Result<Json> findInMap(const FunctionCall& call) {
    const Json& value = call.value;
    if (!value.is_array() || value.size() != 3) {
        return fail(wrongUse(call, "the arguments must be [mapping, key, value]"));
    }
    const Json* place = &call.tmpl.mappings;
    for (const auto& step : value) {
        const auto name = pythonText(step);
        if (!place->is_object() || !place->contains(name)) {
            return fail(wrongUse(call, fmt::format("there is no \"{}\" in the mappings", name)));
        }
        place = &(*place)[name];
    }
    return *place;
}

Result<Json> repeat(const FunctionCall& call) {
    const Json& value = call.value;
    const bool shaped = value.is_object() && value.contains("template") && value.contains("for_each") &&
                        value["for_each"].is_object();
    if (!shaped) {
        return fail(wrongUse(call, "the arguments must be a map with template and for_each"));
    }
    auto all = combinations(call, value["for_each"]);
    if (!all) {
        return fail(all.error());
    }
    Json list = Json::array();
    Budget budget;
    for (const auto& names : *all) {
        list.push_back(replacedIn(value["template"], names, budget));
    }
    return budget.isSpent() ? fail(wrongUse(call, tooLarge)) : Result<Json>(std::move(list));
}

// [values to leave out, list]
Result<Json> filter(const FunctionCall& call) {
    const Json& value = call.value;
    if (!value.is_array() || value.size() != 2 || !value[0].is_array() || !value[1].is_array()) {
        return fail(wrongUse(call, "the arguments must be [values, list]"));
    }
    Json kept = Json::array();
    for (const auto& item : value[1]) {
        if (std::find(value[0].begin(), value[0].end(), item) == value[0].end()) {
            kept.push_back(item);
        }
    }
    return kept;
}

Result<Json> containsItem(const FunctionCall& call) {
    const Json& value = call.value;
    if (!value.is_array() || value.size() != 2) {
        return fail(wrongUse(call, "the arguments must be [value, sequence]"));
    }
    const Json& sequence = value[1];
    if (sequence.is_string()) {
        return sequence.get<std::string>().find(pythonText(value[0])) != std::string::npos;
    }
    return std::find(sequence.begin(), sequence.end(), value[0]) != sequence.end();
}

Result<Json> listConcat(const FunctionCall& call) {
    if (!call.value.is_array()) {
        return fail(wrongUse(call, "the argument must be a list of lists"));
    }
    const bool unique = call.name == "list_concat_unique";
    Json joined = Json::array();
    for (const auto& list : call.value) {
        if (!list.is_array() && !list.is_null()) {
            return fail(wrongUse(call, "the argument must be a list of lists"));
        }
        for (const auto& item : list) {
            if (!unique || std::find(joined.begin(), joined.end(), item) == joined.end()) {
                joined.push_back(item);
            }
        }
    }
    return joined;
}

Result<Json> makeUrl(const FunctionCall& call) {
    const Json& value = call.value;
    if (!value.is_object()) {
        return fail(wrongUse(call, "the argument must be a map"));
    }
    auto part = [&value](const char* name) {
        return value.contains(name) && !value[name].is_null() ? pythonText(value[name]) : std::string();
    };
    auto led = [](const std::string& mark, const std::string& text) {
        return text.empty() ? "" : mark + text;
    };
    const auto user = part("username") + led(":", part("password"));
    const auto host = part("host").find(':') == std::string::npos ? part("host") : "[" + part("host") + "]";
    const auto path = part("path");
    const Json parameters = value.value("query", Json::object());
    std::string query;
    for (const auto& [name, item] : parameters.items()) {
        query += (query.empty() ? "" : "&") + name + "=" + pythonText(item);
    }
    return part("scheme") + (part("scheme").empty() ? "//" : "://") + (user.empty() ? "" : user + "@") +
           host + led(":", part("port")) + (path.empty() || startsWith(path, "/") ? path : "/" + path) +
           led("?", query) + led("#", part("fragment"));
}

} // namespace seedbed::heat
