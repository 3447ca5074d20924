// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/state_lock.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>

namespace seedbed::seed {

Result<StateLock> StateLock::take(const std::filesystem::path& state) {
    // Closed on exec: dnsmasq, which may outlive a killed engine for a moment, must not hold it.
    posix::Descriptor file(::open((state / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
        return StateLock(std::move(file));
    }
    const int number = errno;
    const bool inUse = number == EWOULDBLOCK;
    Error error;
    error.kind = inUse ? ErrorKind::conflict : ErrorKind::internal;
    error.id = inUse ? "SEED-STATE-IN-USE" : "SEED-STATE";
    error.object = state.string();
    error.attempted = "lock the state directory";
    error.cause = inUse ? "another seedbed-seed works with it" : std::system_category().message(number);
    error.action =
        inUse ? "stop that one, or choose another directory" : "choose a directory this user may write";
    return fail(std::move(error));
}

} // namespace seedbed::seed
