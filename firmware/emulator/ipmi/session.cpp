// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/session.hpp"

#include <algorithm>

namespace seedbed::emulator::ipmi {

bool SequenceWindow::accept(std::uint32_t sequence) {
    constexpr std::uint32_t window = 15;
    const auto ahead = sequence - highest_;
    const auto behind = highest_ - sequence;
    if (sequence == 0) {
        return false; // reserved for packets outside a session
    }
    if (ahead != 0 && ahead <= window) {
        seen_ = seen_ << ahead | 1;
        highest_ = sequence;
        return true;
    }
    if (behind > window || (seen_ >> behind & 1) != 0) {
        return false;
    }
    seen_ |= 1u << behind;
    return true;
}

Session* SessionTable::open(TimePoint now) {
    if (sessions_.size() >= kSessions) {
        const auto unfinished = std::find_if(sessions_.begin(), sessions_.end(),
                                             [](const Session& session) { return !session.active(); });
        if (unfinished == sessions_.end()) {
            return nullptr;
        }
        sessions_.erase(unfinished);
    }
    Session session;
    session.id = freeId();
    session.lastSeen = now;
    do {
        session.handle = ++lastHandle_;
    } while (session.handle == 0 || findHandle(session.handle) != nullptr);
    sessions_.push_back(std::move(session));
    return &sessions_.back();
}

std::uint32_t SessionTable::freeId() {
    std::uint32_t id = 0;
    while (id == 0 || find(id) != nullptr) {
        id = randomNumber();
    }
    return id;
}

Session* SessionTable::find(std::uint32_t id) {
    const auto found = std::find_if(sessions_.begin(), sessions_.end(),
                                    [id](const Session& session) { return session.id == id; });
    return found == sessions_.end() ? nullptr : &*found;
}

Session* SessionTable::findHandle(std::uint8_t handle) {
    const auto found = std::find_if(sessions_.begin(), sessions_.end(),
                                    [handle](const Session& session) { return session.handle == handle; });
    return found == sessions_.end() ? nullptr : &*found;
}

Session* SessionTable::findActive(std::size_t index) {
    for (auto& session : sessions_) {
        if (session.active() && --index == 0) {
            return &session;
        }
    }
    return nullptr;
}

void SessionTable::close(std::uint32_t id) {
    sessions_.remove_if([id](const Session& session) { return session.id == id; });
}

std::vector<std::uint32_t> SessionTable::expired(TimePoint now) const {
    std::vector<std::uint32_t> ids;
    for (const auto& session : sessions_) {
        if (session.lastSeen + kSessionTimeout <= now) {
            ids.push_back(session.id);
        }
    }
    return ids;
}

std::optional<TimePoint> SessionTable::nextExpiry() const {
    const auto oldest =
        std::min_element(sessions_.begin(), sessions_.end(),
                         [](const auto& a, const auto& b) { return a.lastSeen < b.lastSeen; });
    if (oldest == sessions_.end()) {
        return std::nullopt;
    }
    return oldest->lastSeen + kSessionTimeout;
}

std::size_t SessionTable::activeCount() const {
    return static_cast<std::size_t>(std::count_if(sessions_.begin(), sessions_.end(),
                                                  [](const Session& session) { return session.active(); }));
}

} // namespace seedbed::emulator::ipmi
