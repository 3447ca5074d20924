// SPDX-License-Identifier: GPL-3.0-or-later
// A listening TCP socket for a face that speaks its own protocol on it. I/O thread only.
#pragma once

#include <cstdint>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed::emulator {

// Errors NET-ADDRESS-IN-USE, NET-LISTEN. `what` names the face.
Result<asio::ip::tcp::acceptor> listenTcp(const asio::any_io_executor& executor, Ipv4Address address,
                                          std::uint16_t port, std::string_view what);

// A connection that was taken and on which nothing is ever said; until the peer leaves.
asio::awaitable<void> sayNothing(asio::ip::tcp::socket socket);

} // namespace seedbed::emulator
