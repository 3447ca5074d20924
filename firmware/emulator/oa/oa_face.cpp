// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/oa_face.hpp"

#include <boost/asio/ssl.hpp>

#include "firmware/emulator/oa/http_head.hpp"
#include "firmware/emulator/state/listener.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {

using asio::ip::tcp;

struct OaFace::Server {
    Server(Chassis& c, OaLimits l)
        : chassis(c), limits(l), sessions(l.sessions), pipes(c.executor()), nursery(c.executor()) {}
    OaState state() { return {chassis, sessions, pipes}; }

    Chassis& chassis;
    OaLimits limits;
    Sessions sessions;
    EventPipes pipes;
    std::shared_ptr<asio::ssl::context> tls;
    std::unique_ptr<tcp::acceptor> acceptor;
    std::unique_ptr<HttpServer> redirect;
    Nursery nursery;
};

namespace {

using Stream = asio::ssl::stream<tcp::socket>;
using Owner = std::shared_ptr<void>;

constexpr std::size_t kHeadLimit = 16 * 1024;
constexpr std::size_t kRecord = 3900; // below 4000: what clients take in one read
constexpr auto kFarewell = std::chrono::seconds(2);

struct HttpMessage {
    HttpHead head;
    std::string body;
    unsigned refusal = 0; // a status to answer without looking further
};

struct Reply {
    unsigned status = 200;
    std::string type = "application/soap+xml; charset=\"utf-8\"";
    std::string body;
};

tl::unexpected<Error> broken(const char* attempted, const boost::system::error_code& code) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "OA-CONNECTION";
    error.attempted = attempted;
    error.cause = code.message();
    return fail(std::move(error));
}

// More bytes of the peer at the end of `buffer`.
Task<> readMore(std::shared_ptr<Stream> stream, std::shared_ptr<std::string> buffer) {
    std::array<char, 4096> chunk{};
    boost::system::error_code code;
    auto count = co_await stream->async_read_some(asio::buffer(chunk),
                                                  asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("read a request", code);
    }
    buffer->append(chunk.data(), count);
    co_return Result<>();
}

Task<> sendRecord(std::shared_ptr<Stream> stream, std::string record) {
    boost::system::error_code code;
    co_await asio::async_write(*stream, asio::buffer(record),
                               asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("send", code);
    }
    co_return Result<>();
}

HttpMessage refused(unsigned status) {
    HttpMessage message;
    message.refusal = status;
    return message;
}

Task<HttpMessage> receiveBody(std::shared_ptr<Stream> stream, std::shared_ptr<std::string> buffer,
                              HttpMessage message, std::size_t start) {
    if (message.head.expectsContinue && buffer->size() == start) {
        auto told = co_await sendRecord(stream, "HTTP/1.1 100 Continue\r\n\r\n");
        if (!told) {
            co_return fail(told.error());
        }
    }
    while (buffer->size() < start + message.head.length) {
        auto more = co_await readMore(stream, buffer);
        if (!more) {
            co_return fail(more.error());
        }
    }
    message.body = buffer->substr(start, message.head.length);
    co_return message;
}

Task<HttpMessage> receive(std::shared_ptr<Stream> stream) {
    boost::system::error_code code;
    co_await stream->async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("shake hands", code);
    }
    auto buffer = std::make_shared<std::string>();
    auto start = endOfHead(*buffer);
    while (!start) {
        auto more = co_await readMore(stream, buffer);
        if (!more) {
            co_return fail(more.error());
        }
        start = endOfHead(*buffer);
        if (!start && buffer->size() > kHeadLimit) {
            co_return refused(431);
        }
    }
    auto head = parseHead(std::string_view(*buffer).substr(0, *start));
    if (!head || head->length > kSoapLimit) {
        co_return refused(head ? 413 : 400);
    }
    HttpMessage message;
    message.head = std::move(*head);
    auto complete = co_await receiveBody(stream, buffer, std::move(message), *start);
    co_return complete;
}

const char* statusText(unsigned status) {
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 431:
        return "Request Header Fields Too Large";
    default:
        return "Internal Server Error";
    }
}

// The header in a record of its own, then the body in small ones, then the end.
Task<> send(std::shared_ptr<Stream> stream, Reply reply) {
    auto head =
        fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    reply.status, statusText(reply.status), reply.type, reply.body.size());
    auto sent = co_await sendRecord(stream, std::move(head));
    for (std::size_t at = 0; sent && at < reply.body.size(); at += kRecord) {
        sent = co_await sendRecord(stream, reply.body.substr(at, kRecord));
    }
    co_return sent;
}

Task<> closeStream(std::shared_ptr<Stream> stream) {
    boost::system::error_code code; // a peer that does not answer close_notify is no matter
    co_await stream->async_shutdown(asio::redirect_error(asio::use_awaitable, code));
    co_return Result<>();
}

Reply page(unsigned status) {
    Reply reply;
    reply.status = status;
    reply.type = "text/html";
    reply.body = fmt::format("<html><body>{} {}</body></html>\n", status, statusText(status));
    return reply;
}

Reply soapReply(const std::string& operation, const Answer& answer) {
    Reply reply;
    if (answer) {
        reply.body = soapAnswer(*answer);
    } else {
        reply.status = httpStatus(answer.error());
        reply.body = faultEnvelope(operation, answer.error());
    }
    return reply;
}

asio::awaitable<void> waitForEvents(OaState state, const SoapRequest* request, Duration heartbeat) {
    bool login = state.sessions.use(request->sessionKey, Sessions::Clock::now());
    auto pid = number(*request, "pid", 0, std::numeric_limits<int>::max());
    if (login && pid && truth(request->text("waitTilEventHappens"))) {
        co_await state.pipes.waitFor(*pid, heartbeat);
    }
}

asio::awaitable<Reply> call(OaState state, std::string body, Duration heartbeat) {
    auto request = parseSoap(body);
    if (!request) {
        co_return soapReply("", tl::unexpected(request.error()));
    }
    const auto* row = findCall(request->name);
    if (row == nullptr) {
        co_return soapReply(request->name, tl::unexpected(faults::unknownCall(request->name)));
    }
    if (row->waits) {
        co_await waitForEvents(state, &*request, heartbeat);
    }
    co_return soapReply(request->name, perform(*row, state, *request));
}

asio::awaitable<Reply> respond(OaState state, HttpMessage message, Duration heartbeat) {
    if (message.refusal != 0) {
        co_return page(message.refusal);
    }
    if (message.head.path != "/hpoa") {
        co_return page(404);
    }
    if (message.head.method != "POST") {
        co_return page(405);
    }
    if (const auto* slow = state.chassis.fault("slow", 0)) {
        auto given = slow->parameters.find("ms");
        auto millis = given == slow->parameters.end() ? 0 : std::atol(given->second.c_str());
        co_await pause(std::chrono::milliseconds(millis));
    }
    auto reply = co_await call(state, std::move(message.body), heartbeat);
    co_return reply;
}

void noteEnd(const Result<>& ended) {
    if (!ended) {
        log::debug("OA-CONNECTION-ENDED", toSentence(ended.error()));
    }
}

// One request, one answer, the end.
asio::awaitable<void> serve(Owner /*keeps what `state` refers to*/, OaState state, OaLimits limits,
                            std::shared_ptr<Stream> stream) {
    auto message = co_await within(limits.request, "OA request", receive(stream));
    if (!message) {
        noteEnd(fail(message.error()));
        co_return;
    }
    auto reply = co_await respond(state, std::move(*message), limits.heartbeat);
    auto sent = co_await within(limits.request, "OA answer", send(stream, std::move(reply)));
    noteEnd(sent);
    if (sent) {
        auto closed = co_await within(kFarewell, "OA farewell", closeStream(stream));
        noteEnd(closed);
    }
}

template <class S>
asio::awaitable<void> acceptLoop(std::shared_ptr<S> server) {
    while (true) {
        boost::system::error_code code;
        auto socket =
            co_await server->acceptor->async_accept(asio::redirect_error(asio::use_awaitable, code));
        if (code == asio::error::operation_aborted) {
            co_return;
        }
        if (code) { // out of descriptors: breathe, then go on
            co_await pause(std::chrono::milliseconds(100));
            continue;
        }
        if (server->nursery.size() > server->limits.connections) {
            continue; // the socket closes
        }
        auto stream = std::make_shared<Stream>(std::move(socket), *server->tls);
        server->nursery.spawn("oa connection", serve(server, server->state(), server->limits, stream));
    }
}

} // namespace

OaFace::OaFace(Chassis& chassis, OaLimits limits) : server_(std::make_shared<Server>(chassis, limits)) {}

OaFace::~OaFace() {
    server_->nursery.cancel();
}

Result<> OaFace::start() {
    auto& chassis = server_->chassis;
    auto address = chassis.oaAddress();
    auto identity = makeSelfSigned(enclosureFacts(chassis.options()).oaName, address.toString());
    if (!identity) {
        return fail(identity.error());
    }
    auto context = makeServerContext(*identity);
    if (!context) {
        return fail(context.error());
    }
    auto acceptor = listenTcp(chassis.executor(), address, 443, "Onboard Administrator");
    if (!acceptor) {
        return fail(acceptor.error());
    }
    server_->tls = *context;
    server_->acceptor = std::make_unique<tcp::acceptor>(std::move(*acceptor));
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        server_->pipes.bladeChanged(chassis.blade(bay)); // where the comparing starts
    }
    std::weak_ptr<Server> weak = server_;
    chassis.observe([weak](BayNumber bay) {
        if (auto server = weak.lock(); server && bay != 0) {
            server->pipes.bladeChanged(server->chassis.blade(bay));
        }
    });
    server_->nursery.spawn("oa listener", acceptLoop(server_));
    return startRedirect();
}

Result<> OaFace::startRedirect() {
    auto address = server_->chassis.oaAddress().toString();
    auto handler = [address](HttpRequest) -> asio::awaitable<HttpResponse> {
        auto response = textResponse(301, "");
        response.headers.set("Location", "https://" + address + "/");
        co_return response;
    };
    server_->redirect = std::make_unique<HttpServer>(server_->chassis.executor(), handler);
    return server_->redirect->listenTcp(address, 80);
}

asio::awaitable<void> OaFace::stop() {
    auto server = server_;
    server->redirect.reset();
    server->nursery.cancel();
    co_await server->nursery.join();
}

} // namespace seedbed::emulator
