// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 client and server on Boost.Beast, over TCP, TLS or a Unix socket. The only place that includes Beast.
// Limits hold everywhere: header 16 KiB, body as given, every read and write within its time limit.
// Bodies above `spoolAbove` go to a file of `spoolDirectory` instead of memory, in both directions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed {

class Headers {
public:
    void set(std::string name, std::string value); // replaces, ignoring case
    void add(std::string name, std::string value);
    std::optional<std::string> get(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/"; // as sent: path and query, percent-encoded
    Headers headers;
    std::string body;
    std::optional<std::filesystem::path> bodyFile; // server: a spooled body, deleted after the handler unless moved away
    std::string peerAddress;                       // server: who asks; empty on a Unix socket
    std::string localAddress;                      // server: which of our addresses was dialled

    std::string path() const;                            // decoded, without query; "%2F" becomes "/"
    std::vector<std::pair<std::string, std::string>> query() const; // decoded
    std::optional<std::string> query(std::string_view name) const;
};

struct HttpResponse {
    unsigned status = 200;
    Headers headers;
    std::string body;
    std::optional<std::filesystem::path> bodyFile; // server: send this file instead of body
};
HttpResponse jsonResponse(unsigned status, std::string json);
HttpResponse textResponse(unsigned status, std::string text);
std::string percentDecode(std::string_view text);
std::string percentEncode(std::string_view text); // all but the RFC 3986 unreserved characters

// Never throws for a peer's sake; what it throws is logged and answered 500.
using HttpHandler = std::function<asio::awaitable<HttpResponse>(HttpRequest)>;
// Asked with the head of a request whose body would be spooled, before any of it is read: a response is sent instead,
// and the connection ends.
using HttpGate = std::function<std::optional<HttpResponse>(const HttpRequest&)>;

struct HttpServerOptions {
    std::uint64_t bodyLimit = 16u << 20;
    std::uint64_t spoolAbove = 1u << 20;
    std::filesystem::path spoolDirectory; // empty: bodies stay in memory
    HttpGate gate;                        // empty: every body is read
    Duration idle = std::chrono::seconds(60);
    Duration handlerTime = std::chrono::minutes(10);
    std::size_t connectionLimit = 1024;
    std::optional<TlsIdentity> tls;
    std::string serverName = "seedbed";
};

class HttpServer {
public:
    HttpServer(asio::any_io_executor executor, HttpHandler handler, HttpServerOptions options = {});
    ~HttpServer(); // closes the listeners and the connections
    // Listening starts at once. Errors NET-ADDRESS-IN-USE, NET-LISTEN. Port 0 takes a free one, see port().
    Result<> listenTcp(const std::string& address, std::uint16_t port);
    Result<> listenUnix(const std::filesystem::path& socket, unsigned mode = 0660);
    std::uint16_t port() const;
    void stop();

    struct State; // private to http_server.cpp

private:
    std::shared_ptr<State> state_;
};

struct HttpCall {
    HttpCall(std::string m, std::string u) : method(std::move(m)), url(std::move(u)) {}
    std::string method;
    std::string url; // http://host:port/path, https://..., or "/path" with unixSocket
    Headers headers;
    std::string body;
    std::optional<std::filesystem::path> bodyFile; // send this file
    std::optional<std::filesystem::path> saveTo;   // receive a 2xx body into this file
    std::optional<std::filesystem::path> unixSocket;
    TlsProfile tls;
    std::uint64_t bodyLimit = 64u << 20;
    Duration deadline = std::chrono::seconds(30);
};
// One request on a connection of its own. A status of 400 or more is an answer, not an error.
// Errors HTTP-UNREACHABLE, HTTP-TIMEOUT, HTTP-NONSENSE, HTTP-TOO-LARGE, TLS-HANDSHAKE, TLS-PIN-MISMATCH.
Task<HttpResponse> httpCall(HttpCall call);

} // namespace seedbed
