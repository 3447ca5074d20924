// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/posix/http_text.hpp"

#include <cctype>
#include <charconv>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::posix {
namespace {

Error badUrl(std::string_view text, std::string cause) {
    return {.kind = ErrorKind::invalid,
            .id = "HTTP-URL",
            .object = std::string(text.substr(0, 200)),
            .attempted = "read a URL",
            .cause = std::move(cause),
            .action = "write http://ADDRESS[:PORT]/PATH"};
}

Error nonsense(std::string cause, std::string attempted = "read an HTTP reply") {
    return {.kind = ErrorKind::nonsense,
            .id = "HTTP-NONSENSE",
            .attempted = std::move(attempted),
            .cause = std::move(cause),
            .action = "check what serves that address"};
}

std::map<std::string, std::string> queryOf(std::string_view text) {
    std::map<std::string, std::string> query;
    for (const auto& pair : split(text, '&')) {
        auto equals = pair.find('=');
        if (!pair.empty()) {
            query[percentDecode(pair.substr(0, equals))] =
                equals == std::string::npos ? "" : percentDecode(pair.substr(equals + 1));
        }
    }
    return query;
}

template <class Number> bool parseNumber(std::string_view text, Number& value, int base = 10) {
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return code == std::errc{} && end == text.data() + text.size();
}

Result<std::string> joinChunks(std::string_view text) {
    std::string body;
    while (true) {
        auto end = text.find("\r\n");
        std::size_t size = 0;
        auto digits = text.substr(0, std::min(end, text.find(';')));
        if (end == std::string_view::npos || !parseNumber(trim(digits), size, 16)) {
            return fail(nonsense("a chunk has no size"));
        }
        text.remove_prefix(end + 2);
        if (size == 0) {
            return body;
        }
        if (size > text.size() || text.size() - size < 2) {
            return fail(nonsense("the body ends inside a chunk"));
        }
        body += text.substr(0, size);
        text.remove_prefix(size + 2);
    }
}

} // namespace

std::string Url::authority() const { return port == 80 ? host : host + ":" + std::to_string(port); }

Result<Url> Url::parse(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    if (!startsWith(text, scheme)) {
        return fail(badUrl(text, "it does not begin with http://"));
    }
    auto rest = text.substr(scheme.size());
    auto slash = std::min(rest.find_first_of("/?"), rest.size());
    auto authority = rest.substr(0, slash);
    Url url;
    if (slash < rest.size()) {
        url.target = (rest[slash] == '?' ? "/" : "") + std::string(rest.substr(slash));
    }
    auto colon = authority.find(':');
    if (colon != std::string_view::npos && !parseNumber(authority.substr(colon + 1), url.port)) {
        return fail(badUrl(text, "the port is not a number below 65536"));
    }
    url.host = std::string(authority.substr(0, colon));
    if (!Ipv4Address::parse(url.host)) {
        return fail(badUrl(text, "the host is not an IPv4 address"));
    }
    if (url.target.find_first_of(" \r\n") != std::string::npos) {
        return fail(badUrl(text, "it has blanks"));
    }
    return url;
}

std::string requestText(const HttpMessage& message, const Url& url) {
    std::string text = message.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() +
                       "\r\nConnection: close\r\n";
    for (const auto& [name, value] : message.headers) {
        text.append(name).append(": ").append(value).append("\r\n");
    }
    if (message.method != "GET" && message.method != "HEAD") {
        text += "Content-Length: " + std::to_string(message.body.size()) + "\r\n";
    }
    return text + "\r\n" + message.body;
}

Result<HttpReply> parseReply(std::string_view text) {
    auto end = text.find("\r\n\r\n");
    HttpReply reply;
    if (end == std::string_view::npos || !startsWith(text, "HTTP/1.") || text.size() < 12 ||
        !parseNumber(text.substr(9, 3), reply.status)) {
        return fail(nonsense(text.empty() ? "the connection closed without an answer" : "not an HTTP reply"));
    }
    auto head = text.substr(0, end + 2);
    auto body = text.substr(end + 4);
    if (iequals(headerOf(head, "Transfer-Encoding"), "chunked")) {
        auto joined = joinChunks(body);
        if (!joined) {
            return fail(joined.error());
        }
        reply.body = std::move(*joined);
        return reply;
    }
    auto length = headerOf(head, "Content-Length");
    std::size_t size = body.size();
    if (!length.empty() && (!parseNumber(length, size) || size > body.size())) {
        return fail(nonsense("the body is shorter than its Content-Length"));
    }
    reply.body = std::string(body.substr(0, size));
    return reply;
}

std::string_view headerOf(std::string_view head, std::string_view name) {
    while (!head.empty()) {
        auto end = std::min(head.find("\r\n"), head.size());
        auto line = head.substr(0, end);
        auto colon = line.find(':');
        if (colon != std::string_view::npos && iequals(line.substr(0, colon), name)) {
            return trim(line.substr(colon + 1));
        }
        head.remove_prefix(std::min(end + 2, head.size()));
    }
    return {};
}

Result<std::optional<HttpRequestIn>> parseRequest(std::string_view text, std::size_t limit) {
    auto bad = [](std::string cause) { return fail(nonsense(std::move(cause), "read an HTTP request")); };
    auto end = text.find("\r\n\r\n");
    if (text.size() > limit) {
        return bad("it is larger than " + std::to_string(limit) + " bytes");
    }
    if (end == std::string_view::npos) {
        return std::optional<HttpRequestIn>();
    }
    auto line = text.substr(0, text.find("\r\n"));
    auto words = split(line, ' ');
    std::size_t size = 0;
    auto length = headerOf(text.substr(0, end + 2), "Content-Length");
    if (words.size() != 3 || !startsWith(words[2], "HTTP/1.") || !startsWith(words[1], "/") ||
        (!length.empty() && !parseNumber(length, size))) {
        return bad("not an HTTP request");
    }
    auto body = text.substr(end + 4);
    if (body.size() < size) {
        return size > limit ? bad("its body is too large")
                            : Result<std::optional<HttpRequestIn>>(std::optional<HttpRequestIn>());
    }
    auto question = std::min(words[1].find('?'), words[1].size());
    HttpRequestIn request{words[0], percentDecode(words[1].substr(0, question)),
                          queryOf(std::string_view(words[1]).substr(std::min(question + 1, words[1].size()))),
                          std::string(body.substr(0, size))};
    return std::optional<HttpRequestIn>(std::move(request));
}

std::string replyText(const HttpReply& reply) {
    return "HTTP/1.1 " + std::to_string(reply.status) +
           " -\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
}

std::string percentEncode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return encoded;
}

std::string percentDecode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '%' && i + 2 < text.size() && parseNumber(text.substr(i + 1, 2), byte, 16)) {
            decoded += static_cast<char>(byte);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

} // namespace seedbed::posix
