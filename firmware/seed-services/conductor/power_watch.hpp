// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps power_state true: asks every managed node's controller from time to time, all at once. A controller
// that is silent three times puts its node into maintenance with the fault "power failure", and the first
// answer takes it out again, as Ironic does (conductor/manager.py, _sync_power_states; common/faults.py). It
// only looks: no node is switched. Started by the conductor, runs until cancelled; I/O thread.
#pragma once

#include <map>

#include "firmware/seed-services/conductor/node_power.hpp"

namespace seedbed::seed {

inline constexpr const char* powerFault = "power failure";

class PowerWatch {
public:
    struct Limits {
        Duration every = std::chrono::seconds(60);
        Duration answer = std::chrono::seconds(60);
        int failures = 3;
    };
    PowerWatch(asio::any_io_executor executor, NodeBook& nodes, NodePower& power, Limits limits);
    asio::awaitable<void> run();
    asio::awaitable<void> lookAround(); // once at each node

private:
    asio::awaitable<void> lookAt(std::string id);
    bool watched(const std::string& id) const;
    void answered(const std::string& id, bool on);
    void silent(const std::string& id, const Error& error);
    void note(const std::string& id, const nlohmann::json& changes);

    asio::any_io_executor executor_;
    NodeBook& nodes_;
    NodePower& power_;
    Limits limits_;
    std::map<std::string, int> failures_; // in a row
};

} // namespace seedbed::seed
