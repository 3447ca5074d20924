// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/arrival.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/domain_json.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

// The serial number is what a device told: it may become a file's name.
bool mayNameAFile(const std::string& serial) {
    return !serial.empty() && serial.size() <= 64 &&
           std::all_of(serial.begin(), serial.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

Result<> markRestored(const std::filesystem::path& file) {
    auto restored = file;
    restored.replace_extension("restored" + file.extension().string());
    std::error_code code;
    std::filesystem::rename(file, restored, code);
    if (code && code != std::errc::no_such_file_or_directory) {
        return fail({.kind = ErrorKind::internal,
                     .id = "FILE-WRITE",
                     .object = file.string(),
                     .attempted = "rename it",
                     .cause = code.message(),
                     .action = "rename it by hand: Virtual Connect is as it was"});
    }
    return {};
}

} // namespace

ArrivalFile::ArrivalFile(std::filesystem::path state, const std::string& enclosureSerial,
                         const std::string& moduleAddress)
    : folder_(std::move(state) / "virtual-connect"), oldName_("arrival-" + moduleAddress) {
    name_ = mayNameAFile(enclosureSerial) ? "arrival-" + enclosureSerial : oldName_;
}

bool ArrivalFile::isUnderOldName() const {
    return !std::filesystem::exists(path()) && std::filesystem::exists(oldPath("json"));
}

Result<std::optional<vc::Arrival>> ArrivalFile::read() const {
    const auto file = isUnderOldName() ? oldPath("json") : path();
    if (!std::filesystem::exists(file)) {
        return std::optional<vc::Arrival>();
    }
    auto text = readFile(file);
    auto saved = text ? parseJson(*text, file.string()) : fail(text.error());
    if (!saved) {
        return fail(saved.error());
    }
    auto domain = vc::domainFromJson(field::object(*saved, "domain").dump());
    auto ours = vc::domainFromJson(field::object(*saved, "ours").dump());
    if (!domain || !ours) {
        return fail((domain ? ours.error() : domain.error()).withContext("read " + file.string()));
    }
    return std::optional(vc::Arrival{std::move(*domain), std::move(*ours)});
}

Result<> ArrivalFile::write(const vc::Arrival& arrival) const {
    std::error_code ignored; // who writes tells
    std::filesystem::create_directories(folder_, ignored);
    const json saved{{"schema", 1},
                     {"written", nowIso()},
                     {"domain", json::parse(vc::domainToJson(arrival.domain))},
                     {"ours", json::parse(vc::domainToJson(arrival.ours))}};
    return writeFile(path(), saved.dump(2) + "\n", 0640);
}

Result<> ArrivalFile::writeScript(const std::string& script) const {
    std::error_code ignored; // who writes tells
    std::filesystem::create_directories(folder_, ignored);
    return writeFile(path("txt"), script, 0640);
}

Result<> ArrivalFile::close() const {
    for (const auto& file : std::set{path("json"), path("txt"), oldPath("json"), oldPath("txt")}) {
        auto marked = markRestored(file);
        if (!marked) {
            return marked;
        }
    }
    return {};
}

} // namespace seedbed
