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

asio::awaitable<std::optional<std::string>> RawTerminal::read(Duration time) {
    using namespace asio::experimental::awaitable_operators;
    constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
    std::array<char, 4096> bytes{};
    asio::steady_timer limit(input_.get_executor());
    limit.expires_after(time);
    auto either = co_await (input_.async_read_some(asio::buffer(bytes), tuple) || limit.async_wait(tuple));
    if (either.index() == 1) {
        co_return std::string();
    }
    const auto [code, length] = std::get<0>(either);
    co_return code ? std::nullopt : std::optional(std::string(bytes.data(), length));
}

} // namespace seedbed::cli
