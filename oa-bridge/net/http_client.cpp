// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <sys/un.h>

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <openssl/x509.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/net/http_stream.hpp"
#include "oa-bridge/net/pin_store.hpp"

namespace seedbed {
namespace {

namespace http = boost::beast::http;
constexpr std::uint32_t headLimit = 16 * 1024;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

struct Url {
    bool tls = false;
    std::string host, port, target;
};

Error callError(ErrorKind kind, std::string id, const HttpCall& call, std::string cause, std::string action) {
    return {.kind = kind,
            .id = std::move(id),
            .object = call.unixSocket ? call.unixSocket->string() + " " + call.url : call.url,
            .attempted = call.method,
            .cause = std::move(cause),
            .action = std::move(action)};
}

Result<Url> parseUrl(const HttpCall& call) {
    Url url;
    std::string_view rest = call.url;
    if (call.unixSocket && call.unixSocket->string().size() >= sizeof(sockaddr_un::sun_path)) {
        return fail(callError(ErrorKind::usage, "HTTP-SOCKET-PATH", call, "the path of a Unix socket has at most 107 bytes",
                              "use a directory with a shorter name"));
    }
    if (call.unixSocket) {
        return Url{false, "localhost", "", call.url};
    }
    url.tls = startsWith(rest, "https://");
    if (!url.tls && !startsWith(rest, "http://")) {
        return fail(callError(ErrorKind::usage, "HTTP-URL", call, "not an http or https URL", "correct the URL"));
    }
    rest.remove_prefix(url.tls ? 8 : 7);
    auto slash = rest.find('/');
    std::string_view authority = rest.substr(0, slash);
    url.target = slash == std::string_view::npos ? "/" : std::string(rest.substr(slash));
    auto colon = authority.rfind(':');
    url.host = std::string(authority.substr(0, colon));
    url.port = colon == std::string_view::npos ? (url.tls ? "443" : "80") : std::string(authority.substr(colon + 1));
    return url;
}

Error unreachable(const HttpCall& call, const boost::system::error_code& code) {
    return callError(ErrorKind::unreachable, "HTTP-UNREACHABLE", call, code.message(),
                     "check the address, the cable and that the service runs");
}

std::string peerCertificateSha256(SSL* connection) {
    std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(connection), &X509_free);
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    bool good = certificate && X509_digest(certificate.get(), EVP_sha256(),
                                           reinterpret_cast<unsigned char*>(digest.data()), &length) == 1;
    digest.resize(good ? length : 0);
    return toHex(digest);
}

std::string peerOf(const Url& url) { return url.port == "443" ? url.host : url.host + ":" + url.port; }

// Sessions are kept with the pins.
bool resumes(const TlsProfile& profile) {
    return profile.trust == TlsProfile::Trust::firstUse && profile.pins != nullptr;
}

// Of a resumed session the certificate is the one that it began with.
Result<> comparePin(const TlsProfile& profile, const Url& url, const std::string& seen) {
    const std::string peer = peerOf(url);
    if (profile.trust == TlsProfile::Trust::pinned && seen != profile.pinnedSha256) {
        return fail(pinMismatch(peer, profile.pinnedSha256, seen));
    }
    if (profile.trust == TlsProfile::Trust::firstUse && profile.pins != nullptr) {
        return profile.pins->meet(peer, seen);
    }
    return {};
}

// After an answer, for with TLS 1.3 the peer hands over what resumes it behind the handshake.
void keepSession(HttpStream& stream, const HttpCall& call, const Url& url) {
    if (stream.tls() == nullptr || !resumes(call.tls)) {
        return;
    }
    SSL* connection = stream.tls()->native_handle();
    SSL_set_shutdown(connection, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); // else closing spoils the session
    TlsSession session(SSL_get1_session(connection), &SSL_SESSION_free);
    if (session && SSL_SESSION_is_resumable(session.get()) == 1) {
        call.tls.pins->keepSession(peerOf(url), peerCertificateSha256(connection), std::move(session));
    }
}

Task<> handshake(HttpStream& stream, const HttpCall& call, const Url& url) {
    auto& tls = *stream.tls();
    if (call.tls.trust == TlsProfile::Trust::chain) {
        tls.set_verify_callback(asio::ssl::host_name_verification(url.host));
    }
    SSL_set_tlsext_host_name(tls.native_handle(), url.host.c_str());
    const auto session = resumes(call.tls) ? call.tls.pins->sessionWith(peerOf(url)) : nullptr;
    if (session) {
        SSL_set_session(tls.native_handle(), session.get());
    }
    auto [code] = co_await tls.async_handshake(asio::ssl::stream_base::client, tuple);
    if (code == asio::error::connection_reset || code == asio::error::eof || code == asio::ssl::error::stream_truncated) {
        co_return fail(unreachable(call, code)); // a service that starts or stops; one that dislikes our TLS says so
    }
    if (code) {
        co_return fail(callError(ErrorKind::unreachable, "TLS-HANDSHAKE", call, code.message(),
                                 "check the peer's certificate and protocol versions"));
    }
    auto trusted = comparePin(call.tls, url, peerCertificateSha256(tls.native_handle()));
    if (!trusted) {
        Error error = trusted.error();
        error.object = call.url;
        co_return fail(std::move(error));
    }
    co_return Result<>();
}

asio::awaitable<Result<std::unique_ptr<HttpStream>>> connect(const HttpCall& call, const Url& url) {
    auto executor = co_await asio::this_coro::executor;
    if (call.unixSocket) {
        HttpStream::Local local(executor);
        asio::local::stream_protocol::endpoint endpoint(call.unixSocket->string());
        auto [code] = co_await local.async_connect(endpoint, tuple);
        if (code) {
            co_return fail(unreachable(call, code));
        }
        co_return std::make_unique<HttpStream>(std::move(local));
    }
    asio::ip::tcp::resolver resolver(executor);
    auto [resolveCode, endpoints] = co_await resolver.async_resolve(url.host, url.port, tuple);
    if (resolveCode) {
        co_return fail(unreachable(call, resolveCode));
    }
    HttpStream::Tcp socket(executor);
    auto [code, endpoint] = co_await asio::async_connect(socket, endpoints, tuple);
    if (code) {
        co_return fail(unreachable(call, code));
    }
    boost::system::error_code ignored; // only a matter of speed
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (!url.tls) {
        co_return std::make_unique<HttpStream>(std::move(socket));
    }
    auto context = resumes(call.tls) ? call.tls.pins->contextFor(call.tls) : makeClientContext(call.tls);
    auto stream = std::make_unique<HttpStream>(std::move(socket), std::move(context));
    auto secured = co_await handshake(*stream, call, url);
    if (!secured) {
        co_return fail(secured.error());
    }
    co_return stream;
}

template <class Body>
http::request<Body> requestHead(const HttpCall& call, const Url& url) {
    http::request<Body> request;
    request.method_string(call.method);
    request.target(url.target);
    request.set(http::field::host, url.port.empty() || url.port == "80" || url.port == "443"
                                       ? url.host
                                       : url.host + ":" + url.port);
    request.set(http::field::user_agent, "seedbed");
    request.set(http::field::connection, "close");
    for (const auto& [name, value] : call.headers.all()) {
        request.set(name, value);
    }
    return request;
}

asio::awaitable<boost::system::error_code> sendRequest(HttpStream& stream, const HttpCall& call, const Url& url) {
    boost::system::error_code code;
    if (call.bodyFile) {
        auto request = requestHead<http::file_body>(call, url);
        request.body().open(call.bodyFile->c_str(), boost::beast::file_mode::scan, code);
        if (code) {
            co_return code;
        }
        request.prepare_payload();
        auto [sent, bytes] = co_await http::async_write(stream, request, tuple);
        co_return sent;
    }
    auto request = requestHead<http::string_body>(call, url);
    request.body() = call.body;
    request.prepare_payload();
    auto [sent, bytes] = co_await http::async_write(stream, request, tuple);
    co_return sent;
}

Error readError(const HttpCall& call, const boost::system::error_code& code) {
    if (code == http::error::body_limit || code == http::error::header_limit) {
        const bool head = code == http::error::header_limit;
        return callError(ErrorKind::nonsense, "HTTP-TOO-LARGE", call,
                         fmt::format("{}, the limit is {} bytes", code.message(), head ? headLimit : call.bodyLimit),
                         "look at the peer: it sends too much");
    }
    if (code == http::error::partial_message) {
        return callError(ErrorKind::unreachable, "HTTP-UNREACHABLE", call,
                         "connection lost: the answer is shorter than its head says", "retry");
    }
    bool parsing = code.category() == make_error_code(http::error::end_of_stream).category();
    if (parsing && code != http::error::end_of_stream) {
        return callError(ErrorKind::nonsense, "HTTP-NONSENSE", call, code.message(), "look at the peer: it breaks HTTP");
    }
    return callError(ErrorKind::unreachable, "HTTP-UNREACHABLE", call, "connection lost: " + code.message(), "retry");
}

template <class Parser>
HttpResponse responseOf(const Parser& parser) {
    HttpResponse response;
    response.status = parser.get().result_int();
    for (const auto& field : parser.get()) {
        response.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    return response;
}

asio::awaitable<Result<HttpResponse>> receive(HttpStream& stream, const HttpCall& call) {
    boost::beast::flat_buffer buffer(64 * 1024);
    http::response_parser<http::empty_body> head;
    head.skip(call.method == "HEAD");
    head.body_limit(call.bodyLimit);
    head.header_limit(headLimit);
    auto [headCode, headBytes] = co_await http::async_read_header(stream, buffer, head, tuple);
    if (headCode) {
        co_return fail(readError(call, headCode));
    }
    bool toFile = call.saveTo && head.get().result_int() / 100 == 2;
    if (toFile) {
        http::response_parser<http::file_body> parser(std::move(head));
        boost::system::error_code code;
        parser.get().body().open(call.saveTo->c_str(), boost::beast::file_mode::write, code);
        if (code) {
            co_return fail(callError(ErrorKind::internal, "FILE-WRITE", call, code.message(), "check the path and the free space"));
        }
        auto [readCode, bytes] = co_await http::async_read(stream, buffer, parser, tuple);
        if (readCode) {
            co_return fail(readError(call, readCode));
        }
        co_return responseOf(parser);
    }
    http::response_parser<http::string_body> parser(std::move(head));
    auto [readCode, bytes] = co_await http::async_read(stream, buffer, parser, tuple);
    if (readCode) {
        co_return fail(readError(call, readCode));
    }
    HttpResponse response = responseOf(parser);
    response.body = std::move(parser.get().body());
    co_return response;
}

Task<HttpResponse> exchange(HttpCall call) {
    auto url = parseUrl(call);
    if (!url) {
        co_return fail(url.error());
    }
    auto stream = co_await connect(call, *url);
    if (!stream && url->tls && resumes(call.tls) && call.tls.pins->dropSession(peerOf(*url))) {
        stream = co_await connect(call, *url); // it may have disliked to resume
    }
    if (!stream) {
        co_return fail(stream.error());
    }
    auto sent = co_await sendRequest(**stream, call, *url);
    if (sent && sent != asio::error::broken_pipe && sent != asio::error::connection_reset) {
        co_return fail(unreachable(call, sent));
    }
    auto response = co_await receive(**stream, call); // a peer that refuses a body answers before it has read all
    if (response) {
        keepSession(**stream, call, *url);
    }
    (*stream)->close();
    co_return response;
}

} // namespace

Task<HttpResponse> httpCall(HttpCall call) {
    auto limit = call.deadline;
    std::string what = call.method + " " + call.url;
    PinStore* sessions = resumes(call.tls) ? call.tls.pins : nullptr;
    const auto url = parseUrl(call);
    auto result = co_await within(limit, what, exchange(std::move(call)));
    if (!result && result.error().id == "DEADLINE") {
        result.error().id = "HTTP-TIMEOUT";
        if (sessions != nullptr && url) { // it may fall silent when it is asked to resume
            sessions->dropSession(peerOf(*url));
        }
    }
    co_return result;
}

} // namespace seedbed
