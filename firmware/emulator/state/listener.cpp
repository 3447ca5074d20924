// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/listener.hpp"

namespace seedbed::emulator {

using asio::ip::tcp;

Result<tcp::acceptor> listenTcp(const asio::any_io_executor& executor, Ipv4Address address,
                                std::uint16_t port, std::string_view what) {
    tcp::endpoint endpoint(asio::ip::address_v4(address.value), port);
    try {
        tcp::acceptor acceptor(executor, endpoint); // reuses the address
        acceptor.set_option(tcp::no_delay(true));   // and so has what it accepts: Linux copies the option
        return acceptor;
    } catch (const boost::system::system_error& error) {
        bool inUse = error.code() == asio::error::address_in_use;
        Error failure;
        failure.kind = inUse ? ErrorKind::conflict : ErrorKind::internal;
        failure.id = inUse ? "NET-ADDRESS-IN-USE" : "NET-LISTEN";
        failure.object = fmt::format("{} {}:{}", what, address.toString(), port);
        failure.attempted = "listen";
        failure.cause = error.code().message();
        failure.action =
            inUse ? "stop the other program on that port" : "check that the address is on this machine";
        return fail(std::move(failure));
    }
}

asio::awaitable<void> sayNothing(asio::ip::tcp::socket socket) {
    std::array<char, 1024> unheard{};
    while (true) {
        const auto [code, size] =
            co_await socket.async_read_some(asio::buffer(unheard), asio::as_tuple(asio::use_awaitable));
        if (code || size == 0) {
            co_return;
        }
    }
}

} // namespace seedbed::emulator
