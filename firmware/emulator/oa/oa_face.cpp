// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/oa_face.hpp"

#include "firmware/emulator/oa/calls.hpp"
#include "firmware/emulator/oa/exchange.hpp"
#include "firmware/emulator/state/kept_certificate.hpp"
#include "firmware/emulator/state/listener.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/xmldata/xmldata.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed::emulator {

using asio::ip::tcp;

namespace {

struct Server {
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

using Owner = std::shared_ptr<void>;

constexpr auto kFarewell = std::chrono::seconds(2);

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

asio::awaitable<Reply> respond(OaState state, HttpExchange message, Duration heartbeat) {
    if (message.refusal != 0) {
        co_return page(message.refusal);
    }
    if (message.head.path == "/xmldata" && message.head.method == "GET" && state.chassis.oa().service("XMLREPLY")) {
        Reply reply;
        reply.type = "text/xml";
        reply.body = oaXmldata(state.chassis, state.chassis.oaAddress());
        co_await pause(lateness(state.chassis, 0));
        co_return reply;
    }
    if (message.head.path != "/hpoa") {
        co_return page(404);
    }
    if (message.head.method != "POST") {
        co_return page(405);
    }
    co_await pause(lateness(state.chassis, 0));
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
                            SharedTls connection) {
    auto message = co_await within(limits.request, "OA request", receive(connection));
    if (!message) {
        noteEnd(fail(message.error()));
        co_return;
    }
    auto reply = co_await respond(state, std::move(*message), limits.heartbeat);
    auto sent = co_await within(limits.request, "OA answer", send(connection, std::move(reply)));
    noteEnd(sent);
    if (sent) {
        auto closed = co_await within(kFarewell, "OA farewell", sayFarewell(connection));
        noteEnd(closed);
    }
}

asio::awaitable<void> acceptLoop(std::shared_ptr<Server> server) {
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
        if (server->nursery.size() > server->limits.connections || !server->chassis.oaIsUp()) {
            continue; // the socket closes
        }
        if (isMute(server->chassis, 0, "oa")) {
            server->nursery.spawn("mute oa connection", sayNothing(std::move(socket)));
            continue;
        }
        auto connection = std::make_shared<TlsConnection>(std::move(socket), *server->tls);
        server->nursery.spawn("oa connection", serve(server, server->state(), server->limits, connection));
    }
}

class OaFace : public Face {
public:
    explicit OaFace(std::shared_ptr<Server> server) : server_(std::move(server)) {}
    ~OaFace() override { server_->nursery.cancel(); }
    asio::awaitable<void> stop() override {
        auto server = server_;
        server->redirect.reset();
        server->nursery.cancel();
        co_await server->nursery.join();
    }

private:
    std::shared_ptr<Server> server_; // shared with the connections
};

Result<> listenHttps(Server& server) {
    auto address = server.chassis.oaAddress();
    auto identity = keptCertificate(server.chassis, "oa", {enclosureFacts(server.chassis.options()).oaName, address});
    if (!identity) {
        return fail(identity.error());
    }
    auto context = makeServerContext(*identity);
    if (!context) {
        return fail(context.error());
    }
    auto acceptor = listenTcp(server.chassis.executor(), address, 443, "Onboard Administrator");
    if (!acceptor) {
        return fail(acceptor.error());
    }
    server.tls = *context;
    server.acceptor = std::make_unique<tcp::acceptor>(std::move(*acceptor));
    return {};
}

asio::awaitable<HttpResponse> toHttps(std::string address) {
    auto response = textResponse(301, "");
    response.headers.set("Location", "https://" + address + "/");
    co_return response;
}

Result<> listenRedirect(Server& server) {
    auto address = server.chassis.oaAddress().toString();
    auto handler = [address](HttpRequest) { return toHttps(address); };
    server.redirect = std::make_unique<HttpServer>(server.chassis.executor(), handler);
    return server.redirect->listenTcp(address, 80);
}

void watchBlades(const std::shared_ptr<Server>& server) {
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        server->pipes.bladeChanged(server->chassis.blade(bay)); // where the comparing starts
    }
    server->pipes.unitsChanged(server->chassis);
    std::weak_ptr<Server> weak = server;
    server->chassis.observe([weak](BayNumber bay) {
        auto alive = weak.lock();
        if (alive && bay != 0) {
            alive->pipes.bladeChanged(alive->chassis.blade(bay));
        } else if (alive) {
            alive->pipes.unitsChanged(alive->chassis);
        }
    });
}

} // namespace

Result<std::unique_ptr<Face>> startOa(Chassis& chassis) {
    return startOa(chassis, OaLimits{});
}

Result<std::unique_ptr<Face>> startOa(Chassis& chassis, OaLimits limits) {
    auto server = std::make_shared<Server>(chassis, limits);
    auto secure = listenHttps(*server);
    auto redirect = secure ? listenRedirect(*server) : secure;
    if (!redirect) {
        return fail(redirect.error());
    }
    watchBlades(server);
    server->nursery.spawn("oa listener", acceptLoop(server));
    return std::make_unique<OaFace>(server);
}

} // namespace seedbed::emulator
