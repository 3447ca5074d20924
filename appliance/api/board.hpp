// SPDX-License-Identifier: GPL-3.0-or-later
// The deployment board: what `watch`, `status`, the report and the console show of each blade, folded from the
// events of a run. Pure, so that every reader of the API computes the same picture.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/ids.hpp"

namespace seedbed::api {

struct Proof {
    std::string time;     // of its first appearance
    std::string evidence; // what was seen: an address, a checksum, an answer
};

struct BladeRow {
    BayNumber bay = 0;
    std::string phase = "waiting";             // the newest proof or step
    std::string state = "running";             // running, done, failed
    std::uint64_t bytes = 0, totalBytes = 0;   // of the image
    double rate = 0;                           // MB/s
    std::string lastSign;                      // time of the newest event
    std::string error;                         // sentence
    std::map<std::string, Proof> proofs;       // by event type
    std::map<std::string, std::string> facts;  // "serial", "mac", "address", "sha256", "read_back", ...
};

class Board {
public:
    void apply(const nlohmann::json& event); // as the API gives it
    const std::map<BayNumber, BladeRow>& rows() const { return rows_; }
    const std::string& runState() const { return runState_; } // running until the run's last event

private:
    std::map<BayNumber, BladeRow> rows_;
    std::string runState_ = "running";
};

// The proofs a deployed blade must show, in order: event type and the words for people.
const std::vector<std::pair<std::string, std::string>>& proofsInOrder();
nlohmann::json rowJson(const BladeRow& row);

// Exit codes of the programs (design.md section 7).
enum class Exit {
    ok = 0, error = 1, changes = 2, usage = 3, blocked = 4, partial = 5, timeout = 6, aborted = 7, human = 8,
    checkFailed = 100, checkSkipped = 101,
};
Exit exitFor(std::string_view errorKind);

} // namespace seedbed::api
