// SPDX-License-Identifier: GPL-3.0-or-later
// The appliance's API, version 1: JSON over HTTP on a Unix socket. One table routes; long polls end early when the
// client is answered, never later than a minute. Errors are {"error": {id, kind, object, attempted, cause, action}}
// with a status that fits their kind. Owned by main, I/O thread only.
#pragma once

#include <filesystem>

#include "appliance/deploy/deployment.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed {

class ApiServer {
public:
    ApiServer(asio::any_io_executor executor, Deployment& deployment, Journal& journal, EventBus& bus);
    Result<> listen(const std::filesystem::path& socket);
    void stop() { server_.stop(); }

private:
    asio::awaitable<HttpResponse> serve(HttpRequest request);

    Deployment& deployment_;
    Journal& journal_;
    EventBus& bus_;
    HttpServer server_;
};

} // namespace seedbed
