// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/log.hpp"

#include <atomic>

#include <unistd.h>

#include <fmt/format.h>

namespace seedbed::log {
namespace {

std::atomic<Level> threshold{Level::info};

std::string_view name(Level level) {
    switch (level) {
    case Level::debug: return "DEBUG";
    case Level::info: return "INFO";
    case Level::warning: return "WARNING";
    case Level::error: return "ERROR";
    }
    return "ERROR";
}

} // namespace

void setLevel(Level level) { threshold = level; }

std::string printable(std::string_view text, std::size_t limit) {
    std::string safe;
    unsigned char before = 0;
    for (char c : text.substr(0, limit)) {
        auto byte = static_cast<unsigned char>(c);
        const bool c1 = before == 0xc2 && byte < 0xa0; // U+0080 to U+009F in UTF-8
        if (byte < 0x20 || byte == 0x7f || c1) {
            safe += fmt::format("\\x{:02x}", byte);
        } else {
            safe += c;
        }
        before = byte;
    }
    if (text.size() > limit) {
        safe += "...";
    }
    return safe;
}

void write(Level level, std::string_view id, std::string_view message, std::initializer_list<Field> fields) {
    if (level < threshold.load()) {
        return;
    }
    std::string line = fmt::format("{} {} {}", name(level), id, printable(message, 4096));
    for (const auto& [key, value] : fields) {
        line += fmt::format(" {}={}", key, printable(value));
    }
    line += '\n';
    // one write, so that lines of several threads do not mix; a log that cannot be written has no reader to tell
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void error(const Error& error, std::initializer_list<Field> fields) {
    Error rest = error;
    rest.id.clear();
    std::string sentence = toSentence(rest);
    write(Level::error, error.id, sentence, fields);
}

} // namespace seedbed::log
