// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/power_watch.hpp"

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;

const char* watchedText(bool on) {
    return on ? "power on" : "power off";
}

} // namespace

PowerWatch::PowerWatch(asio::any_io_executor executor, NodeBook& nodes, NodePower& power, Limits limits)
    : executor_(std::move(executor)), nodes_(nodes), power_(power), limits_(limits) {}

asio::awaitable<void> PowerWatch::run() {
    while (true) {
        co_await pause(limits_.every);
        co_await lookAround();
    }
}

asio::awaitable<void> PowerWatch::lookAround() {
    Nursery looks(executor_);
    const auto nodes = nodes_.all();
    for (const Json& node : nodes) {
        const auto id = textOf(node, "uuid");
        if (watched(id)) {
            looks.spawn("power of " + id, lookAt(id));
        }
    }
    co_await looks.join();
}

// Whoever holds the node knows better; what a person put into maintenance is left alone.
bool PowerWatch::watched(const std::string& id) const {
    auto node = nodes_.find(id);
    if (!node) {
        return false;
    }
    const auto state = textOf(*node, "provision_state");
    const bool managed = state != "enroll" && state != "verifying";
    const bool maintained = node->value("maintenance", false) && textOf(*node, "fault") != powerFault;
    return managed && !maintained && textOf(*node, "reservation").empty();
}

asio::awaitable<void> PowerWatch::lookAt(std::string id) {
    auto on = co_await within(limits_.answer, "power of node " + id, power_.isOn(id));
    if (!watched(id)) { // taken meanwhile
        co_return;
    }
    if (on) {
        answered(id, *on);
    } else {
        silent(id, on.error());
    }
}

void PowerWatch::answered(const std::string& id, bool on) {
    failures_.erase(id);
    auto node = nodes_.find(id);
    if (!node) {
        return;
    }
    Json changes = Json::object();
    const auto before = textOf(*node, "power_state");
    if (before != watchedText(on)) {
        log::info("NODE-POWER-CHANGED", "the node's power is not as it was left",
                  {{"NODE", id}, {"WAS", before}, {"IS", watchedText(on)}});
        changes["power_state"] = watchedText(on);
    }
    if (textOf(*node, "fault") == powerFault) {
        changes.update({{"fault", nullptr}, {"maintenance", false}, {"maintenance_reason", nullptr}});
    }
    if (!changes.empty()) {
        note(id, changes);
    }
}

void PowerWatch::silent(const std::string& id, const Error& error) {
    if (++failures_[id] != limits_.failures) {
        return;
    }
    log::error(error, {{"NODE", id}});
    note(id, {{"fault", powerFault}, {"maintenance", true}, {"maintenance_reason", toSentence(error)}});
}

void PowerWatch::note(const std::string& id, const Json& changes) {
    if (auto kept = nodes_.patch(id, changes); !kept) {
        log::error(kept.error(), {{"NODE", id}});
    }
}

} // namespace seedbed::seed
