// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/control/console_sockets.hpp"

#include <filesystem>
#include <utility>

#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {
namespace {

using Local = asio::local::stream_protocol;
constexpr std::size_t kBehind = 1u << 20;
constexpr std::size_t kPathLimit = sizeof(sockaddr_un::sun_path) - 1;

// One reader and writer of one console.
class Client {
public:
    Client(Chassis& chassis, BayNumber bay, Local::socket socket)
        : chassis_(chassis), bay_(bay), socket_(std::move(socket)), more_(chassis.executor()) {
        listener_ = chassis_.console(bay_).listen([this](std::string_view bytes) { printed(bytes); });
    }
    ~Client() { chassis_.console(bay_).forget(listener_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    asio::awaitable<void> serve() {
        [[maybe_unused]] const auto first = co_await firstOf(type(), print());
    }

private:
    void printed(std::string_view bytes) {
        pending_ += bytes;
        more_.notifyAll();
    }

    asio::awaitable<void> type() {
        std::array<char, 1024> buffer{};
        for (;;) {
            const auto [code, length] =
                co_await socket_.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
            if (code) {
                co_return;
            }
            chassis_.typeConsole(bay_, {buffer.data(), length});
        }
    }

    asio::awaitable<void> print() {
        for (;;) {
            if (pending_.empty()) {
                co_await more_.wait();
            }
            const auto batch = std::exchange(pending_, {});
            const auto [code, length] =
                co_await asio::async_write(socket_, asio::buffer(batch), asio::as_tuple(asio::use_awaitable));
            if (code || pending_.size() > kBehind) {
                co_return;
            }
        }
    }

    Chassis& chassis_;
    BayNumber bay_;
    Local::socket socket_;
    Event more_;
    std::string pending_;
    int listener_ = 0;
};

class ConsoleSockets : public Face {
public:
    explicit ConsoleSockets(Chassis& chassis) : chassis_(chassis), nursery_(chassis.executor()) {}

    Result<> listen() {
        for (const auto bay : chassis_.options().bays) {
            const auto listening = listen(bay);
            if (!listening) {
                return listening;
            }
        }
        for (auto& [bay, acceptor] : acceptors_) {
            nursery_.spawn("console socket", accept(bay, acceptor));
        }
        return {};
    }

    asio::awaitable<void> stop() override {
        for (auto& [bay, acceptor] : acceptors_) {
            boost::system::error_code closed; // it is gone either way
            acceptor.close(closed);
            std::error_code gone;
            std::filesystem::remove(file(bay), gone);
        }
        nursery_.cancel();
        co_await nursery_.join();
    }

private:
    std::string file(BayNumber bay) const {
        return fmt::format("{}/consoles/bay{}.sock", chassis_.stateDirectory(), bay);
    }

    Result<> listen(BayNumber bay) {
        const auto path = file(bay);
        boost::system::error_code code = asio::error::name_too_long;
        Local::acceptor acceptor(chassis_.executor());
        if (path.size() <= kPathLimit) {
            std::filesystem::remove(path); // of a run that was killed
            acceptor.open(Local(), code);
            acceptor.bind(Local::endpoint(path), code);
        }
        if (!code) {
            acceptor.listen(asio::socket_base::max_listen_connections, code);
        }
        if (code) {
            return fail({.kind = ErrorKind::invalid,
                         .id = "CONSOLE-SOCKET",
                         .object = path,
                         .attempted = "listen on it",
                         .cause = code.message(),
                         .action = "use a state directory with a short path that may be written"});
        }
        acceptors_.emplace(bay, std::move(acceptor));
        return {};
    }

    asio::awaitable<void> accept(BayNumber bay, Local::acceptor& acceptor) {
        while (acceptor.is_open()) {
            auto [code, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            if (code) {
                log::debug("CONSOLE-ACCEPT", code.message());
                co_await pause(std::chrono::milliseconds(100)); // descriptors may be short for a moment
                continue;
            }
            nursery_.spawn("console client", serve(bay, std::move(socket)));
        }
    }

    asio::awaitable<void> serve(BayNumber bay, Local::socket socket) {
        Client client(chassis_, bay, std::move(socket));
        co_await client.serve();
    }

    Chassis& chassis_;
    std::map<BayNumber, Local::acceptor> acceptors_;
    Nursery nursery_;
};

} // namespace

Result<std::unique_ptr<Face>> startConsoleSockets(Chassis& chassis) {
    auto face = std::make_unique<ConsoleSockets>(chassis);
    const auto listening = face->listen();
    if (!listening) {
        return fail(listening.error());
    }
    return face;
}

} // namespace seedbed::emulator
