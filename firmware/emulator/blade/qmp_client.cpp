// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/qmp_client.hpp"

#include <map>
#include <optional>

#include <sys/un.h>

#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {
namespace {

using namespace std::chrono_literals;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr auto kExchange = 5s;
using Stream = asio::posix::stream_descriptor;

struct Waiting {
    explicit Waiting(const asio::any_io_executor& executor) : answered(executor) {}
    Event answered;
    std::optional<QmpReply> reply;
};

tl::unexpected<Error> monitorError(ErrorKind kind, std::string id, std::string command, std::string cause) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.object = "QEMU monitor";
    error.attempted = std::move(command);
    error.cause = std::move(cause);
    error.action = "look at the QEMU log of the blade, then power it off and on";
    return fail(std::move(error));
}

} // namespace

struct QmpClient::State {
    State(const asio::any_io_executor& executor, EventHandler eventHandler)
        : stream(executor), turn(executor), handler(std::move(eventHandler)) {}

    void deliver(const QmpMessage& message) {
        if (const auto* event = std::get_if<QmpEvent>(&message); event != nullptr && handler) {
            handler(*event);
        } else if (const auto* reply = std::get_if<QmpReply>(&message)) {
            const auto found = waiting.find(reply->id);
            if (found != waiting.end()) {
                found->second->reply = *reply;
                found->second->answered.notifyAll();
            }
        }
    }
    void hangUp() {
        gone = true;
        for (const auto& [id, each] : waiting) {
            each->answered.notifyAll();
        }
    }

    Stream stream;
    Turn turn;
    EventHandler handler;
    QmpReader reader;
    std::map<std::uint64_t, std::shared_ptr<Waiting>> waiting;
    std::uint64_t next = 1;
    bool gone = false;
};

namespace {

template <class State>
asio::awaitable<void> listenTo(std::shared_ptr<State> state) {
    std::array<char, 4096> block{};
    while (!state->gone) {
        auto [code, bytes] = co_await state->stream.async_read_some(asio::buffer(block), kTuple);
        if (code || state->gone) {
            break;
        }
        const auto messages = state->reader.feed(std::string_view(block.data(), bytes));
        if (!messages) {
            log::error(messages.error());
            break;
        }
        for (const auto& message : *messages) {
            state->deliver(message);
        }
    }
    state->hangUp();
}

} // namespace

QmpClient::QmpClient(asio::any_io_executor executor, EventHandler handler)
    : state_(std::make_shared<State>(executor, std::move(handler))), nursery_(executor) {}

QmpClient::~QmpClient() {
    state_->handler = nullptr;
    state_->hangUp();
}

Task<> QmpClient::connect(std::string socket) {
    auto descriptor = co_await connectUnix(std::move(socket));
    if (!descriptor) {
        co_return fail(descriptor.error());
    }
    state_->stream.assign(*descriptor);
    nursery_.spawn("QEMU monitor", listenTo(state_));
    auto agreed = co_await execute("qmp_capabilities");
    if (!agreed) {
        co_return fail(agreed.error());
    }
    co_return Result<>();
}

Task<std::string> QmpClient::execute(std::string command, std::string arguments) {
    auto state = state_;
    auto turn = co_await state->turn.take();
    if (state->gone) {
        co_return monitorError(ErrorKind::unreachable, "QMP-GONE", command, "QEMU has ended");
    }
    const auto id = state->next++;
    auto mine = std::make_shared<Waiting>(state->stream.get_executor());
    state->waiting[id] = mine;
    const auto line = qmpCommand(id, command, arguments);
    [[maybe_unused]] auto [code, bytes] =
        co_await asio::async_write(state->stream, asio::buffer(line), kTuple);
    bool inTime = true;
    if (!code && !mine->reply && !state->gone) {
        inTime = co_await mine->answered.waitFor(kExchange);
    }
    state->waiting.erase(id);
    if (mine->reply && mine->reply->ok) {
        co_return std::move(mine->reply->value);
    }
    if (mine->reply) {
        co_return monitorError(ErrorKind::conflict, "QMP-REFUSED", command, mine->reply->error);
    }
    if (!inTime) {
        co_return monitorError(ErrorKind::timeout, "QMP-TIMEOUT", command, "no answer within 5 s");
    }
    co_return monitorError(ErrorKind::unreachable, "QMP-GONE", command, "QEMU has ended");
}

Task<int> connectUnix(std::string socket) {
    if (socket.size() >= sizeof(sockaddr_un::sun_path)) {
        co_return monitorError(ErrorKind::invalid, "UNIX-CONNECT", socket,
                               "the path is longer than 107 bytes: choose a shorter state directory");
    }
    auto executor = co_await asio::this_coro::executor;
    while (true) {
        asio::local::stream_protocol::socket stream(executor);
        const asio::local::stream_protocol::endpoint peer(socket);
        auto [code] = co_await stream.async_connect(peer, kTuple);
        if (!code) {
            co_return stream.release();
        }
        co_await pause(5ms);
    }
}

} // namespace seedbed::emulator
