// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/event_log.hpp"

#include <ctime>

#include <fmt/format.h>

namespace seedbed::emulator {

const char* severityWord(LogSeverity severity) {
    constexpr const char* words[] = {"Informational", "Caution", "Critical", "Repaired"};
    return words[static_cast<std::size_t>(severity)];
}

std::string logTime(std::chrono::system_clock::time_point time) {
    constexpr std::time_t earliest = 315532800; // 1980
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    if (seconds < earliest || gmtime_r(&seconds, &parts) == nullptr) {
        return "[NOT SET]";
    }
    return fmt::format("{:02}/{:02}/{:04} {:02}:{:02}", parts.tm_mon + 1, parts.tm_mday, parts.tm_year + 1900,
                       parts.tm_hour, parts.tm_min);
}

void EventLog::add(LogEntry entry) {
    if (!entries_.empty()) {
        auto& newest = entries_.back();
        const bool repeated = newest.text == entry.text && newest.category == entry.category &&
                              newest.severity == entry.severity;
        if (repeated) {
            newest.last = entry.last;
            newest.count += entry.count;
            return;
        }
    }
    if (entries_.size() == limit_) {
        entries_.pop_front();
    }
    entries_.push_back(std::move(entry));
}

} // namespace seedbed::emulator
