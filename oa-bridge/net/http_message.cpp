// SPDX-License-Identifier: GPL-3.0-or-later
// The values of http.hpp: headers, targets, percent coding.
#include <algorithm>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed {
namespace {

int hexValue(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

void Headers::set(std::string name, std::string value) {
    std::erase_if(fields_, [&name](const auto& field) { return iequals(field.first, name); });
    add(std::move(name), std::move(value));
}

void Headers::add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

std::optional<std::string> Headers::get(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (iequals(key, name)) {
            return value;
        }
    }
    return std::nullopt;
}

std::string percentDecode(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool coded = text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0 && hexValue(text[i + 2]) >= 0;
        if (coded) {
            plain += static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

std::string percentEncode(std::string_view text) {
    std::string coded;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        bool alphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (alphanumeric || c == '-' || c == '_' || c == '.' || c == '~') {
            coded += c;
        } else {
            coded += fmt::format("%{:02X}", byte);
        }
    }
    return coded;
}

std::string HttpRequest::path() const { return percentDecode(std::string_view(target).substr(0, target.find('?'))); }

std::vector<std::pair<std::string, std::string>> HttpRequest::query() const {
    std::vector<std::pair<std::string, std::string>> values;
    auto mark = target.find('?');
    if (mark == std::string::npos) {
        return values;
    }
    for (std::string& part : split(std::string_view(target).substr(mark + 1), '&')) {
        std::replace(part.begin(), part.end(), '+', ' ');
        auto equals = part.find('=');
        std::string value = equals == std::string::npos ? "" : percentDecode(std::string_view(part).substr(equals + 1));
        if (!part.empty()) {
            values.emplace_back(percentDecode(std::string_view(part).substr(0, equals)), std::move(value));
        }
    }
    return values;
}

std::optional<std::string> HttpRequest::query(std::string_view name) const {
    for (auto& [key, value] : query()) {
        if (key == name) {
            return value;
        }
    }
    return std::nullopt;
}

HttpResponse jsonResponse(unsigned status, std::string json) {
    HttpResponse response;
    response.status = status;
    response.body = std::move(json);
    response.headers.set("Content-Type", "application/json");
    return response;
}

HttpResponse textResponse(unsigned status, std::string text) {
    HttpResponse response;
    response.status = status;
    response.body = std::move(text);
    response.headers.set("Content-Type", "text/plain; charset=utf-8");
    return response;
}

} // namespace seedbed
