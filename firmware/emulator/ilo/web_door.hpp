// SPDX-License-Identifier: GPL-3.0-or-later
// Port 443 of one iLO: what a connection speaks is found out from its first bytes (RIBCL without HTTP, or
// HTTP), and every request goes where it belongs. Opened and shut by the iLO's face; I/O thread only.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "firmware/emulator/http/tls_connection.hpp"
#include "firmware/emulator/ilo/redfish/service.hpp"
#include "firmware/emulator/ilo/web_reply.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

class WebDoor : public std::enable_shared_from_this<WebDoor> {
public:
    WebDoor(Chassis& chassis, BayNumber bay, std::shared_ptr<asio::ssl::context> tls);
    Result<> open(); // listens. Errors NET-LISTEN, NET-ADDRESS-IN-USE
    void shut();     // the listener and every connection
    bool isOpen() const { return acceptor_ != nullptr; }
    asio::awaitable<void> join();

private:
    // What is answered to one request, and what happens once it is sent.
    struct Response {
        std::string bytes;
        bool keepsAlive = false;
        bool restartIlo = false;
        bool mute = false; // nothing is ever sent
    };
    asio::awaitable<void> acceptLoop(std::shared_ptr<WebDoor> self);
    asio::awaitable<void> serve(std::shared_ptr<WebDoor> self, asio::ip::tcp::socket socket);
    Task<> converse(SharedTls connection);
    Task<> converseRaw(SharedTls connection);
    Task<> converseHttp(SharedTls connection);
    asio::awaitable<Response> respond(HttpExchange exchange);
    asio::awaitable<void> holdBack(bool login);
    Response ribcl(const HttpExchange& exchange);
    Response redfish(const HttpExchange& exchange);
    Response upload(const HttpExchange& exchange);
    Response write(WebReply reply) const;

    Chassis& chassis_;
    BayNumber bay_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::unique_ptr<asio::ip::tcp::acceptor> acceptor_;
    redfish::Service redfish_;
    std::map<std::string, std::string> uploads_; // firmware images by cookie
    Nursery nursery_;
};

} // namespace seedbed::emulator
