// SPDX-License-Identifier: GPL-3.0-or-later
// One process per state directory: an advisory lock on <state>/lock, held as long as this lives and given
// back by the kernel however the process ends. Taken by main before anything in the directory is read.
#pragma once

#include <filesystem>

#include "firmware/posix/descriptor.hpp"

namespace seedbed::seed {

class StateLock {
public:
    // Errors SEED-STATE-IN-USE (conflict), SEED-STATE.
    static Result<StateLock> take(const std::filesystem::path& state);

private:
    explicit StateLock(posix::Descriptor file) : file_(std::move(file)) {}
    posix::Descriptor file_;
};

} // namespace seedbed::seed
