// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/record.hpp"

#include <algorithm>
#include <optional>

#include "oa-bridge/base/text.hpp"

namespace seedbed::consoles {
namespace {

constexpr std::int64_t kStride = 64 * 1024; // of the index, read at once

std::int64_t sizeOf(const std::filesystem::path& file) {
    std::error_code code;
    const auto size = std::filesystem::file_size(file, code);
    return code ? 0 : static_cast<std::int64_t>(size);
}

std::string bytesOf(std::ifstream& file, std::int64_t at, std::int64_t length) {
    std::string bytes(static_cast<std::size_t>(length), '\0');
    file.clear();
    file.seekg(at);
    file.read(bytes.data(), length);
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    return bytes;
}

// Where the log begins: a new pair of files begins with a mark that says so.
std::int64_t baseOf(const std::filesystem::path& log) {
    std::ifstream file(indexOf(log), std::ios::binary);
    std::string line;
    std::getline(file, line);
    const auto entries = readEntries(line + "\n");
    return entries.empty() || entries.front().mark != kRotated ? 0 : entries.front().offset;
}

Extent extentOfOne(const std::filesystem::path& log) {
    const auto base = baseOf(log);
    return {base, base + sizeOf(log)};
}

// Not when the old log is of another time than this one: its index, or this one's, was taken away.
bool oldJoins(const std::filesystem::path& log) {
    const auto old = oldOf(log);
    return std::filesystem::exists(old) && extentOfOne(old).end == baseOf(log);
}

// The index is moved first and the log last: an old index without its log is a step that a crash or an error cut off.
void undoHalfRotation(const std::filesystem::path& log) {
    const auto old = oldOf(log);
    if (std::filesystem::exists(indexOf(old)) && !std::filesystem::exists(old)) {
        std::error_code ignored; // who writes it tells
        std::filesystem::rename(indexOf(old), indexOf(log), ignored);
    }
}

// How much of an index is whole lines; of those that tell of bytes which the log has not got, none.
std::size_t usefulLength(std::string_view text, std::int64_t logEnd) {
    std::size_t useful = 0;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', useful)) {
        auto entries = readEntries(text.substr(useful, end + 1 - useful));
        if (!entries.empty() && entries.front().offset > logEnd) {
            break;
        }
        useful = end + 1;
    }
    return useful;
}

// A crash may leave an unfinished line, or lines whose bytes were lost; or the log was taken away.
void repairIndex(const std::filesystem::path& log) {
    const auto index = indexOf(log);
    const std::int64_t size = sizeOf(index), end = extentOfOne(log).end;
    std::ifstream file(index, std::ios::binary);
    std::int64_t at = std::max<std::int64_t>(0, size - kStride);
    std::string tail = bytesOf(file, at, size - at);
    auto useful = usefulLength(tail, end);
    if (useful < tail.size() && at > 0) { // not seen whole: once more, from the beginning
        at = 0;
        tail = bytesOf(file, 0, size);
        useful = usefulLength(tail, end);
    }
    if (useful < tail.size()) {
        std::error_code ignored; // who writes it tells
        std::filesystem::resize_file(index, static_cast<std::uintmax_t>(at) + useful, ignored);
    }
}

std::int64_t wallMs(Clock::time_point now) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
}

// The place in the index of a line that begins before the byte `offset`: found by halves, for indexes grow long.
std::int64_t placeBefore(std::ifstream& file, std::int64_t size, std::int64_t offset) {
    std::int64_t low = 0, high = size;
    while (high - low > kStride) {
        const std::int64_t middle = low + (high - low) / 2;
        const std::string piece = bytesOf(file, middle, kStride / 2);
        const auto start = piece.find('\n');
        auto entries = readEntries(std::string_view(piece).substr(start == std::string::npos ? piece.size() : start + 1));
        if (entries.empty() || entries.front().offset >= offset) {
            high = middle;
        } else {
            low = middle + static_cast<std::int64_t>(start) + 1;
        }
    }
    return low;
}

// The part of one index that concerns the bytes from `from` up to `to`.
std::string indexAround(const std::filesystem::path& log, std::int64_t from, std::int64_t to) {
    std::ifstream file(indexOf(log), std::ios::binary);
    const std::int64_t size = sizeOf(indexOf(log));
    std::string text;
    for (std::int64_t at = file ? placeBefore(file, size, from) : size; at < size; at += kStride) {
        const std::string piece = bytesOf(file, at, std::min(kStride, size - at));
        const auto line = text.rfind('\n') + 1; // npos + 1 is the beginning
        text += piece;
        auto entries = readEntries(std::string_view(text).substr(line));
        if (!entries.empty() && entries.back().offset > to) {
            break;
        }
    }
    return text;
}

std::optional<std::int64_t> chunkSince(const std::filesystem::path& log, std::int64_t ms) {
    std::ifstream file(indexOf(log), std::ios::binary);
    std::string line;
    while (std::getline(file, line)) {
        auto entries = readEntries(line + "\n");
        if (!entries.empty() && entries.front().mark.empty() && entries.front().ms >= ms) {
            return entries.front().offset;
        }
    }
    return std::nullopt;
}

} // namespace

std::filesystem::path indexOf(const std::filesystem::path& log) {
    return std::filesystem::path(log).replace_extension(".times");
}

std::filesystem::path oldOf(const std::filesystem::path& log) {
    return std::filesystem::path(log).replace_extension(".old.log");
}

Result<Record> Record::open(const std::filesystem::path& log, std::int64_t cap) {
    std::error_code ignored; // files that cannot be written say so
    std::filesystem::create_directories(log.parent_path(), ignored);
    undoHalfRotation(log);
    repairIndex(log);
    Record record;
    record.file_ = log;
    record.cap_ = cap;
    record.openFiles();
    auto good = record.written();
    if (!good) {
        return fail(good.error());
    }
    return record;
}

void Record::openFiles() {
    log_.open(file_, std::ios::binary | std::ios::app);
    index_.open(indexOf(file_), std::ios::binary | std::ios::app);
    end_ = extentOfOne(file_).end;
    used_ = sizeOf(file_) + sizeOf(indexOf(file_));
}

void Record::rotate(std::int64_t ms) {
    log_.close();
    index_.close();
    const auto old = oldOf(file_);
    std::error_code code;
    std::filesystem::remove(indexOf(old), code);
    std::filesystem::remove(old, code);
    std::filesystem::rename(indexOf(file_), indexOf(old), code);
    if (!code && writeFile(indexOf(file_), entryLine({end_, ms, std::string(kRotated)}))) {
        std::filesystem::rename(file_, old, code);
    }
    undoHalfRotation(file_); // what cannot be moved goes on growing, and is tried again with the next bytes
    openFiles();
}

Result<> Record::write(const Entry& entry, std::string_view bytes) {
    const std::string line = entryLine(entry);
    const auto coming = static_cast<std::int64_t>(line.size() + bytes.size());
    if (used_ + coming > cap_ / 2) {
        rotate(entry.ms);
    }
    index_ << line << std::flush;
    log_ << bytes << std::flush;
    end_ += static_cast<std::int64_t>(bytes.size());
    used_ += coming;
    return written();
}

Result<> Record::append(std::string_view bytes, Clock::time_point now) {
    return write({end_, wallMs(now), {}}, bytes);
}

Result<> Record::mark(std::string_view words, Clock::time_point now) {
    return write({end_, wallMs(now), std::string(words)}, {});
}

Result<> Record::written() const {
    if (log_ && index_) {
        return {};
    }
    return fail({.kind = ErrorKind::internal,
                 .id = "CONSOLE-FILE",
                 .object = file_.string(),
                 .attempted = "record a console",
                 .cause = "it, or the index beside it, cannot be written",
                 .action = "check the free space and permissions of the state directory"});
}

Extent extentOf(const std::filesystem::path& log) {
    auto extent = extentOfOne(log);
    extent.start = oldJoins(log) ? baseOf(oldOf(log)) : extent.start;
    return extent;
}

Bytes bytesFrom(const std::filesystem::path& log, std::int64_t from, std::int64_t limit) {
    from = std::max(from, extentOf(log).start);
    const auto base = baseOf(log);
    const auto file = from < base ? oldOf(log) : log;
    std::ifstream stream(file, std::ios::binary);
    return {from, bytesOf(stream, from - (from < base ? baseOf(file) : base), limit)};
}

std::vector<Entry> entriesOf(const std::filesystem::path& log, std::int64_t from, std::int64_t to) {
    std::vector<Entry> near;
    if (from <= baseOf(log) && oldJoins(log)) {
        near = readEntries(indexAround(oldOf(log), from, to));
    }
    const auto rest = readEntries(indexAround(log, from, to));
    near.insert(near.end(), rest.begin(), rest.end());
    auto entries = entriesOf(near, from, to);
    std::erase_if(entries, [](const Entry& entry) { return entry.mark == kRotated; });
    return entries;
}

std::int64_t offsetSince(const std::filesystem::path& log, std::int64_t ms) {
    auto offset = oldJoins(log) ? chunkSince(oldOf(log), ms) : std::nullopt;
    offset = offset ? offset : chunkSince(log, ms);
    return offset.value_or(extentOf(log).end);
}

} // namespace seedbed::consoles
