// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/events.hpp"

#include "firmware/emulator/oa/structures.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::size_t kPipes = 16;
constexpr std::size_t kQueue = 256;
constexpr auto kUnused = std::chrono::seconds(300);

} // namespace

Element eventInfo(const std::string& event, const std::vector<Element>& payload, int queueSize) {
    auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::vector<Element> fields{leaf("event", event), leaf("eventTimeStamp", std::to_string(now)),
                                leaf("queueSize", queueSize)};
    fields.insert(fields.end(), payload.begin(), payload.end());
    return node("eventInfo", std::move(fields));
}

void EventPipes::expire(Clock::time_point now) {
    std::erase_if(pipes_, [&](const auto& entry) { return now - entry.second.used >= kUnused; });
}

std::optional<int> EventPipes::open(Clock::time_point now) {
    expire(now);
    if (pipes_.size() >= kPipes) {
        return std::nullopt;
    }
    auto pid = nextPid_++;
    pipes_[pid].used = now;
    return pid;
}

bool EventPipes::contains(int pid, Clock::time_point now) {
    expire(now);
    return pipes_.contains(pid);
}

void EventPipes::bladeChanged(const Blade& blade) {
    auto [entry, first] = seen_.try_emplace(blade.bay);
    Seen before = entry->second;
    Seen current{blade.powered, blade.inPost, blade.uidLit, blade.present};
    entry->second = current;
    if (first) {
        return; // the state at the start is no event
    }
    if (before.present != current.present) {
        raise(current.present ? "EVENT_BLADE_INSERTED" : "EVENT_BLADE_REMOVED", bladeStatus(blade));
    }
    if (before.powered != current.powered) {
        raise("EVENT_BLADE_POWER_STATE", bladeStatus(blade));
    }
    if (before.inPost && !current.inPost && current.powered) {
        raise("EVENT_BLADE_POST_COMPLETE", leaf("numValue", blade.bay)); // clients take the bay from it
    }
    if (before.uidLit != current.uidLit) {
        raise("EVENT_BLADE_UID", bladeStatus(blade));
    }
}

void EventPipes::unitsChanged(const Chassis& chassis) {
    const bool first = fans_.empty();
    fans_.resize(kFanBays);
    supplies_.resize(kPowerSupplyBays);
    for (int bay = 1; bay <= kFanBays; ++bay) {
        const auto fan = fanState(chassis, bay);
        const Unit now{fan.present, fan.good()};
        unitEvents(first, std::exchange(fans_[static_cast<std::size_t>(bay - 1)], now), now, "EVENT_FAN_",
                   fanInfo(chassis, bay));
    }
    for (int bay = 1; bay <= kPowerSupplyBays; ++bay) {
        const auto supply = powerSupplyState(chassis, bay);
        const Unit now{supply.present, supply.good()};
        unitEvents(first, std::exchange(supplies_[static_cast<std::size_t>(bay - 1)], now), now, "EVENT_PS_",
                   powerSupplyStatus(chassis, bay));
    }
}

void EventPipes::unitEvents(bool first, Unit before, Unit now, const std::string& head, const Element& payload) {
    if (first) {
        return;
    }
    if (before.present != now.present) {
        raise(head + (now.present ? "INSERTED" : "REMOVED"), payload);
    } else if (before.good != now.good) {
        raise(head + "STATUS", payload);
    }
}

void EventPipes::raise(const std::string& event, const Element& payload) {
    for (auto& [pid, pipe] : pipes_) {
        if (pipe.events.size() >= kQueue) {
            pipe.events.pop_front();
        }
        pipe.events.push_back(eventInfo(event, {payload}, static_cast<int>(pipe.events.size())));
    }
    arrived_.notifyAll();
}

std::vector<Element> EventPipes::take(int pid, Clock::time_point now) {
    auto& pipe = pipes_[pid];
    pipe.used = now;
    std::vector<Element> events(pipe.events.begin(), pipe.events.end());
    pipe.events.clear();
    return events;
}

asio::awaitable<void> EventPipes::waitFor(int pid, Duration time) {
    auto end = Clock::now() + time;
    while (true) {
        auto pipe = pipes_.find(pid);
        if (pipe == pipes_.end() || !pipe->second.events.empty() || Clock::now() >= end) {
            co_return;
        }
        pipe->second.used = Clock::now();
        auto woken = co_await arrived_.waitFor(end - Clock::now());
        if (!woken) {
            co_return;
        }
    }
}

} // namespace seedbed::emulator
