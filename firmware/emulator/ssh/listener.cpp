// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ssh/listener.hpp"

#include "firmware/emulator/ssh/connection.hpp"
#include "firmware/emulator/state/listener.hpp"

namespace seedbed::emulator {

using asio::ip::tcp;

struct SshListener::State {
    explicit State(const asio::any_io_executor& executor) : listening(executor), connections(executor) {}
    std::function<bool()> open, mute;
    std::unique_ptr<tcp::acceptor> acceptor;
    std::shared_ptr<ssh::SshService> service;
    Nursery listening, connections;
};

namespace {

constexpr std::size_t kConnections = 32;
constexpr std::uint16_t kSshPort = 22;

asio::awaitable<void> acceptLoop(std::shared_ptr<SshListener::State> state) {
    while (true) {
        boost::system::error_code code;
        auto socket = co_await state->acceptor->async_accept(asio::redirect_error(asio::use_awaitable, code));
        if (code == asio::error::operation_aborted) {
            co_return;
        }
        if (code) { // out of descriptors: breathe, then go on
            co_await pause(std::chrono::milliseconds(100));
            continue;
        }
        if (!state->open() || state->connections.size() >= kConnections) {
            continue; // the socket closes
        }
        state->connections.spawn("ssh connection", state->mute() ? sayNothing(std::move(socket))
                                                             : ssh::serveSsh(state->service, std::move(socket)));
    }
}

} // namespace

Result<std::unique_ptr<SshListener>> SshListener::start(const asio::any_io_executor& executor, SshDoor door) {
    auto bind = ssh::makeSshBind(door.hostKeyFile);
    if (!bind) {
        return fail(bind.error());
    }
    auto acceptor = listenTcp(executor, door.address, kSshPort, door.name);
    if (!acceptor) {
        return fail(acceptor.error());
    }
    auto state = std::make_shared<State>(executor);
    state->open = std::move(door.open);
    state->mute = std::move(door.mute);
    state->acceptor = std::make_unique<tcp::acceptor>(std::move(*acceptor));
    state->service = std::make_shared<ssh::SshService>(
        ssh::SshService{std::move(door.check), std::move(door.talk), std::move(*bind)});
    state->listening.spawn("ssh listener", acceptLoop(state));
    return std::unique_ptr<SshListener>(new SshListener(std::move(state)));
}

SshListener::~SshListener() {
    state_->listening.cancel();
    state_->connections.cancel();
}

void SshListener::dropConnections() {
    state_->connections.cancel();
}

asio::awaitable<void> SshListener::stop() {
    auto state = state_;
    state->listening.cancel();
    co_await state->listening.join();
    state->connections.cancel();
    co_await state->connections.join();
    state->acceptor.reset();
}

} // namespace seedbed::emulator
