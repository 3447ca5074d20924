// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/replay.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <utility>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::consoles {
namespace {

using std::chrono::milliseconds;
constexpr std::int64_t kDay = 24LL * 3600 * 1000;

struct Unit {
    char letter;
    std::int64_t ms;
};
constexpr Unit kUnits[] = {{'s', 1000}, {'m', 60'000}, {'h', 3'600'000}, {'d', kDay}};

// The forms of --since that name a time; of a day those with a date.
struct TimeForm {
    const char* format;
    bool day;
};
constexpr TimeForm kTimeForms[] = {
    {"%Y-%m-%dT%H:%M:%S", true}, {"%Y-%m-%dT%H:%M", true}, {"%H:%M:%S", false}, {"%H:%M", false}};

std::optional<std::int64_t> readAge(std::string_view text) {
    std::int64_t count = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), count);
    for (const Unit& unit : kUnits) {
        const bool named = end + 1 == text.data() + text.size() && *end == unit.letter;
        if (code == std::errc{} && named && count >= 0 && count < 100'000'000) {
            return count * unit.ms;
        }
    }
    return std::nullopt;
}

// ".123" and "Z", either may be missing.
std::optional<std::int64_t> readFraction(std::string_view text) {
    if (!text.empty() && text.back() == 'Z') {
        text.remove_suffix(1);
    }
    if (text.empty()) {
        return 0;
    }
    std::string digits(text.substr(1));
    const bool fraction = text.front() == '.' && !digits.empty() && digits.size() <= 9 &&
                          std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!fraction) {
        return std::nullopt;
    }
    digits.resize(3, '0');
    return std::stoll(digits);
}

std::optional<std::int64_t> readTime(const std::string& text, const TimeForm& form, std::int64_t now) {
    std::tm parts{};
    const char* rest = ::strptime(text.c_str(), form.format, &parts);
    auto fraction = rest == nullptr ? std::nullopt : readFraction(rest);
    if (!fraction) {
        return std::nullopt;
    }
    if (!form.day) {
        return now - now % kDay + (parts.tm_hour * 3600LL + parts.tm_min * 60LL + parts.tm_sec) * 1000 + *fraction;
    }
    return static_cast<std::int64_t>(::timegm(&parts)) * 1000 + *fraction;
}

} // namespace

std::vector<Piece> piecesOf(std::string_view bytes, std::int64_t offset, const std::vector<Entry>& entries) {
    std::vector<Piece> pieces;
    std::int64_t ms = 0;
    auto cut = [&](std::int64_t until) { // the bytes up to there came at `ms`
        const auto length = std::clamp<std::int64_t>(until - offset, 0, static_cast<std::int64_t>(bytes.size()));
        if (length > 0) {
            pieces.push_back({ms, std::string(bytes.substr(0, static_cast<std::size_t>(length))), {}});
            bytes.remove_prefix(static_cast<std::size_t>(length));
            offset += length;
        }
    };
    for (const Entry& entry : entries) {
        cut(entry.offset);
        if (entry.mark.empty()) {
            ms = entry.ms;
        } else {
            pieces.push_back({entry.ms, {}, entry.mark});
        }
    }
    cut(offset + static_cast<std::int64_t>(bytes.size()));
    return pieces;
}

std::vector<Entry> NewMarks::of(const std::vector<Entry>& entries, std::int64_t start) {
    std::vector<Entry> kept;
    int known = offset_ == start ? seen_ : 0;
    for (const Entry& entry : entries) {
        const bool mark = !entry.mark.empty();
        if (mark && entry.offset == start && known > 0) {
            --known;
            continue;
        }
        if (mark) {
            seen_ = entry.offset == offset_ ? seen_ + 1 : 1;
            offset_ = entry.offset;
        }
        kept.push_back(entry);
    }
    return kept;
}

milliseconds Rhythm::before(std::int64_t ms) {
    const std::int64_t gap = last_ == 0 || ms == 0 ? 0 : std::max<std::int64_t>(0, ms - last_);
    last_ = ms == 0 ? last_ : ms;
    if (speed_ <= 0) {
        return milliseconds(0);
    }
    const double wait = std::min(static_cast<double>(gap) / speed_, static_cast<double>(kLongestPause.count()));
    return milliseconds(std::llround(wait));
}

std::string PlainText::take(std::string_view bytes) {
    std::string text;
    for (char c : bytes) {
        if (carriageReturn_ && c != '\n') {
            text += "\\x0d";
        }
        carriageReturn_ = c == '\r';
        if (c == '\n' || c == '\t') {
            text += c;
        } else if (!carriageReturn_) {
            text += static_cast<unsigned char>(c) < 0x80 ? log::printable({&c, 1})
                                                         : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
    return text;
}

std::string PlainText::finish() {
    const bool left = std::exchange(carriageReturn_, false);
    return left ? "\\x0d" : "";
}

void LineReader::add(std::string_view text, std::int64_t ms, std::vector<Line>& lines) {
    while (!text.empty()) {
        if (!open_) {
            open_ = Line{ms, {}};
        }
        const auto end = text.find('\n');
        const auto length = std::min({end, text.size(), kLongestLine - open_->text.size()});
        open_->text += text.substr(0, length);
        text.remove_prefix(length);
        const bool ended = length == end;
        if (ended || open_->text.size() == kLongestLine) {
            lines.push_back(std::move(*open_));
            open_.reset();
        }
        text.remove_prefix(ended ? 1 : 0);
    }
}

std::vector<Line> LineReader::take(const Piece& piece) {
    std::vector<Line> lines;
    if (piece.mark.empty()) {
        add(plain_.take(piece.bytes), piece.ms, lines);
        return lines;
    }
    lines = finish();
    lines.push_back({piece.ms, markText(piece.mark)});
    return lines;
}

std::vector<Line> LineReader::finish() {
    std::vector<Line> lines;
    add(plain_.finish(), open_ ? open_->ms : 0, lines);
    if (open_) {
        lines.push_back(std::move(*open_));
        open_.reset();
    }
    return lines;
}

std::string markText(std::string_view mark) { return fmt::format("-- recording {} --", mark); }

std::string timedLine(const Line& line) {
    const auto time = std::chrono::system_clock::time_point(milliseconds(line.ms));
    return fmt::format("{:<24} {}", line.ms == 0 ? "-" : isoTimeMillis(time), line.text);
}

Result<std::int64_t> readSince(std::string_view text, std::int64_t now) {
    if (auto age = readAge(text)) {
        return now - *age;
    }
    for (const TimeForm& form : kTimeForms) {
        if (auto time = readTime(std::string(text), form, now)) {
            return *time;
        }
    }
    return fail({.kind = ErrorKind::usage,
                 .id = "CONSOLE-SINCE",
                 .object = "\"" + log::printable(text, 40) + "\"",
                 .attempted = "read a time",
                 .cause = "it is none",
                 .action = "write for example 2026-11-27T14:30:00Z, 14:30 (UTC), or 10m for ten minutes ago"});
}

} // namespace seedbed::consoles
