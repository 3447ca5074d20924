// SPDX-License-Identifier: GPL-3.0-or-later
// The index beside a recorded console: when which byte came. STATE/consoles/bayN.log holds the console's bytes and
// nothing else; STATE/consoles/bayN.times has one line a chunk,
//
//     OFFSET TIME
//
// both decimal: the offset of the chunk's first byte in the log, and the wall clock at its arrival in milliseconds
// since 1970, UTC. The chunk reaches to the offset of the next line. A line with more words is a mark, which has no
// bytes: the words say what became of the recording there ("lost: ..."). Lines are only appended, a chunk's line
// before its bytes, so every byte in the log has its time; offsets never fall, times may when the clock is set. A
// line without an end was not finished and counts for nothing. An index whose first line is the mark "rotated" belongs
// to a log whose first byte has that line's offset, else the first byte is byte 0. Pure; the recorder writes it, the
// server reads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed::consoles {

constexpr std::string_view kRotated = "rotated";

struct Entry {
    std::int64_t offset = 0;
    std::int64_t ms = 0; // since 1970
    std::string mark;    // empty: a chunk
    bool operator==(const Entry&) const = default;
};

std::string entryLine(const Entry& entry); // with its end; control characters of a mark are escaped

// Lines that are no entries, or fall back, are left out: an index damaged in one place keeps the rest.
std::vector<Entry> readEntries(std::string_view text);

// What concerns the bytes from `from` up to `to`: the chunks that hold some of them, and the marks between, those at
// `to` as well when nothing was asked for (from == to).
std::vector<Entry> entriesOf(const std::vector<Entry>& all, std::int64_t from, std::int64_t to);

} // namespace seedbed::consoles
