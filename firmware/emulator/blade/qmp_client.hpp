// SPDX-License-Identifier: GPL-3.0-or-later
// One connection to the monitor of one QEMU process. Owned by the machine it controls; I/O thread only. Every
// exchange has a deadline; when the peer goes, waiting commands end with QMP-GONE.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "firmware/emulator/blade/qmp_message.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

class QmpClient {
public:
    // Called on the I/O thread for each event; keep it short.
    using EventHandler = std::function<void(const QmpEvent&)>;
    QmpClient(asio::any_io_executor executor, EventHandler handler);
    ~QmpClient();
    QmpClient(const QmpClient&) = delete;
    QmpClient& operator=(const QmpClient&) = delete;

    // Waits until QEMU listens at `socket`, then negotiates. Error UNIX-CONNECT; caller sets the deadline.
    Task<> connect(std::string socket);
    // The JSON of "return". Errors QMP-REFUSED (QEMU's words inside), QMP-TIMEOUT, QMP-GONE.
    Task<std::string> execute(std::string command, std::string arguments = {});

private:
    struct State;
    std::shared_ptr<State> state_;
    Nursery nursery_;
};

// A connected descriptor of a listening Unix socket; tries again while nobody listens there yet. The caller
// sets the deadline. Error UNIX-CONNECT when the path does not fit into a socket address.
Task<int> connectUnix(std::string socket);

} // namespace seedbed::emulator
