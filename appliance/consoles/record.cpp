// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/record.hpp"

#include <algorithm>

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

// How much of an index is whole lines; of those that tell of bytes which the log has not got, none.
std::size_t usefulLength(std::string_view text, std::int64_t logSize) {
    std::size_t useful = 0;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', useful)) {
        auto entries = readEntries(text.substr(useful, end + 1 - useful));
        if (!entries.empty() && entries.front().offset > logSize) {
            break;
        }
        useful = end + 1;
    }
    return useful;
}

// A crash may leave an unfinished line, or lines whose bytes were lost; or the log was taken away.
void repairIndex(const std::filesystem::path& log) {
    const auto index = indexOf(log);
    const std::int64_t size = sizeOf(index);
    std::ifstream file(index, std::ios::binary);
    std::int64_t at = std::max<std::int64_t>(0, size - kStride);
    std::string tail = bytesOf(file, at, size - at);
    auto useful = usefulLength(tail, sizeOf(log));
    if (useful < tail.size() && at > 0) { // not seen whole: once more, from the beginning
        at = 0;
        tail = bytesOf(file, 0, size);
        useful = usefulLength(tail, sizeOf(log));
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

} // namespace

std::filesystem::path indexOf(const std::filesystem::path& log) {
    return std::filesystem::path(log).replace_extension(".times");
}

Result<Record> Record::open(const std::filesystem::path& log) {
    std::error_code ignored; // files that cannot be written say so
    std::filesystem::create_directories(log.parent_path(), ignored);
    repairIndex(log);
    Record record;
    record.file_ = log;
    record.log_.open(log, std::ios::binary | std::ios::app);
    record.index_.open(indexOf(log), std::ios::binary | std::ios::app);
    record.size_ = sizeOf(log);
    auto good = record.written();
    if (!good) {
        return fail(good.error());
    }
    return record;
}

Result<> Record::append(std::string_view bytes, Clock::time_point now) {
    index_ << entryLine({size_, wallMs(now), {}}) << std::flush;
    log_ << bytes << std::flush;
    size_ += static_cast<std::int64_t>(bytes.size());
    return written();
}

Result<> Record::mark(std::string_view words, Clock::time_point now) {
    index_ << entryLine({size_, wallMs(now), std::string(words)}) << std::flush;
    return written();
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

std::vector<Entry> entriesOf(const std::filesystem::path& log, std::int64_t from, std::int64_t to) {
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
    return entriesOf(readEntries(text), from, to);
}

std::int64_t offsetSince(const std::filesystem::path& log, std::int64_t ms) {
    std::ifstream file(indexOf(log), std::ios::binary);
    std::string line;
    while (std::getline(file, line)) {
        auto entries = readEntries(line + "\n");
        if (!entries.empty() && entries.front().mark.empty() && entries.front().ms >= ms) {
            return entries.front().offset;
        }
    }
    return sizeOf(log);
}

} // namespace seedbed::consoles
