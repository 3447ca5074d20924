// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/vc_face.hpp"

#include "firmware/emulator/state/listener.hpp"
#include "firmware/emulator/vc/ssh_connection.hpp"

namespace seedbed::emulator {
namespace {

using asio::ip::tcp;

constexpr std::size_t kConnections = 32;

struct Server {
    explicit Server(Chassis& c) : module(c), changed(c.executor()), nursery(c.executor()) {}
    vc::VirtualConnect module;
    Event changed;
    std::unique_ptr<tcp::acceptor> acceptor;
    std::shared_ptr<vc::SshService> service;
    Nursery nursery;
};

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
        if (server->nursery.size() <= kConnections) {
            server->nursery.spawn("vc connection", vc::serveSsh(server->service, std::move(socket)));
        }
    }
}

class VcFace : public Face {
public:
    explicit VcFace(std::shared_ptr<Server> server) : server_(std::move(server)) {}
    ~VcFace() override { server_->nursery.cancel(); }
    asio::awaitable<void> stop() override {
        auto server = server_;
        server->nursery.cancel();
        co_await server->nursery.join();
        server->acceptor.reset();
    }

private:
    std::shared_ptr<Server> server_; // shared with its connections
};

void watchBlades(const std::shared_ptr<Server>& server) {
    std::weak_ptr<Server> weak = server;
    server->module.chassis().observe([weak](BayNumber bay) {
        auto alive = weak.lock();
        if (alive && bay != 0) {
            alive->module.bladeChanged(bay);
            alive->changed.notifyAll();
        }
    });
}

} // namespace

Result<std::unique_ptr<Face>> startVc(Chassis& chassis) {
    auto server = std::make_shared<Server>(chassis);
    auto bind = vc::makeSshBind(chassis.stateDirectory() + "/vc-host-key");
    if (!bind) {
        return fail(bind.error());
    }
    auto loaded = server->module.load();
    if (!loaded) {
        return fail(loaded.error());
    }
    auto acceptor = listenTcp(chassis.executor(), chassis.vcAddress(), 22, "Virtual Connect");
    if (!acceptor) {
        return fail(acceptor.error());
    }
    server->acceptor = std::make_unique<tcp::acceptor>(std::move(*acceptor));
    server->service = std::make_shared<vc::SshService>(server->module, server->changed, std::move(*bind));
    watchBlades(server);
    server->nursery.spawn("vc listener", acceptLoop(server));
    return std::make_unique<VcFace>(server);
}

} // namespace seedbed::emulator
