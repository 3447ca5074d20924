// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/cli/raw_terminal.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace seedbed::cli {
namespace {

Error notReadable(int code) {
    return {.kind = ErrorKind::unsupported,
            .id = "CONSOLE-TERMINAL",
            .object = "standard input",
            .attempted = "read what is typed",
            .cause = std::generic_category().message(code),
            .action = "look on with --watch, or type on a terminal of your own"};
}

} // namespace

Result<RawTerminal> RawTerminal::open(asio::any_io_executor executor) {
    const int number = ::open("/proc/self/fd/0", O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (number < 0) {
        return fail(notReadable(errno));
    }
    RawTerminal terminal(asio::posix::stream_descriptor(executor, number));
    termios now{};
    if (::tcgetattr(number, &now) == 0) {
        terminal.before_ = now;
        ::cfmakeraw(&now);
        ::tcsetattr(number, TCSADRAIN, &now);
    }
    return terminal;
}

RawTerminal::RawTerminal(RawTerminal&& other) noexcept
    : input_(std::move(other.input_)), before_(std::exchange(other.before_, std::nullopt)) {}

RawTerminal::~RawTerminal() {
    if (before_) {
        ::tcsetattr(input_.native_handle(), TCSANOW, &*before_); // waits for nobody
    }
}

Task<std::string> RawTerminal::typed() {
    std::array<char, 4096> bytes{};
    const auto [code, length] = co_await input_.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    if (code) {
        co_return fail({.kind = ErrorKind::notFound, .id = "TERMINAL-END", .object = "terminal", .cause = code.message()});
    }
    co_return std::string(bytes.data(), length);
}

asio::awaitable<std::optional<std::string>> RawTerminal::read(Duration time) {
    auto bytes = co_await within(time, "typing", typed());
    if (bytes) {
        co_return std::move(*bytes);
    }
    co_return bytes.error().id == "DEADLINE" ? std::optional<std::string>("") : std::nullopt;
}

} // namespace seedbed::cli
