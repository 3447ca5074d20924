// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <unistd.h>

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/net/http_stream.hpp"

namespace seedbed {
namespace {

namespace http = boost::beast::http;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr auto lingerTime = std::chrono::seconds(2);

} // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(asio::any_io_executor e, HttpHandler h, HttpServerOptions o)
        : executor(e), handler(std::move(h)), options(std::move(o)), nursery(e) {}

    asio::any_io_executor executor;
    HttpHandler handler;
    HttpServerOptions options;
    std::shared_ptr<asio::ssl::context> tls;
    std::vector<std::shared_ptr<asio::ip::tcp::acceptor>> tcpAcceptors;
    std::vector<std::shared_ptr<asio::local::stream_protocol::acceptor>> localAcceptors;
    std::vector<std::filesystem::path> sockets;
    std::size_t connections = 0;
    Nursery nursery;
};

namespace {

// What one connection needs while it lives; the server's state outlives it.
struct Connection {
    Connection(std::shared_ptr<HttpStream> s, const HttpHandler& h, const HttpServerOptions& o)
        : stream(std::move(s)), handler(h), options(o) {}
    std::shared_ptr<HttpStream> stream;
    const HttpHandler& handler;
    const HttpServerOptions& options;
    boost::beast::flat_buffer buffer{64 * 1024};
    std::string peer, local;
};

template <class Parser>
void takeHead(HttpRequest& request, const Parser& parser, const Connection& connection) {
    request.method = std::string(parser.get().method_string());
    request.target = std::string(parser.get().target());
    for (const auto& field : parser.get()) {
        request.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    request.peerAddress = connection.peer;
    request.localAddress = connection.local;
}

std::filesystem::path spoolFile(const std::filesystem::path& directory) {
    return directory / fmt::format("body-{}", newUuid());
}

// No request: the connection ended, or `refusal` is the last thing to say on it.
struct Incoming {
    std::optional<HttpRequest> request;
    bool keepAlive = false;
    std::optional<HttpResponse> refusal;
};

// None when the peer is gone.
std::optional<HttpResponse> refusalOf(const boost::system::error_code& code) {
    constexpr const char* text = "the request cannot be taken\n";
    if (code == http::error::body_limit) {
        return textResponse(413, text);
    }
    if (code == http::error::header_limit) {
        return textResponse(431, text);
    }
    bool parsing = code.category() == make_error_code(http::error::end_of_stream).category();
    bool gone = code == http::error::end_of_stream || code == http::error::partial_message;
    return parsing && !gone ? std::optional(textResponse(400, text)) : std::nullopt;
}

asio::awaitable<bool> continueIfAsked(Connection& connection, bool expected) {
    if (!expected) {
        co_return true;
    }
    http::response<http::empty_body> go(http::status::continue_, 11);
    auto [code, bytes] = co_await http::async_write(*connection.stream, go, tuple);
    co_return !code;
}

asio::awaitable<Incoming> readRequest(Connection& connection) {
    Incoming incoming;
    http::request_parser<http::empty_body> head;
    head.header_limit(16 * 1024);
    head.body_limit(connection.options.bodyLimit);
    auto [headCode, headBytes] = co_await http::async_read_header(*connection.stream, connection.buffer, head, tuple);
    if (headCode) {
        incoming.refusal = refusalOf(headCode);
        co_return incoming;
    }
    bool expects = iequals(head.get()[http::field::expect], "100-continue");
    auto length = head.content_length();
    bool spool = !connection.options.spoolDirectory.empty() &&
                 (head.chunked() || (length && *length > connection.options.spoolAbove));
    HttpRequest request;
    takeHead(request, head, connection);
    incoming.keepAlive = head.keep_alive();
    if (spool && connection.options.gate) {
        incoming.refusal = connection.options.gate(request);
    }
    if (incoming.refusal) {
        co_return incoming;
    }
    auto going = co_await continueIfAsked(connection, expects);
    if (!going) {
        co_return incoming;
    }
    boost::system::error_code code;
    if (spool) {
        request.bodyFile = spoolFile(connection.options.spoolDirectory);
        http::request_parser<http::file_body> parser(std::move(head));
        parser.get().body().open(request.bodyFile->c_str(), boost::beast::file_mode::write, code);
        if (!code) {
            auto [readCode, bytes] = co_await http::async_read(*connection.stream, connection.buffer, parser, tuple);
            code = readCode;
        }
    } else {
        http::request_parser<http::string_body> parser(std::move(head));
        auto [readCode, bytes] = co_await http::async_read(*connection.stream, connection.buffer, parser, tuple);
        code = readCode;
        request.body = std::move(parser.get().body());
    }
    if (code) {
        incoming.refusal = refusalOf(code);
        if (request.bodyFile) {
            std::filesystem::remove(*request.bodyFile, code);
        }
        co_return incoming;
    }
    incoming.request = std::move(request);
    co_return incoming;
}

template <class Body>
void fillHead(http::response<Body>& reply, const HttpResponse& response, const std::string& serverName) {
    reply.result(response.status);
    reply.set(http::field::server, serverName);
    for (const auto& [name, value] : response.headers.all()) {
        reply.insert(name, value);
    }
}

// Header and body go out as separate writes, hence as separate TLS records, which some old clients rely on.
template <class Body>
asio::awaitable<bool> writeReply(Connection& connection, http::response<Body>& reply) {
    http::response_serializer<Body> serializer(reply);
    auto [headCode, headBytes] = co_await http::async_write_header(*connection.stream, serializer, tuple);
    if (headCode) {
        co_return false;
    }
    auto [code, bytes] = co_await http::async_write(*connection.stream, serializer, tuple);
    co_return !code;
}

bool carriesNoBody(const std::string& method, unsigned status) {
    return method == "HEAD" || status == 204 || status == 304 || status / 100 == 1;
}

asio::awaitable<bool> sendBare(Connection& connection, const HttpResponse& response, bool keepAlive) {
    http::response<http::empty_body> reply;
    fillHead(reply, response, connection.options.serverName);
    if (response.status != 204 && response.status != 304 && !response.headers.get("Content-Length")) {
        reply.content_length(response.body.size());
    }
    reply.keep_alive(keepAlive);
    http::response_serializer<http::empty_body> serializer(reply);
    auto [code, bytes] = co_await http::async_write_header(*connection.stream, serializer, tuple);
    co_return !code;
}

asio::awaitable<bool> sendResponse(Connection& connection, HttpResponse response, const std::string& method,
                                   bool keepAlive) {
    if (carriesNoBody(method, response.status)) {
        auto good = co_await sendBare(connection, response, keepAlive);
        co_return good;
    }
    if (response.bodyFile) {
        http::response<http::file_body> reply;
        fillHead(reply, response, connection.options.serverName);
        boost::system::error_code code;
        reply.body().open(response.bodyFile->c_str(), boost::beast::file_mode::scan, code);
        if (!code) {
            reply.prepare_payload();
            reply.keep_alive(keepAlive);
            auto good = co_await writeReply(connection, reply);
            co_return good;
        }
        log::warning("HTTP-FILE", "a file to send cannot be opened", {{"FILE", response.bodyFile->string()}});
        response = textResponse(500, "the file cannot be read\n");
    }
    http::response<http::string_body> reply;
    fillHead(reply, response, connection.options.serverName);
    reply.body() = std::move(response.body);
    reply.prepare_payload();
    reply.keep_alive(keepAlive);
    auto good = co_await writeReply(connection, reply);
    co_return good;
}

Task<HttpResponse> answered(const HttpHandler& handler, HttpRequest request) {
    auto response = co_await handler(std::move(request));
    co_return response;
}

asio::awaitable<HttpResponse> answer(const Connection& connection, HttpRequest request) {
    std::string what = request.method + " " + request.target;
    try {
        auto work = answered(connection.handler, std::move(request));
        auto response = co_await within(connection.options.handlerTime, what, std::move(work));
        if (response) {
            co_return std::move(*response);
        }
        log::error(response.error());
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) {
            throw; // the server stops
        }
        log::error({.kind = ErrorKind::internal, .id = "HTTP-HANDLER", .object = what, .cause = error.what()});
    } catch (const std::exception& exception) {
        log::error({.kind = ErrorKind::internal, .id = "HTTP-HANDLER", .object = what, .cause = exception.what()});
    }
    co_return jsonResponse(500, R"({"error":{"code":500,"title":"Internal Server Error","message":"see the log"}})");
}

Task<Incoming> readWithin(Connection& connection) {
    auto incoming = co_await readRequest(connection);
    co_return incoming;
}

Task<bool> sendWithin(Connection& connection, HttpResponse response, std::string method, bool keepAlive) {
    auto good = co_await sendResponse(connection, std::move(response), method, keepAlive);
    co_return good;
}

Task<> readToTheEnd(HttpStream& stream) {
    std::array<char, 16384> waste{};
    boost::system::error_code code;
    while (!code) {
        auto [readCode, bytes] = co_await stream.async_read_some(asio::buffer(waste), tuple);
        code = readCode;
    }
    co_return Result<>();
}

// Closing while the peer still sends would be a reset, and the peer might never see the response.
asio::awaitable<void> refuse(Connection& connection, HttpResponse response) {
    auto sending = sendWithin(connection, std::move(response), "GET", false);
    auto sent = co_await within(connection.options.idle, "refuse", std::move(sending));
    auto* plain = connection.stream->tls() == nullptr ? connection.stream->tcp() : nullptr;
    if (!sent || plain == nullptr) {
        co_return;
    }
    boost::system::error_code gone; // then the reading ends at once
    plain->shutdown(asio::socket_base::shutdown_send, gone);
    auto reading = readToTheEnd(*connection.stream);
    [[maybe_unused]] auto read = co_await within(lingerTime, "see the peer close", std::move(reading));
}

asio::awaitable<bool> serveOne(Connection& connection) {
    auto incoming = co_await within(connection.options.idle, "read a request", readWithin(connection));
    if (!incoming) {
        co_return false;
    }
    if (!incoming->request) {
        if (incoming->refusal) {
            co_await refuse(connection, std::move(*incoming->refusal));
        }
        co_return false;
    }
    std::string method = incoming->request->method;
    auto spooled = incoming->request->bodyFile;
    auto response = co_await answer(connection, std::move(*incoming->request));
    if (spooled) {
        std::error_code ignored; // the handler may have moved it away
        std::filesystem::remove(*spooled, ignored);
    }
    bool keepAlive = incoming->keepAlive && !iequals(response.headers.get("Connection").value_or(""), "close");
    auto sending = sendWithin(connection, std::move(response), method, keepAlive);
    auto sent = co_await within(connection.options.handlerTime, "send a response", std::move(sending));
    co_return sent && *sent && keepAlive;
}

Task<> shakeHands(HttpStream& stream) {
    auto [code] = co_await stream.tls()->async_handshake(asio::ssl::stream_base::server, tuple);
    if (code) {
        co_return fail({.kind = ErrorKind::unreachable, .id = "TLS-HANDSHAKE", .cause = code.message()});
    }
    co_return Result<>();
}

Task<> farewell(HttpStream& stream) {
    [[maybe_unused]] auto [code] = co_await stream.tls()->async_shutdown(tuple);
    co_return Result<>();
}

asio::awaitable<void> serveConnection(std::shared_ptr<HttpStream> stream, std::shared_ptr<HttpServer::State> state) {
    ++state->connections;
    std::shared_ptr<void> leaving(nullptr, [state, stream](void*) {
        --state->connections;
        stream->close();
    });
    Connection connection(stream, state->handler, state->options);
    if (auto* tcp = stream->tcp()) {
        boost::system::error_code code;
        auto remote = tcp->remote_endpoint(code);
        auto local = tcp->local_endpoint(code);
        connection.peer = remote.address().to_string();
        connection.local = local.address().to_string();
        tcp->set_option(asio::ip::tcp::no_delay(true), code);
    }
    if (stream->tls() != nullptr) {
        auto shaken = co_await within(state->options.idle, "TLS handshake", shakeHands(*stream));
        if (!shaken) {
            co_return;
        }
    }
    bool more = true;
    while (more) {
        more = co_await serveOne(connection);
    }
    if (stream->tls() != nullptr) {
        [[maybe_unused]] auto left = co_await within(std::chrono::seconds(5), "TLS shutdown", farewell(*stream));
    }
}

template <class Acceptor>
asio::awaitable<void> acceptLoop(std::shared_ptr<Acceptor> acceptor, std::shared_ptr<HttpServer::State> state) {
    while (acceptor->is_open()) {
        auto [code, socket] = co_await acceptor->async_accept(tuple);
        if (code == asio::error::operation_aborted || code == asio::error::bad_descriptor) {
            co_return;
        }
        if (code || state->connections >= state->options.connectionLimit) {
            co_await pause(std::chrono::milliseconds(20)); // out of descriptors, or full: let some end
            continue;
        }
        std::shared_ptr<HttpStream> stream;
        if constexpr (std::is_same_v<Acceptor, asio::ip::tcp::acceptor>) {
            stream = state->tls ? std::make_shared<HttpStream>(std::move(socket), state->tls)
                                : std::make_shared<HttpStream>(std::move(socket));
        } else {
            stream = std::make_shared<HttpStream>(std::move(socket));
        }
        state->nursery.spawn("http connection", serveConnection(stream, state));
    }
}

template <class Acceptor>
void open(Acceptor& acceptor, const typename Acceptor::endpoint_type& endpoint) {
    acceptor.open(endpoint.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
}

tl::unexpected<Error> listenError(const std::string& place, const boost::system::error_code& code) {
    bool inUse = code == asio::error::address_in_use;
    return fail({.kind = inUse ? ErrorKind::conflict : ErrorKind::internal,
                 .id = inUse ? "NET-ADDRESS-IN-USE" : "NET-LISTEN",
                 .object = place,
                 .attempted = "listen",
                 .cause = code.message(),
                 .action = inUse ? "stop the other program on that port" : "check that the address is on this machine"});
}

} // namespace

HttpServer::HttpServer(asio::any_io_executor executor, HttpHandler handler, HttpServerOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(handler), std::move(options))) {}

HttpServer::~HttpServer() { stop(); }

Result<> HttpServer::listenTcp(const std::string& address, std::uint16_t port) {
    const std::string place = fmt::format("{}:{}", address, port);
    if (state_->options.tls && !state_->tls) {
        auto context = makeServerContext(*state_->options.tls);
        if (!context) {
            return fail(context.error());
        }
        state_->tls = *context;
    }
    auto acceptor = std::make_shared<asio::ip::tcp::acceptor>(state_->executor);
    try {
        open(*acceptor, asio::ip::tcp::endpoint(asio::ip::make_address(address), port));
    } catch (const boost::system::system_error& error) {
        return listenError(place, error.code());
    }
    state_->tcpAcceptors.push_back(acceptor);
    state_->nursery.spawn("http listener " + place, acceptLoop(acceptor, state_));
    return {};
}

Result<> HttpServer::listenUnix(const std::filesystem::path& socket, unsigned mode) {
    std::error_code ignored; // a socket left by a killed program
    std::filesystem::remove(socket, ignored);
    auto acceptor = std::make_shared<asio::local::stream_protocol::acceptor>(state_->executor);
    try {
        open(*acceptor, asio::local::stream_protocol::endpoint(socket.string()));
    } catch (const boost::system::system_error& error) {
        return listenError(socket.string(), error.code());
    }
    std::filesystem::permissions(socket, std::filesystem::perms(mode), ignored);
    state_->localAcceptors.push_back(acceptor);
    state_->sockets.push_back(socket);
    state_->nursery.spawn("http listener " + socket.string(), acceptLoop(acceptor, state_));
    return {};
}

std::uint16_t HttpServer::port() const {
    boost::system::error_code ignored;
    return state_->tcpAcceptors.empty() ? std::uint16_t{0}
                                        : state_->tcpAcceptors.front()->local_endpoint(ignored).port();
}

void HttpServer::stop() {
    boost::system::error_code ignored; // closing is the last thing done with them
    for (const auto& acceptor : state_->tcpAcceptors) {
        acceptor->close(ignored);
    }
    for (const auto& acceptor : state_->localAcceptors) {
        acceptor->close(ignored);
    }
    for (const auto& socket : state_->sockets) {
        std::error_code gone;
        std::filesystem::remove(socket, gone);
    }
    state_->sockets.clear();
    state_->nursery.cancel();
}

} // namespace seedbed
