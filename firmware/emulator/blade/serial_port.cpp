// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/serial_port.hpp"

namespace seedbed::emulator {

struct SerialPort::State {
    State(const asio::any_io_executor& executor, int descriptor, Console& to)
        : stream(executor, descriptor), console(&to) {}
    asio::posix::stream_descriptor stream;
    Console* console; // none once the port is closed
};

namespace {

template <class State>
asio::awaitable<void> pump(std::shared_ptr<State> state) {
    std::array<char, 4096> block{};
    while (state->console != nullptr) {
        auto [code, bytes] =
            co_await state->stream.async_read_some(asio::buffer(block), asio::as_tuple(asio::use_awaitable));
        if (code || state->console == nullptr) {
            co_return;
        }
        state->console->received(std::string_view(block.data(), bytes));
    }
}

} // namespace

SerialPort::SerialPort(asio::any_io_executor executor, int descriptor, Console& console)
    : state_(std::make_shared<State>(executor, descriptor, console)), nursery_(executor) {
    state_->stream.non_blocking(true);
    nursery_.spawn("serial port", pump(state_));
}

SerialPort::~SerialPort() {
    state_->console = nullptr;
}

void SerialPort::type(std::string_view bytes) {
    boost::system::error_code full;
    state_->stream.write_some(asio::buffer(bytes.data(), bytes.size()), full);
}

} // namespace seedbed::emulator
