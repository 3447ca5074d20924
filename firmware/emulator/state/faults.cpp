// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/faults.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/base/yaml.hpp"

namespace seedbed::emulator {
namespace {

// Every way in: the OA's SOAP, CLI and xmldata, the iLO's IPMI, RIBCL, Redfish, SSH and xmldata, and SNMP of the OA.
constexpr std::string_view kDoors = "oa|oa-cli|oa-xml|ipmi|ribcl|redfish|ilo-ssh|ilo-xml|snmp";

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

const FaultKind* kindOf(std::string_view name) {
    const auto& kinds = faultKinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [name](const FaultKind& known) { return known.name == name; });
    return found == kinds.end() ? nullptr : &*found;
}

// As text, for scenario files and the command line give either.
std::optional<std::string> valueOf(const FaultParameter& parameter, const nlohmann::json& value) {
    constexpr int most = 600000;
    const auto text = value.is_string() ? value.get<std::string>() : value.dump();
    if (!parameter.words.empty()) {
        const auto words = split(parameter.words, '|');
        const bool known = std::find(words.begin(), words.end(), text) != words.end();
        return known ? std::optional(text) : std::nullopt;
    }
    int number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool good =
        code == std::errc() && end == text.data() + text.size() && number >= 0 && number <= most;
    return good ? std::optional(text) : std::nullopt;
}

const FaultParameter* parameterOf(const FaultKind& kind, std::string_view name) {
    const auto found = std::find_if(kind.takes.begin(), kind.takes.end(),
                                    [name](const FaultParameter& known) { return known.name == name; });
    return found == kind.takes.end() ? nullptr : &*found;
}

std::string takenBy(const FaultKind& kind) {
    std::string names;
    for (const auto& parameter : kind.takes) {
        names += fmt::format("{}{}{}", names.empty() ? "" : ", ", parameter.name,
                             parameter.words.empty() ? " (a number)" : " (" + std::string(parameter.words) + ")");
    }
    return names.empty() ? "it takes nothing but a bay" : "it takes " + names;
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
        // the Onboard Administrator
        {"oa-refuse-login", "the Onboard Administrator refuses every login"},
        {"oa-busy", "the Onboard Administrator answers every call that it is busy"},
        {"oa-restart",
         "the Onboard Administrator is restarting: its ports are shut as long as the fault is on"},
        {"slow", "every answer of OA and iLOs comes late by `ms` milliseconds", {{"ms"}}},
        {"half-open", "connections are taken and nothing is ever said on them", {{"door", kDoors}}},
        // iLO
        {"bmc-silent", "the iLO gives no IPMI answer at all"},
        {"bmc-hung", "every door of the iLO is taken and nothing is said; an e-fuse reset cures it"},
        {"ilo-refuse-login", "the iLO refuses every login", {{"door", kDoors}}},
        {"ilo-busy", "the iLO answers that it is busy", {{"door", kDoors}}},
        {"ilo-reset", "the iLO restarts once"},
        {"ilo-clock",
         "the iLO's clock is ahead by `seconds`; a time server given to it cures it",
         {{"seconds"}}},
        {"lie-power",
         "one door (`door`, else ipmi) tells the opposite of the blade's power state",
         {{"door", kDoors}}},
        {"lie-serial", "one door (`door`, else ribcl) tells another serial number", {{"door", kDoors}}},
        // blades
        {"power-stuck", "power commands are accepted and do nothing; an e-fuse reset cures it"},
        {"power-reset-stuck", "the blade stays in RESET: on, never leaving POST"},
        {"boot-flag-ignored", "POST takes the boot override and starts the permanent device"},
        {"blade-pulled", "the blade is out of its bay as long as the fault is on"},
        {"blade-exchanged", "another blade is in the bay: its serial number and UUID, all else as before"},
        {"duplicate-mac", "LOM1 has the MAC address of that of bay `of`, else bay 1", {{"of"}}},
        {"disk-small", "the blade starts with another disk, of `mb` MiB, else 64", {{"mb"}}},
        {"disk-error", "the blade starts with a disk that cannot be written at `mb` MiB, else 16", {{"mb"}}},
        // Virtual Connect and the wires
        {"profile-dropped", "Virtual Connect loses the profile of the bay when it is powered on"},
        {"vcm-restart",
         "the Virtual Connect Manager is away for `ms`, at once or with command number `after` of those to "
         "come that "
         "change something, or `of` all, which is then answered or not",
         {{"after"}, {"of", "changes|all"}, {"ms"}, {"answer", "yes|no"}}},
        {"checkpoint-pending",
         "the checkpoint of Virtual Connect is pending for `ms`, else 3000, after each change",
         {{"ms"}}},
        {"profile-pending",
         "a profile may be assigned to a blade that is on, and is pending until that is off"},
        {"oa-recovery",
         "Virtual Connect recovers the enclosure for `ms`, else 3000, after the OA was away, and refuses "
         "changes",
         {{"ms"}}},
        {"vc-slow", "every answer of Virtual Connect comes late by `ms`, else 1000", {{"ms"}}},
        {"vc-locked",
         "another administrator holds the domain: `times` changes are refused, else all",
         {{"times"}}},
        {"vc-sessions", "Virtual Connect has no session left for those who log in"},
        {"cable-moved",
         "the cable of uplink port X`unit`, else X1, is in port X`to`, else X3",
         {{"unit"}, {"to"}}},
        {"packet-loss", "frames from and to the blade get lost, `percent` of them, else 20", {{"percent"}}},
        {"foreign-dhcp", "somebody on the customer's side of uplink X1 answers DHCP"},
        {"uplink-lost", "uplink port X`unit` has no link, else all", {{"unit"}}},
        {"sfp-removed", "the SFP of uplink port X`unit` is out, else all", {{"unit"}}},
        // power and cooling
        {"psu-failed", "power supply `unit` has failed, else all", {{"unit"}}},
        {"psu-removed", "power supply `unit` is out, else all", {{"unit"}}},
        {"psu-input-lost", "power supply `unit` has no input, else all", {{"unit"}}},
        {"fan-failed", "fan `unit` has failed, else all", {{"unit"}}},
        {"fan-removed", "fan `unit` is out, else all", {{"unit"}}},
    };
    return kinds;
}

Result<Fault> faultFromJson(const nlohmann::json& value, std::string_view where) {
    if (!value.is_object() || !value.contains("kind") || !value["kind"].is_string()) {
        return invalid("CHASSIS-FAULT", where, "a fault is a mapping with a kind");
    }
    Fault fault;
    fault.kind = value["kind"].get<std::string>();
    const FaultKind* kind = kindOf(fault.kind);
    if (kind == nullptr) {
        return invalid("CHASSIS-FAULT", where,
                       fmt::format("no fault \"{}\"; there are {}", fault.kind, kindNames()));
    }
    for (const auto& [key, entry] : value.items()) {
        if (key == "kind") {
            continue;
        }
        if (key == "bay") {
            if (!isBay(entry)) {
                return invalid("CHASSIS-FAULT", where,
                               fmt::format("bay is a number from 0 to {}", kBladeBays));
            }
            fault.bay = entry.get<BayNumber>();
            continue;
        }
        const FaultParameter* parameter = parameterOf(*kind, key);
        auto text = parameter == nullptr ? std::nullopt : valueOf(*parameter, entry);
        if (!text) {
            return invalid("CHASSIS-FAULT", where,
                           fmt::format("{} takes no {}={}; {}", fault.kind, key, entry.dump(), takenBy(*kind)));
        }
        fault.parameters[key] = std::move(*text);
    }
    return fault;
}

int parameter(const Fault& fault, const std::string& name, int otherwise) {
    const auto found = fault.parameters.find(name);
    int number = otherwise;
    if (found != fault.parameters.end()) {
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
    }
    return number;
}

bool atDoor(const Fault& fault, std::string_view door) {
    const auto found = fault.parameters.find("door");
    return found == fault.parameters.end() || found->second == door;
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
