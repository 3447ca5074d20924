// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/times.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"

namespace seedbed::consoles {
namespace {

// Takes a number and the space behind it from the front of `text`.
std::optional<std::int64_t> takeNumber(std::string_view& text) {
    std::int64_t value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const bool whole = code == std::errc{} && value >= 0 && (text.empty() || text.front() == ' ');
    if (!whole) {
        return std::nullopt;
    }
    text.remove_prefix(text.empty() ? 0 : 1);
    return value;
}

std::optional<Entry> readEntry(std::string_view line) {
    auto offset = takeNumber(line);
    auto ms = offset ? takeNumber(line) : std::nullopt;
    if (!ms) {
        return std::nullopt;
    }
    return Entry{*offset, *ms, std::string(line)};
}

} // namespace

std::string entryLine(const Entry& entry) {
    if (entry.mark.empty()) {
        return fmt::format("{} {}\n", entry.offset, entry.ms);
    }
    return fmt::format("{} {} {}\n", entry.offset, entry.ms, log::printable(entry.mark, 500));
}

std::vector<Entry> readEntries(std::string_view text) {
    std::vector<Entry> entries;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        auto entry = readEntry(text.substr(0, end));
        text.remove_prefix(end + 1);
        if (entry && (entries.empty() || entries.back().offset <= entry->offset)) {
            entries.push_back(std::move(*entry));
        }
    }
    return entries;
}

std::vector<Entry> entriesOf(const std::vector<Entry>& all, std::int64_t from, std::int64_t to) {
    std::vector<Entry> some;
    std::optional<Entry> before; // the chunk that reaches over `from`
    for (const Entry& entry : all) {
        const bool chunk = entry.mark.empty();
        if (chunk && entry.offset <= from) {
            before = entry;
        } else if (entry.offset >= from && (entry.offset < to || (!chunk && entry.offset == from && from == to))) {
            some.push_back(entry);
        }
    }
    if (before && from < to) {
        auto place = some.begin();
        while (place != some.end() && place->offset <= before->offset) { // marks made just before the chunk
            ++place;
        }
        some.insert(place, *before);
    }
    return some;
}

} // namespace seedbed::consoles
