// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/event_log.hpp"

namespace seedbed::emulator {

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
