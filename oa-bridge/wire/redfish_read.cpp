// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/redfish.hpp"
#include "oa-bridge/wire/redfish_words.hpp"

namespace seedbed::wire {

namespace {

using Json = nlohmann::json;

Error nonsense(std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "REDFISH-NONSENSE";
    error.cause = std::move(cause);
    error.action = "check that the address is an iLO, and its firmware version";
    return error;
}

Result<Json> open(std::string_view body, std::string_view what) {
    auto json = parseJson(body, what);
    if (!json || !json->is_object()) {
        return fail(nonsense(fmt::format("{}: {}", what, json ? "not a JSON object" : json.error().cause)));
    }
    return json;
}

std::string trimmed(const Json& parent, const char* key) {
    return std::string(trim(field::text(parent, key)));
}

std::string link(const Json& parent, const char* key) {
    return field::text(field::object(parent, key), "@odata.id");
}

constexpr std::array<std::pair<std::string_view, BootSource>, 9> targets{{
    {"None", BootSource::normal},
    {"Pxe", BootSource::network},
    {"Hdd", BootSource::disk},
    {"Cd", BootSource::cdrom},
    {"Usb", BootSource::usb},
    {"Floppy", BootSource::floppy},
    {"BiosSetup", BootSource::setup},
    {"", BootSource::normal},
    {"Utilities", BootSource::unknown},
}};
constexpr std::array<std::pair<std::string_view, BootOverride::Lasting>, 3> lastings{{
    {"Disabled", BootOverride::Lasting::disabled},
    {"Once", BootOverride::Lasting::once},
    {"Continuous", BootOverride::Lasting::continuous},
}};

template <class Table>
auto valueFor(const Table& table, std::string_view word, decltype(table.front().second) otherwise) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r.first == word; });
    return row == table.end() ? otherwise : row->second;
}
template <class Table>
std::string wordFor(const Table& table, decltype(table.front().second) value) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r.second == value; });
    return row == table.end() ? std::string() : std::string(row->first);
}

BootOverride readBoot(const Json& boot) {
    BootOverride held;
    held.source = valueFor(targets, field::text(boot, "BootSourceOverrideTarget"), BootSource::unknown);
    held.lasting = valueFor(lastings, field::text(boot, "BootSourceOverrideEnabled"), BootOverride::Lasting::disabled);
    return held;
}

std::vector<std::string> texts(const Json& list) {
    std::vector<std::string> words;
    for (const auto& entry : list) {
        if (entry.is_string()) {
            words.push_back(entry.get<std::string>());
        }
    }
    return words;
}

// What may be named as boot target: HP's own list, or the standard annotation.
std::vector<std::string> bootTargetsOf(const Json& boot) {
    auto words = texts(field::list(boot, "BootSourceOverrideSupported"));
    return words.empty() ? texts(field::list(boot, "BootSourceOverrideTarget@Redfish.AllowableValues")) : words;
}

Health healthOf(const Json& parent) {
    static constexpr std::array<std::pair<std::string_view, Health>, 3> words{
        {{"OK", Health::ok}, {"Warning", Health::degraded}, {"Critical", Health::failed}}};
    return valueFor(words, field::text(field::object(parent, "Status"), "Health"), Health::unknown);
}

// MAC addresses of the host, as HP's extension lists them under one of two names.
std::vector<Nic> nicsOf(const Json& system) {
    std::vector<Nic> nics;
    const auto& correlation = field::object(system, "HostCorrelation");
    for (const char* name : {"HostMACAddress", "HostNICs"}) {
        for (const auto& word : texts(field::list(correlation, name))) {
            if (const auto mac = MacAddress::parse(word)) {
                nics.push_back({std::to_string(nics.size() + 1), *mac});
            }
        }
    }
    return nics;
}

const Json& action(const Json& resource, const char* name) {
    return field::object(field::object(resource, "Actions"), name);
}

const Json& hpOf(const Json& resource) {
    const auto& oem = field::object(resource, "Oem");
    return oem.contains("Hp") ? field::object(oem, "Hp") : field::object(oem, "Hpe");
}

// "iLO 4 v2.55" -> "2.55"
std::string versionIn(const std::string& text) {
    const auto blank = text.rfind(' ');
    auto word = blank == std::string::npos ? text : text.substr(blank + 1);
    return word.starts_with('v') ? word.substr(1) : word;
}

} // namespace

Result<RedfishRoot> readRedfishRoot(std::string_view body) {
    const auto json = open(body, "service root");
    if (!json) {
        return fail(json.error());
    }
    RedfishRoot root;
    root.version = field::text(*json, "RedfishVersion");
    root.systems = link(*json, "Systems");
    root.managers = link(*json, "Managers");
    root.sessions = link(field::object(*json, "Links"), "Sessions");
    const auto& managers = field::list(hpOf(*json), "Manager");
    if (!managers.empty()) {
        root.managerType = field::text(managers.front(), "ManagerType");
        root.managerFirmware = field::text(managers.front(), "ManagerFirmwareVersion");
    }
    if (root.systems.empty() || root.managers.empty()) {
        return fail(nonsense("a service root without systems or managers"));
    }
    return root;
}

Result<std::vector<std::string>> readMembers(std::string_view body) {
    const auto json = open(body, "collection");
    if (!json) {
        return fail(json.error());
    }
    std::vector<std::string> members;
    for (const auto& entry : field::list(*json, "Members")) {
        auto uri = field::text(entry, "@odata.id");
        if (!uri.empty()) {
            members.push_back(std::move(uri));
        }
    }
    return members;
}

Result<RedfishSystem> readRedfishSystem(std::string_view body) {
    const auto json = open(body, "system");
    if (!json) {
        return fail(json.error());
    }
    RedfishSystem system;
    system.powerWord = field::text(*json, "PowerState");
    if (system.powerWord.empty()) {
        return fail(nonsense("a system without PowerState"));
    }
    static constexpr std::array<std::pair<std::string_view, PowerReading>, 2> powers{
        {{"On", PowerReading::on}, {"Off", PowerReading::off}}};
    system.power = valueFor(powers, system.powerWord, PowerReading::unknown);
    system.product = trimmed(*json, "Model");
    system.serialNumber = trimmed(*json, "SerialNumber");
    system.uuid = lower(trimmed(*json, "UUID"));
    system.biosVersion = trimmed(*json, "BiosVersion");
    system.hostName = trimmed(*json, "HostName");
    system.health = healthOf(*json);
    system.postState = field::text(hpOf(*json), "PostState");
    const auto memory = field::real(field::object(*json, "MemorySummary"), "TotalSystemMemoryGiB");
    system.memoryGib = memory > 0 && memory < 1e6 ? static_cast<int>(memory) : 0;
    const auto& boot = field::object(*json, "Boot");
    system.boot = readBoot(boot);
    system.bootTargets = bootTargetsOf(boot);
    const auto& reset = action(*json, "#ComputerSystem.Reset");
    system.resetTarget = field::text(reset, "target");
    system.resetTypes = texts(field::list(reset, "ResetType@Redfish.AllowableValues"));
    system.nics = nicsOf(*json);
    return system;
}

Result<RedfishManager> readRedfishManager(std::string_view body) {
    const auto json = open(body, "manager");
    if (!json) {
        return fail(json.error());
    }
    RedfishManager manager;
    const auto firmware = trimmed(*json, "FirmwareVersion");
    manager.firmware = versionIn(firmware);
    const auto model = trimmed(*json, "Model");
    const auto at = firmware.rfind(" v");
    manager.model = model.empty() && at != std::string::npos ? firmware.substr(0, at) : model;
    manager.resetTarget = field::text(action(*json, "#Manager.Reset"), "target");
    const auto& hp = hpOf(*json);
    manager.clockLink = link(field::object(hp, "Links"), inferred::clockLink);
    if (manager.clockLink.empty()) {
        manager.clockLink = field::text(field::object(field::object(hp, "links"), inferred::clockLink), "href");
    }
    manager.dateTime = field::text(*json, "DateTime");
    return manager;
}

Result<std::string> readDateTime(std::string_view body) {
    const auto json = open(body, "clock");
    if (!json) {
        return fail(json.error());
    }
    auto text = field::text(*json, inferred::clockField);
    if (text.empty()) {
        return fail(nonsense("a clock without a time"));
    }
    return text;
}

Result<RedfishTask> readRedfishTask(std::string_view body) {
    const auto json = open(body, "task");
    if (!json) {
        return fail(json.error());
    }
    static constexpr std::array<std::string_view, 5> ends{"Completed", "Killed", "Exception", "Cancelled", "Suspended"};
    RedfishTask task;
    task.state = field::text(*json, "TaskState");
    if (task.state.empty()) {
        return fail(nonsense("a task without TaskState"));
    }
    const auto status = field::text(*json, "TaskStatus");
    task.done = std::find(ends.begin(), ends.end(), task.state) != ends.end();
    task.good = task.state == "Completed" && (status.empty() || status == "OK");
    return task;
}

std::string resetBody(std::string_view type) {
    return Json{{"ResetType", type}}.dump();
}

// The target stands first: an iLO refuses to enable an override that has none.
std::string bootOverrideBody(const BootOverride& wanted) {
    const auto target = wordFor(targets, wanted.source);
    const auto lasting = wordFor(lastings, wanted.lasting);
    nlohmann::ordered_json boot;
    boot["BootSourceOverrideTarget"] = target.empty() ? "None" : target;
    boot["BootSourceOverrideEnabled"] = lasting;
    return nlohmann::ordered_json{{"Boot", boot}}.dump();
}

std::string sessionBody(const std::string& user, const std::string& password) {
    return Json{{"UserName", user}, {"Password", password}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> resetTypeFor(PowerCommand command, const RedfishSystem& system) {
    static constexpr std::array<std::array<std::string_view, 2>, 4> types{{
        {"On", "PushPowerButton"},                // on
        {"ForceOff", "ForceOff"},                 // off
        {"GracefulShutdown", "PushPowerButton"}, // softOff: a Gen8 has no graceful types
        {"ForceRestart", "ForceRestart"},         // reset
    }};
    const auto& offered = system.resetTypes;
    for (const auto type : types.at(static_cast<std::size_t>(command))) {
        if (offered.empty() || std::find(offered.begin(), offered.end(), type) != offered.end()) {
            const bool guess = offered.empty() && type == "GracefulShutdown"; // not offered by an iLO 4
            return std::string(guess ? "PushPowerButton" : type);
        }
    }
    Error error;
    error.kind = ErrorKind::unsupported;
    error.id = "REDFISH-UNSUPPORTED";
    error.cause = fmt::format("no reset type for {} among those offered", toString(command));
    error.action = "use another door for this power command";
    return fail(std::move(error));
}

namespace {

// `digits` digits at `at`, within the range; -1 for anything else.
int digitsAt(std::string_view text, std::size_t at, std::size_t digits, int low, int high) {
    if (at + digits > text.size()) {
        return -1;
    }
    int number = 0;
    const auto* from = text.data() + at;
    const auto [end, code] = std::from_chars(from, from + digits, number);
    const bool good = code == std::errc{} && end == from + digits && *from != '-' && number >= low && number <= high;
    return good ? number : -1;
}

// Minutes east of Greenwich: "Z", "+09:00", "" (taken as UTC).
std::optional<int> zoneOf(std::string_view zone) {
    if (zone.empty() || zone == "Z") {
        return 0;
    }
    const int hours = digitsAt(zone, 1, 2, 0, 23);
    const bool colon = zone.size() > 3 && zone[3] == ':';
    const int minutes = digitsAt(zone, colon ? 4 : 3, 2, 0, 59);
    const bool whole = zone.size() == (colon ? 6U : 5U) && (zone[0] == '+' || zone[0] == '-');
    if (!whole || hours < 0 || minutes < 0) {
        return std::nullopt;
    }
    return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

} // namespace

Result<std::chrono::system_clock::time_point> readIsoTime(std::string_view text) {
    using namespace std::chrono;
    const int year = digitsAt(text, 0, 4, 1970, 9999);
    const int month = digitsAt(text, 5, 2, 1, 12);
    const int day = digitsAt(text, 8, 2, 1, 31);
    const int hour = digitsAt(text, 11, 2, 0, 23);
    const int minute = digitsAt(text, 14, 2, 0, 59);
    const bool hasSeconds = text.size() > 16 && text[16] == ':';
    const int second = hasSeconds ? digitsAt(text, 17, 2, 0, 60) : 0;
    const bool marks = text.size() >= 16 && text[4] == '-' && text[7] == '-' && (text[10] == 'T' || text[10] == ' ') &&
                       text[13] == ':';
    const auto zoneAt = text.find_first_of("Z+-", std::min<std::size_t>(text.size(), 16));
    const auto zone = zoneOf(zoneAt == std::string_view::npos ? std::string_view() : trim(text.substr(zoneAt)));
    const bool good = marks && year > 0 && month > 0 && day > 0 && hour >= 0 && minute >= 0 && second >= 0 && zone;
    if (!good) {
        return fail(nonsense(fmt::format("time \"{}\"", log::printable(text, 40))));
    }
    const year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok()) {
        return fail(nonsense(fmt::format("date \"{}\"", log::printable(text, 40))));
    }
    return sys_days(date) + hours(hour) + minutes(minute - *zone) + seconds(second);
}

} // namespace seedbed::wire
