// SPDX-License-Identifier: GPL-3.0-or-later
// PF-20: the servers that the site names on the external VLAN take connections from where we stand. What the blades will
// reach from theirs is not seen here.
#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

using asio::ip::tcp;

Task<> reach(ServerEndpoint server) {
    auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    const tcp::endpoint there(asio::ip::address_v4(server.address.value), server.port);
    auto [code] = co_await socket.async_connect(there, asio::as_tuple(asio::use_awaitable));
    if (code) {
        co_return fail(Error{.kind = ErrorKind::unreachable, .id = "PROBE-CONNECT", .cause = code.message()});
    }
    co_return Result<>();
}

asio::awaitable<void> lookAt(ServerEndpoint server, Duration limit, Finding& into) {
    auto reached = co_await within(limit, "connect", reach(server));
    const bool silent = !reached && reached.error().kind == ErrorKind::timeout;
    const auto object = "server " + server.toString();
    into = reached ? passed(object, "it takes a connection")
                   : failed(object, silent ? "it does not answer" : reached.error().cause,
                            "let the firewall between management and external VLAN pass it, and see that the server runs");
}

} // namespace

Task<Findings> checkFirewall(PreflightContext& context) {
    const auto& servers = context.site.external.reach;
    if (servers.empty()) {
        co_return Findings{skipped("site.yaml", "the site names no server behind the firewall (external: reach)")};
    }
    auto executor = co_await asio::this_coro::executor;
    Findings findings(servers.size());
    Nursery nursery(executor);
    for (std::size_t i = 0; i < servers.size(); ++i) { // none is added any more: the references hold
        nursery.spawn("server " + servers[i].toString(), lookAt(servers[i], context.probeTime, findings[i]));
    }
    co_await nursery.join();
    co_return findings;
}

} // namespace seedbed
