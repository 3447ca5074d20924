// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/board.hpp"

#include <nlohmann/json.hpp>

#include "oa-bridge/base/json_fields.hpp"

namespace seedbed::api {

const std::vector<std::pair<std::string, std::string>>& proofsInOrder() {
    static const std::vector<std::pair<std::string, std::string>> proofs{
        {"discovered", "discovered"},
        {"profile-assigned", "profile assigned"},
        {"power-on", "powered on"},
        {"dhcp", "DHCP"},
        {"ramdisk-up", "ramdisk up"},
        {"iscsi-login", "iSCSI login"},
        {"image-written", "image written"},
        {"image-read-back", "checksum read back"},
        {"rebooted-to-disk", "rebooted to disk"},
        {"metadata-read", "metadata read"},
        {"signal-received", "signal received"},
        {"configuration-applied", "configuration applied"},
        {"ssh-verified", "answers over SSH"},
        {"http-verified", "answers over HTTP"},
    };
    return proofs;
}

namespace {

bool isProof(const std::string& type) {
    for (const auto& [proof, words] : proofsInOrder()) {
        if (proof == type) {
            return true;
        }
    }
    return false;
}

void applyProgress(BladeRow& row, const nlohmann::json& data) {
    row.bytes = field::number(data, "bytes");
    row.totalBytes = field::number(data, "total");
    row.rate = field::real(data, "rate");
}

} // namespace

void Board::apply(const nlohmann::json& event) {
    const auto type = field::text(event, "type");
    const auto text = field::text(event, "text");
    const auto data = event.is_object() ? event.value("data", nlohmann::json::object()) : nlohmann::json::object();
    if (type == "run") {
        runState_ = text;
        return;
    }
    const auto bay = static_cast<BayNumber>(field::number(event, "bay"));
    if (bay == 0) {
        return;
    }
    BladeRow& row = rows_[bay];
    row.bay = bay;
    row.lastSign = field::text(event, "time");
    if (type == "progress") {
        applyProgress(row, data);
        return;
    }
    if (type == "fact") {
        for (const auto& [key, value] : data.items()) {
            row.facts[key] = value.is_string() ? value.get<std::string>() : value.dump();
        }
        return;
    }
    if (isProof(type)) {
        row.proofs.emplace(type, Proof{row.lastSign, text});
        row.phase = type;
        return;
    }
    if (type == "step" && data.contains("id")) {
        row.state = "failed";
        row.error = text;
    } else if (type == "step" && text == "verify: done") {
        row.state = "done";
        row.error.clear();
    }
}

nlohmann::json rowJson(const BladeRow& row) {
    nlohmann::json timeline = nlohmann::json::array();
    for (const auto& [type, words] : proofsInOrder()) {
        auto found = row.proofs.find(type);
        nlohmann::json entry{{"proof", type}, {"words", words}, {"time", nullptr}, {"evidence", nullptr}};
        if (found != row.proofs.end()) {
            entry["time"] = found->second.time;
            entry["evidence"] = found->second.evidence;
        }
        timeline.push_back(std::move(entry));
    }
    return {{"bay", row.bay},     {"phase", row.phase}, {"state", row.state},       {"bytes", row.bytes},
            {"total", row.totalBytes}, {"rate", row.rate}, {"last_sign", row.lastSign}, {"error", row.error},
            {"facts", row.facts}, {"timeline", timeline}};
}

Exit exitFor(std::string_view errorKind) {
    if (errorKind == "usage") {
        return Exit::usage;
    }
    if (errorKind == "timeout" || errorKind == "stalled") {
        return Exit::timeout;
    }
    if (errorKind == "aborted") {
        return Exit::aborted;
    }
    if (errorKind == "blocked") {
        return Exit::blocked;
    }
    return errorKind == "needs-human" ? Exit::human : Exit::error;
}

} // namespace seedbed::api
