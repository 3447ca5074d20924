// SPDX-License-Identifier: GPL-3.0-or-later
// One process per state directory: an advisory lock on <state>/lock, held as long as this lives and given back by
// the kernel however the process ends. The file names the holder's pid. Taken by a program's main before anything
// in the directory is read.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "oa-bridge/base/error.hpp"

namespace seedbed {

class StateLock {
public:
    // Errors STATE-IN-USE (conflict, names the holder), STATE-LOCK.
    static Result<StateLock> take(const std::filesystem::path& state);
    // The pid in the lock file; whether that process still lives is another question.
    static std::optional<int> holder(const std::filesystem::path& state);
    StateLock(StateLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
    StateLock& operator=(StateLock&&) = delete;
    ~StateLock();

private:
    explicit StateLock(int file) : file_(file) {}
    int file_;
};

} // namespace seedbed
