// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 as text, for connections that close after one exchange: URL, request, reply, of both sides. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::posix {

struct Url {
    std::string host; // an IPv4 address: the programs on the metal have no resolver
    std::uint16_t port = 80;
    std::string target = "/"; // path and query as written
    // The host as the Host header has it: without the default port.
    std::string authority() const;
    // Error HTTP-URL for anything but http://a.b.c.d[:port][/target].
    static Result<Url> parse(std::string_view text);
};

struct HttpMessage {
    std::string method = "GET";
    std::string url;
    std::map<std::string, std::string> headers;
    std::string body;
};

struct HttpReply {
    unsigned status = 0;
    std::string body;
};

// The request as sent; Host, Connection: close and, with a body, Content-Length are added.
std::string requestText(const HttpMessage& message, const Url& url);
// A whole reply, read to the end of the connection; chunked bodies are joined. Error HTTP-NONSENSE.
Result<HttpReply> parseReply(std::string_view text);
// The value of a header in a head of "Name: value" lines, empty when it is not there.
std::string_view headerOf(std::string_view head, std::string_view name);

// A request as a server reads it.
struct HttpRequestIn {
    std::string method;
    std::string path; // decoded, without the query
    std::map<std::string, std::string> query;
    std::string body;
};
// Nothing while more is to come. Error HTTP-NONSENSE: no HTTP, or larger than `limit`.
Result<std::optional<HttpRequestIn>> parseRequest(std::string_view text, std::size_t limit);
// The reply as sent: a JSON body, the connection closes.
std::string replyText(const HttpReply& reply);

// All but the RFC 3986 unreserved characters as %XX.
std::string percentEncode(std::string_view text);
std::string percentDecode(std::string_view text);

} // namespace seedbed::posix
