// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/board.hpp"

#include <nlohmann/json.hpp>

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
        {"configuration-applied", "configuration applied"},
        {"signal-received", "signal received"},
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

// Fields of an event as another program sent it; one of another type counts as absent.
std::string textOf(const nlohmann::json& object, const char* key) {
    auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t countOf(const nlohmann::json& object, const char* key) {
    auto found = object.find(key);
    return found != object.end() && found->is_number_integer() && *found >= 0 ? found->get<std::uint64_t>() : 0;
}

void applyProgress(BladeRow& row, const nlohmann::json& data) {
    row.bytes = countOf(data, "bytes");
    row.totalBytes = countOf(data, "total");
    auto rate = data.find("rate");
    row.rate = rate != data.end() && rate->is_number() ? rate->get<double>() : 0;
}

} // namespace

void Board::apply(const nlohmann::json& event) {
    const auto type = textOf(event, "type");
    const auto text = textOf(event, "text");
    const auto data = event.is_object() ? event.value("data", nlohmann::json::object()) : nlohmann::json::object();
    if (type == "run") {
        runState_ = text;
        return;
    }
    const auto bay = static_cast<BayNumber>(countOf(event, "bay"));
    if (bay == 0) {
        return;
    }
    BladeRow& row = rows_[bay];
    row.bay = bay;
    row.lastSign = textOf(event, "time");
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
    return errorKind == "needs-human" ? Exit::human : Exit::error;
}

} // namespace seedbed::api
