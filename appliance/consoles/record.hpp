// SPDX-License-Identifier: GPL-3.0-or-later
// The files of one recorded console: the log and the index beside it (times.hpp). Record appends to both and is held
// by the recorder of that console, one at a time; the functions read, and may do so meanwhile.
//
// A record is capped: when log and index together reach half of the cap they become bayN.old.log and bayN.old.times,
// those of the time before are deleted, and a new pair begins. Offsets go on counting over it, so a reader notices
// nothing but that the oldest bytes are gone.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "appliance/consoles/times.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::consoles {

using Clock = std::chrono::system_clock;

constexpr std::int64_t kRecordCap = 64 << 20; // bytes on disk, of each console

std::filesystem::path indexOf(const std::filesystem::path& log); // .../bay3.log -> .../bay3.times
std::filesystem::path oldOf(const std::filesystem::path& log);   // .../bay3.log -> .../bay3.old.log

class Record {
public:
    // Goes on where the files end. Lines of the index that a crash left unfinished, or that tell of bytes which the log
    // has not got, are cut off. CONSOLE-FILE.
    static Result<Record> open(const std::filesystem::path& log, std::int64_t cap = kRecordCap);
    Result<> append(std::string_view bytes, Clock::time_point now); // CONSOLE-FILE
    Result<> mark(std::string_view words, Clock::time_point now);   // CONSOLE-FILE

private:
    Record() = default;
    void openFiles();
    Result<> write(const Entry& entry, std::string_view bytes);
    void rotate(std::int64_t ms);
    Result<> written() const;
    std::filesystem::path file_;
    std::ofstream log_, index_;
    std::int64_t cap_ = 0;
    std::int64_t end_ = 0;  // offset of the next byte
    std::int64_t used_ = 0; // of both files
};

// What is recorded: from the oldest byte that is left up to the end.
struct Extent {
    std::int64_t start = 0;
    std::int64_t end = 0;
};
Extent extentOf(const std::filesystem::path& log);
struct Bytes {
    std::int64_t start = 0; // not below the oldest byte that is left
    std::string text;       // some at least, unless the end is reached
};
Bytes bytesFrom(const std::filesystem::path& log, std::int64_t from, std::int64_t limit);
// The entries of the bytes from `from` up to `to`, as entriesOf(); none when there is no index.
std::vector<Entry> entriesOf(const std::filesystem::path& log, std::int64_t from, std::int64_t to);
// Where the first chunk begins that came at `ms` or later; the end of the log when none did.
std::int64_t offsetSince(const std::filesystem::path& log, std::int64_t ms);

} // namespace seedbed::consoles
