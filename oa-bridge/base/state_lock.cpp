// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/state_lock.hpp"

#include <cerrno>
#include <charconv>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

Error lockError(const std::filesystem::path& state, int number) {
    return {.kind = ErrorKind::internal,
            .id = "STATE-LOCK",
            .object = state.string(),
            .attempted = "lock the state directory",
            .cause = std::system_category().message(number),
            .action = "choose a directory this user may write"};
}

Error inUse(const std::filesystem::path& state) {
    auto pid = StateLock::holder(state);
    return {.kind = ErrorKind::conflict,
            .id = "STATE-IN-USE",
            .object = state.string(),
            .attempted = "lock the state directory",
            .cause = pid ? fmt::format("process {} works with it", *pid) : "another process works with it",
            .action = "stop that one, or choose another directory"};
}

} // namespace

Result<StateLock> StateLock::take(const std::filesystem::path& state) {
    // Closed on exec: children, which may outlive a killed parent for a moment, must not hold it.
    const int file = ::open((state / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return fail(lockError(state, errno));
    }
    StateLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        const int number = errno;
        return fail(number == EWOULDBLOCK ? inUse(state) : lockError(state, number));
    }
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        return fail(lockError(state, errno));
    }
    return lock;
}

std::optional<int> StateLock::holder(const std::filesystem::path& state) {
    auto text = readFile(state / "lock", 64);
    int pid = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), pid).ec != std::errc{}) {
        return std::nullopt;
    }
    return pid;
}

StateLock::~StateLock() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

} // namespace seedbed
