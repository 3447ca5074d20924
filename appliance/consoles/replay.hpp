// SPDX-License-Identifier: GPL-3.0-or-later
// A recorded console shown again: its bytes in pieces with their times, the pauses between them, and lines with the
// time of their first byte. Pure; the command line prints and waits.
#pragma once

#include <chrono>
#include <optional>

#include "appliance/consoles/times.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::consoles {

struct Piece {
    std::int64_t ms = 0; // 0: not known, the bytes were recorded without an index
    std::string bytes;
    std::string mark; // then there are no bytes
    bool operator==(const Piece&) const = default;
};

// `bytes` begin at `offset` of the log and are cut where the entries say.
std::vector<Piece> piecesOf(std::string_view bytes, std::int64_t offset, const std::vector<Entry>& entries);

// A reader that waits at the end is told the marks there with each answer: keeps those it has not seen.
class NewMarks {
public:
    std::vector<Entry> of(const std::vector<Entry>& entries, std::int64_t start); // of an answer that begins there

private:
    std::int64_t offset_ = -1; // of the last mark
    int seen_ = 0;             // marks at that offset
};

// How long to wait between two pieces. Nothing before the first, where the clock was set back, or at speed 0; a
// pause is at most kLongestPause.
constexpr std::chrono::milliseconds kLongestPause{10'000};
class Rhythm {
public:
    explicit Rhythm(double speed) : speed_(speed) {}
    std::chrono::milliseconds before(std::int64_t ms);

private:
    double speed_;
    std::int64_t last_ = 0;
};

// Console bytes as text that does a terminal no harm: CR LF is the end of a line, LF and TAB stay, other control
// characters are \xNN. A carriage return at the end waits for what follows.
class PlainText {
public:
    std::string take(std::string_view bytes);
    std::string finish(); // a carriage return that nothing followed

private:
    bool carriageReturn_ = false;
};

struct Line {
    std::int64_t ms = 0; // of its first byte
    std::string text;    // plain, without its end
    bool operator==(const Line&) const = default;
};

// A mark is a line of its own, and ends the line before it. Lines longer than kLongestLine are cut into several.
constexpr std::size_t kLongestLine = 16 * 1024;
class LineReader {
public:
    std::vector<Line> take(const Piece& piece);
    std::vector<Line> finish(); // the line that nothing ended

private:
    void add(std::string_view text, std::int64_t ms, std::vector<Line>& lines);
    PlainText plain_;
    std::optional<Line> open_;
};

std::string markText(std::string_view mark); // "-- recording lost: ... --"
std::string timedLine(const Line& line);     // "2014-06-26T10:00:00.123Z text"; "-" for a time that is not known

// "2014-06-26T10:00:00Z", with or without seconds, fractions and Z; "10:00" and "10:00:30" of `now`'s day, all UTC;
// or "90s", "10m", "2h", "1d" before `now`. In milliseconds since 1970. CONSOLE-SINCE (usage).
Result<std::int64_t> readSince(std::string_view text, std::int64_t now);

} // namespace seedbed::consoles
