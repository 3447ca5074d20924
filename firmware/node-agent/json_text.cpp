// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace seedbed::node_agent {
namespace {

// repr() of a Python float: shortest digits, fixed notation for exponents -4..15.
std::string pythonFloat(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "Infinity" : "-Infinity";
    }
    std::array<char, 400> buffer{};
    auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
    std::string text(buffer.data(), end);
    int exponent = std::atoi(text.c_str() + text.find('e') + 1);
    if (exponent < -4 || exponent >= 16) {
        return text;
    }
    end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
    text.assign(buffer.data(), end);
    return text.find('.') == std::string::npos ? text + ".0" : text;
}

class Writer {
public:
    explicit Writer(int indent) : indent_(indent) {}
    std::string text;

    void write(const Json& value, int depth) {
        if (value.is_object()) {
            writeObject(value, depth);
        } else if (value.is_array()) {
            writeArray(value, depth);
        } else if (value.is_number_float()) {
            text += pythonFloat(value.get<double>());
        } else {
            text += value.dump(-1, ' ', true, Json::error_handler_t::replace);
        }
    }

private:
    void newLine(int depth) {
        if (indent_ >= 0) {
            text += "\n" + std::string(static_cast<std::size_t>(indent_ * depth), ' ');
        }
    }
    void separate(bool first) {
        if (!first) {
            text += indent_ >= 0 ? "," : ", ";
        }
    }
    void writeObject(const Json& value, int depth) {
        text += '{';
        bool first = true;
        for (const auto& [key, item] : value.items()) {
            separate(std::exchange(first, false));
            newLine(depth + 1);
            text += Json(key).dump(-1, ' ', true, Json::error_handler_t::replace) + ": ";
            write(item, depth + 1);
        }
        if (!first) {
            newLine(depth);
        }
        text += '}';
    }
    void writeArray(const Json& value, int depth) {
        text += '[';
        bool first = true;
        for (const auto& item : value) {
            separate(std::exchange(first, false));
            newLine(depth + 1);
            write(item, depth + 1);
        }
        if (!first) {
            newLine(depth);
        }
        text += ']';
    }
    int indent_;
};

} // namespace

Result<Json> parseOrdered(std::string_view text, std::string_view what) {
    bool tooDeep = false;
    auto guard = [&tooDeep](int depth, Json::parse_event_t, Json&) {
        tooDeep = tooDeep || depth > 200;
        return !tooDeep;
    };
    Error error{.kind = ErrorKind::invalid,
                .id = "JSON-SYNTAX",
                .object = std::string(what),
                .attempted = "read it as JSON",
                .cause = "nested too deep",
                .action = "correct it"};
    try {
        auto value = Json::parse(text, guard);
        if (!tooDeep) {
            return value;
        }
    } catch (const Json::exception& exception) {
        error.cause = exception.what();
    }
    return fail(std::move(error));
}

std::string pythonJson(const Json& value, int indent) {
    Writer writer(indent);
    writer.write(value, 0);
    return std::move(writer.text);
}

bool sameValue(const Json& a, const Json& b) { return nlohmann::json(a) == nlohmann::json(b); }

void mergeDeep(Json& into, const Json& later) {
    if (!later.is_object()) {
        return;
    }
    for (const auto& [key, value] : later.items()) {
        auto old = into.find(key);
        if (old != into.end() && old->is_object() && value.is_object()) {
            mergeDeep(*old, value);
        } else {
            into[key] = value;
        }
    }
}

} // namespace seedbed::node_agent
