// SPDX-License-Identifier: GPL-3.0-or-later
// One log of a device: the iLO's event log, a blade's Integrated Management Log, the OA's syslog. A repeat of the
// newest entry counts up instead of filling the log; the oldest entries go when it is full. I/O thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>

namespace seedbed::emulator {

enum class LogSeverity { informational, caution, critical, repaired };
const char* severityWord(LogSeverity severity); // "Informational", "Caution", "Critical", "Repaired"
// MM/DD/YYYY HH:MM, as the clock of the log has it and without its zone; [NOT SET] before 1980.
std::string logTime(std::chrono::system_clock::time_point time);

struct LogEntry {
    std::chrono::system_clock::time_point first, last; // of the chassis' own clock, see Chassis::now()
    int count = 1;
    LogSeverity severity = LogSeverity::informational;
    std::string category; // CLASS of RIBCL: "iLO 4", "Power", "Environment", "POST Message", "Network", ...
    std::string text;
};

class EventLog {
public:
    explicit EventLog(std::size_t limit = 512) : limit_(limit) {}
    void add(LogEntry entry);
    void clear() { entries_.clear(); }
    const std::deque<LogEntry>& entries() const { return entries_; } // oldest first

private:
    std::size_t limit_;
    std::deque<LogEntry> entries_;
};

} // namespace seedbed::emulator
