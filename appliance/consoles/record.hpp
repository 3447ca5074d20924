// SPDX-License-Identifier: GPL-3.0-or-later
// The files of one recorded console: the log and the index beside it (times.hpp). Record appends to both and is held
// by the recorder of that console, one at a time; the functions read, and may do so meanwhile.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "appliance/consoles/times.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::consoles {

using Clock = std::chrono::system_clock;

std::filesystem::path indexOf(const std::filesystem::path& log); // .../bay3.log -> .../bay3.times

class Record {
public:
    // Goes on where the files end. Lines of the index that a crash left unfinished, or that tell of bytes which the log
    // has not got, are cut off. CONSOLE-FILE.
    static Result<Record> open(const std::filesystem::path& log);
    Result<> append(std::string_view bytes, Clock::time_point now); // CONSOLE-FILE
    Result<> mark(std::string_view words, Clock::time_point now);   // CONSOLE-FILE

private:
    Record() = default;
    Result<> written() const;
    std::filesystem::path file_;
    std::ofstream log_, index_;
    std::int64_t size_ = 0; // of the log
};

// The entries of the bytes from `from` up to `to`, as entriesOf(); none when there is no index.
std::vector<Entry> entriesOf(const std::filesystem::path& log, std::int64_t from, std::int64_t to);
// Where the first chunk begins that came at `ms` or later; the end of the log when none did.
std::int64_t offsetSince(const std::filesystem::path& log, std::int64_t ms);

} // namespace seedbed::consoles
