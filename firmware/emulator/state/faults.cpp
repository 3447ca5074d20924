// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/faults.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/yaml.hpp"

namespace seedbed::emulator {
namespace {

tl::unexpected<Error> invalid(std::string_view id, std::string_view where, std::string cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = id;
    error.object = where;
    error.attempted = "read a fault";
    error.cause = std::move(cause);
    error.action = "correct the entry; every fault is {kind: NAME, bay: 1-8, parameters...}";
    return fail(std::move(error));
}

bool isKnown(std::string_view kind) {
    const auto& kinds = faultKinds();
    return std::any_of(kinds.begin(), kinds.end(),
                       [kind](const FaultKind& known) { return known.name == kind; });
}

std::string kindNames() {
    std::string names;
    for (const auto& kind : faultKinds()) {
        names += names.empty() ? "" : ", ";
        names += kind.name;
    }
    return names;
}

bool isBay(const nlohmann::json& value) {
    return value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
           value.get<std::int64_t>() <= kBladeBays;
}

} // namespace

const std::vector<FaultKind>& faultKinds() {
    static const std::vector<FaultKind> kinds = {
        {"bmc-silent", "the iLO gives no IPMI answer at all"},
        {"power-stuck", "power commands are accepted and do nothing"},
        {"boot-flag-ignored", "POST takes the boot override and starts the permanent device"},
        {"profile-dropped", "Virtual Connect loses the profile of the bay when it is powered on"},
        {"oa-refuse-login", "the Onboard Administrator refuses every login"},
        {"slow", "every answer comes late by `ms` milliseconds"},
    };
    return kinds;
}

Result<Fault> faultFromJson(const nlohmann::json& value, std::string_view where) {
    if (!value.is_object() || !value.contains("kind") || !value["kind"].is_string()) {
        return invalid("CHASSIS-FAULT", where, "a fault is a mapping with a kind");
    }
    Fault fault;
    fault.kind = value["kind"].get<std::string>();
    if (!isKnown(fault.kind)) {
        return invalid("CHASSIS-FAULT", where,
                       fmt::format("no fault \"{}\"; there are {}", fault.kind, kindNames()));
    }
    for (const auto& [key, entry] : value.items()) {
        if (key == "bay" && !isBay(entry)) {
            return invalid("CHASSIS-FAULT", where, fmt::format("bay is a number from 0 to {}", kBladeBays));
        }
        if (entry.is_structured() || entry.is_null()) {
            return invalid("CHASSIS-FAULT", where, fmt::format("parameter \"{}\" is no plain value", key));
        }
        if (key == "bay") {
            fault.bay = entry.get<BayNumber>();
        } else if (key != "kind") {
            fault.parameters[key] = entry.is_string() ? entry.get<std::string>() : entry.dump();
        }
    }
    return fault;
}

nlohmann::json toJson(const Fault& fault) {
    nlohmann::json json(fault.parameters);
    json["kind"] = fault.kind;
    json["bay"] = fault.bay;
    return json;
}

Result<std::vector<Fault>> parseScenario(std::string_view text, std::string_view name) {
    const auto document = parseYaml(text, name);
    if (!document) {
        return fail(document.error());
    }
    const auto& root = document->value;
    if (!root.is_object() || !root.contains("faults") || !root["faults"].is_array() || root.size() != 1) {
        return invalid("CHASSIS-SCENARIO", name, "the one key of a scenario is \"faults\", a list");
    }
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < root["faults"].size(); ++i) {
        const auto pointer = fmt::format("/faults/{}/kind", i);
        const auto line = document->lines.find(pointer);
        const auto where = line == document->lines.end() ? fmt::format("{} fault {}", name, i + 1)
                                                         : fmt::format("{} line {}", name, line->second);
        auto fault = faultFromJson(root["faults"][i], where);
        if (!fault) {
            return fail(fault.error());
        }
        faults.push_back(std::move(*fault));
    }
    return faults;
}

} // namespace seedbed::emulator
