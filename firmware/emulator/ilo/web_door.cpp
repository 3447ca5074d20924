// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/web_door.hpp"

#include "firmware/emulator/ilo/multipart.hpp"
#include "firmware/emulator/ilo/ribcl/firmware_image.hpp"
#include "firmware/emulator/ilo/ribcl/stream.hpp"
#include "firmware/emulator/state/listener.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/xmldata/xmldata.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {

using asio::ip::tcp;

namespace {

constexpr std::uint16_t kPort = 443;
constexpr std::size_t kConnections = 32;
constexpr std::size_t kUploads = 2; // images kept at a time
constexpr std::size_t kSmallBody = 1u << 20;
constexpr std::size_t kSniffed = 6; // bytes that tell "<?xml" and "<RIBCL" from a method
constexpr auto kRequestTime = std::chrono::seconds(30);
constexpr auto kConversation = std::chrono::minutes(30);
constexpr auto kFarewell = std::chrono::seconds(2);
constexpr const char* kFrontPage =
    "<html><head><title>iLO 4</title></head><body>HP Integrated Lights-Out 4</body></html>\n";

bool isRaw(std::string_view bytes) {
    return startsWith(bytes, "<?xml") || iequals(bytes.substr(0, kSniffed), "<RIBCL");
}

void noteEnd(const Result<>& ended) {
    if (!ended) {
        log::debug("ILO-CONNECTION-ENDED", toSentence(ended.error()));
    }
}

redfish::Request redfishRequest(const HttpExchange& exchange) {
    redfish::Request request;
    request.method = exchange.head.method;
    request.path = exchange.head.path;
    request.authorization = exchange.head.header("Authorization").value_or("");
    request.authToken = exchange.head.header("X-Auth-Token").value_or("");
    request.odataVersion = exchange.head.header("OData-Version").value_or("");
    request.ifMatch = exchange.head.header("If-Match").value_or("");
    request.body = exchange.body;
    return request;
}

} // namespace

WebDoor::WebDoor(Chassis& chassis, BayNumber bay, std::shared_ptr<asio::ssl::context> tls)
    : chassis_(chassis), bay_(bay), tls_(std::move(tls)), redfish_(chassis, bay),
      nursery_(chassis.executor()) {}

Result<> WebDoor::open() {
    auto acceptor =
        listenTcp(chassis_.executor(), chassis_.iloAddress(bay_), kPort, fmt::format("bay{} iLO", bay_));
    if (!acceptor) {
        return fail(acceptor.error());
    }
    acceptor_ = std::make_unique<tcp::acceptor>(std::move(*acceptor));
    nursery_.spawn("ilo listener", acceptLoop(shared_from_this()));
    return {};
}

void WebDoor::shut() {
    if (acceptor_) {
        boost::system::error_code ignored; // it is gone either way
        acceptor_->close(ignored);
    }
    acceptor_.reset();
    nursery_.cancel();
    redfish_.closeSessions();
    uploads_.clear();
}

asio::awaitable<void> WebDoor::join() {
    co_await nursery_.join();
}

asio::awaitable<void> WebDoor::acceptLoop(std::shared_ptr<WebDoor> self) {
    while (self->acceptor_) {
        boost::system::error_code failed;
        auto socket =
            co_await self->acceptor_->async_accept(asio::redirect_error(asio::use_awaitable, failed));
        if (failed == asio::error::operation_aborted) {
            co_return;
        }
        if (failed) { // out of descriptors: breathe, then go on
            co_await pause(std::chrono::milliseconds(100));
            continue;
        }
        if (nursery_.size() <= kConnections) {
            nursery_.spawn("ilo connection", serve(self, std::move(socket)));
        }
    }
}

asio::awaitable<void> WebDoor::serve(std::shared_ptr<WebDoor> /*keeps this*/, tcp::socket socket) {
    if (isMute(chassis_, bay_, "")) {
        co_await sayNothing(std::move(socket));
        co_return;
    }
    auto connection = std::make_shared<TlsConnection>(std::move(socket), *tls_);
    const auto shaken = co_await within(kRequestTime, "iLO handshake", shakeHands(connection));
    if (!shaken) {
        noteEnd(shaken);
        co_return;
    }
    const auto ended = co_await within(kConversation, "iLO conversation", converse(connection));
    noteEnd(ended);
    const auto closed = co_await within(kFarewell, "iLO farewell", sayFarewell(connection));
    noteEnd(closed);
}

Task<> WebDoor::converse(SharedTls connection) {
    while (connection->buffer.size() < kSniffed) {
        const auto more = co_await within(kRequestTime, "iLO request", readMore(connection));
        if (!more) {
            co_return fail(more.error());
        }
    }
    if (isRaw(connection->buffer)) {
        const auto ended = co_await converseRaw(connection);
        co_return ended;
    }
    const auto ended = co_await converseHttp(connection);
    co_return ended;
}

// As slow as the fault says, and not before the next login is looked at.
asio::awaitable<void> WebDoor::holdBack(bool login) {
    const auto late = lateness(chassis_, bay_);
    const auto wait = std::max<Duration>(late, login ? loginWait(chassis_, bay_) : Duration::zero());
    if (wait > Duration::zero()) {
        co_await pause(wait);
    }
}

// Every tag is answered as it comes.
Task<> WebDoor::converseRaw(SharedTls connection) {
    ribcl::Stream stream(chassis_, bay_, Trust::password);
    while (!stream.ended()) {
        co_await holdBack(true);
        auto documents = stream.feed(std::exchange(connection->buffer, {}));
        if (!documents.empty() && !isMute(chassis_, bay_, ribcl::kDoor)) {
            const auto sent =
                co_await within(kRequestTime, "iLO answer", sendBytes(connection, std::move(documents)));
            if (!sent) {
                co_return fail(sent.error());
            }
        }
        if (!stream.ended()) {
            const auto more = co_await readMore(connection);
            if (!more) {
                co_return fail(more.error());
            }
        }
    }
    if (stream.restartsIlo()) {
        const auto closed = co_await within(kFarewell, "iLO farewell", sayFarewell(connection));
        noteEnd(closed);
        chassis_.resetIlo(bay_);
    }
    co_return Result<>();
}

Task<> WebDoor::converseHttp(SharedTls connection) {
    bool goesOn = true;
    while (goesOn && chassis_.iloIsUp(bay_)) {
        auto exchange = co_await within(kRequestTime, "iLO request",
                                        receiveHttp(connection, kFirmwareLimit + kSmallBody));
        if (!exchange) {
            co_return fail(exchange.error());
        }
        auto response = co_await respond(std::move(*exchange));
        while (response.mute && chassis_.iloIsUp(bay_)) {
            const auto more = co_await readMore(connection); // unheard
            if (!more) {
                co_return fail(more.error());
            }
            connection->buffer.clear();
        }
        const auto sent =
            co_await within(kRequestTime, "iLO answer", sendBytes(connection, std::move(response.bytes)));
        if (!sent) {
            co_return fail(sent.error());
        }
        if (response.restartIlo) {
            const auto closed = co_await within(kFarewell, "iLO farewell", sayFarewell(connection));
            noteEnd(closed);
            chassis_.resetIlo(bay_);
        }
        goesOn = response.keepsAlive;
    }
    co_return Result<>();
}

asio::awaitable<WebDoor::Response> WebDoor::respond(HttpExchange exchange) {
    const auto& head = exchange.head;
    const bool isUpload = head.path == "/cgi-bin/uploadRibclFiles";
    const bool isRibcl = head.path == "/ribcl";
    co_await holdBack(isRibcl);
    if (exchange.refusal != 0) {
        co_return write(page(exchange.refusal));
    }
    if (!isUpload && exchange.body.size() > kSmallBody) {
        co_return write(page(413));
    }
    if (isRibcl || isUpload) {
        co_return head.method != "POST" ? write(page(405)) : isRibcl ? ribcl(exchange) : upload(exchange);
    }
    if (redfish::Service::serves(head.path)) {
        co_return redfish(exchange);
    }
    if (head.path == "/xmldata") {
        WebReply reply;
        reply.type = "text/xml";
        reply.body = iloXmldata(chassis_, bay_);
        auto response = write(std::move(reply));
        response.mute = isMute(chassis_, bay_, "ilo-xml");
        co_return response;
    }
    co_return write(head.path == "/" ? page(200, kFrontPage) : page(404));
}

WebDoor::Response WebDoor::write(WebReply reply) const {
    Response response;
    response.keepsAlive = reply.keepsAlive;
    response.bytes = webReply(reply, chassis_.iloNow(bay_));
    return response;
}

WebDoor::Response WebDoor::ribcl(const HttpExchange& exchange) {
    ribcl::Stream stream(chassis_, bay_, Trust::password);
    const auto upload = uploads_.find(exchange.head.header("Cookie").value_or(""));
    if (upload != uploads_.end()) {
        stream.setImage(&upload->second);
    }
    auto documents = stream.feed(exchange.body);
    documents += stream.finish();
    Response response;
    response.bytes = ribclReply(documents, chassis_.iloNow(bay_));
    response.restartIlo = stream.restartsIlo();
    response.mute = isMute(chassis_, bay_, ribcl::kDoor);
    return response;
}

WebDoor::Response WebDoor::redfish(const HttpExchange& exchange) {
    auto answer = redfish_.answer(redfishRequest(exchange));
    WebReply reply;
    reply.status = answer.status;
    reply.type = "application/json";
    reply.headers = std::move(answer.headers);
    reply.headers.emplace_back("OData-Version", "4.0");
    reply.headers.emplace_back("X_HP-CHRP-Service-Version", "1.0.3");
    reply.body = std::move(answer.body);
    reply.keepsAlive = exchange.head.keepsAlive && !answer.restartIlo;
    reply.headOnly = exchange.head.method == "HEAD";
    auto response = write(std::move(reply));
    response.restartIlo = answer.restartIlo;
    response.mute = isMute(chassis_, bay_, redfish::kDoor);
    return response;
}

// The image is kept until the next ones come; the cookie finds it again.
WebDoor::Response WebDoor::upload(const HttpExchange& exchange) {
    const auto type = exchange.head.header("Content-Type").value_or("");
    auto image = multipartField(type, exchange.body, "fwimgfile");
    if (!image || image->size() > kFirmwareLimit) {
        return write(page(400));
    }
    if (uploads_.size() == kUploads) {
        uploads_.erase(uploads_.begin());
    }
    const auto cookie = "sessionKey=" + randomSecret(16).reveal();
    uploads_[cookie] = std::move(*image);
    auto reply = page(200, "<html><body>Upload complete</body></html>\n");
    reply.headers = {{"Set-Cookie", cookie}};
    return write(std::move(reply));
}

} // namespace seedbed::emulator
