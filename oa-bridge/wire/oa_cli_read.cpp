// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/device_clock.hpp"
#include "oa-bridge/wire/oa_cli.hpp"
#include "oa-bridge/wire/oa_cli_words.hpp"

namespace seedbed::wire {

namespace {

constexpr int mostBays = 16;

Error nonsense(std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "OA-NONSENSE";
    error.cause = std::move(cause);
    error.action = "look at the OA's answer; its firmware may word it otherwise";
    return error;
}

Error nonsenseOr(std::string_view answer, std::string cause) {
    const auto refusal = readRefusal(answer);
    return refusal ? *refusal : nonsense(std::move(cause));
}

// A table: the columns as its ruler of dashes shows them, and the lines below it.
struct Table {
    std::vector<std::pair<std::size_t, std::size_t>> columns; // from, to
    std::vector<std::string> rows;
};

bool isRuler(std::string_view line) {
    const auto text = trim(line);
    return text.size() > 2 && text.find_first_not_of("- ") == std::string_view::npos && text[0] == '-';
}

std::optional<Table> tableIn(std::string_view answer, std::size_t fewestColumns) {
    const auto lines = split(answer, '\n');
    const auto ruler = std::find_if(lines.begin(), lines.end(), isRuler);
    if (ruler == lines.end()) {
        return std::nullopt;
    }
    Table table;
    for (std::size_t at = ruler->find('-'); at != std::string::npos; at = ruler->find('-', at)) {
        const auto end = std::min(ruler->find(' ', at), ruler->size());
        table.columns.emplace_back(at, end);
        at = end;
    }
    table.rows.assign(ruler + 1, lines.end());
    return table.columns.size() < fewestColumns ? std::nullopt : std::optional(std::move(table));
}

// The text of a column; the last one goes on to the end of the line.
std::string cell(const Table& table, const std::string& row, std::size_t column) {
    if (column >= table.columns.size()) {
        return {};
    }
    const auto [from, to] = table.columns[column];
    if (from >= row.size()) {
        return {};
    }
    const bool last = column + 1 == table.columns.size();
    return std::string(trim(std::string_view(row).substr(from, last ? std::string::npos : to - from)));
}

// A whole number and nothing else.
std::optional<int> wholeNumber(std::string_view text) {
    int number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool good = code == std::errc{} && end == text.data() + text.size() && !text.empty();
    return good ? std::optional(number) : std::nullopt;
}

int leadingNumber(std::string_view text) {
    int number = 0;
    const auto from = trim(text);
    std::from_chars(from.data(), from.data() + from.size(), number);
    return std::max(number, 0);
}

std::optional<BayNumber> bayIn(std::string_view text) {
    const auto number = wholeNumber(text);
    return number && *number >= 1 && *number <= mostBays ? number : std::nullopt;
}

PowerReading powerOf(std::string_view word) {
    if (iequals(word, "On")) {
        return PowerReading::on;
    }
    return iequals(word, "Off") ? PowerReading::off : PowerReading::unknown;
}

Health healthOf(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, Health>, 3> known{
        {{"OK", Health::ok}, {"Degraded", Health::degraded}, {"Failed", Health::failed}}};
    const auto row = std::find_if(known.begin(), known.end(), [&](const auto& k) { return iequals(k.first, word); });
    return row == known.end() ? Health::unknown : row->second;
}

struct Labelled {
    std::string label;
    std::string value;
};

// "<TAB>Power: On"; nothing for a line without a colon.
std::optional<Labelled> labelled(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    return Labelled{std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))};
}

// "<TAB><TAB>Management Processor      OK": the last word is the verdict, the label's width differs by firmware.
std::optional<HealthItem> diagnostic(std::string_view line) {
    const auto text = trim(line);
    const auto blank = text.rfind(' ');
    if (!line.starts_with("\t\t") || blank == std::string_view::npos) {
        return std::nullopt;
    }
    const auto word = text.substr(blank + 1);
    return HealthItem{std::string(trim(text.substr(0, blank))), std::string(word), healthOf(word)};
}

void readStatusLine(const Labelled& line, OaServerStatus& status) {
    if (line.label == "Power") {
        const bool none = line.value == words::noBlade;
        status.presence = none ? Presence::absent : Presence::present;
        status.power = powerOf(line.value);
    } else if (line.label == "Current Wattage used") {
        status.watts = leadingNumber(line.value);
    } else if (line.label == "Health") {
        status.health = healthOf(line.value);
    } else if (line.label == "Unit Identification LED") {
        status.unitLight = !iequals(line.value, "Off");
    }
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() > 1 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

OaServerRow serverRow(const Table& table, const std::string& line, BayNumber bay) {
    OaServerRow row;
    row.bay = bay;
    row.name = cell(table, line, 1);
    if (row.name == words::absent) {
        row.presence = Presence::absent;
        row.name.clear();
        return row;
    }
    row.presence = Presence::present;
    row.address = cell(table, line, 2);
    row.status = cell(table, line, 3);
    row.power = powerOf(cell(table, line, 4));
    return row;
}

void fillEbipa(const Table& table, const std::string& line, EbipaEntry& entry) {
    entry.enabled = iequals(cell(table, line, 1), "Yes");
    entry.address = cell(table, line, 2);
    entry.netmask = cell(table, line, 3);
    entry.gateway = cell(table, line, 4);
    entry.domain = cell(table, line, 6);
    if (auto dns = cell(table, line, 5); !dns.empty()) {
        entry.dnsServers.push_back(std::move(dns));
    }
}

// The line below an entry: the address in use now, another DNS server.
void continueEbipa(const Table& table, const std::string& line, EbipaEntry& entry) {
    auto current = cell(table, line, 2);
    if (!current.empty() && entry.current.empty()) {
        entry.current = std::move(current);
    }
    if (auto dns = cell(table, line, 5); !dns.empty()) {
        entry.dnsServers.push_back(std::move(dns));
    }
}

} // namespace

Result<std::vector<OaServerRow>> readServerList(std::string_view answer) {
    const auto table = tableIn(answer, 5);
    if (!table) {
        return fail(nonsenseOr(answer, "no table of servers"));
    }
    std::vector<OaServerRow> rows;
    for (const auto& line : table->rows) {
        if (const auto bay = bayIn(cell(*table, line, 0))) {
            rows.push_back(serverRow(*table, line, *bay));
        }
    }
    return rows;
}

Result<OaServerStatus> readServerStatus(std::string_view answer, BayNumber bay) {
    OaServerStatus status;
    status.bay = bay;
    bool found = false;
    for (const auto& line : split(answer, '\n')) {
        if (line.starts_with("Blade #")) {
            found = line.starts_with(fmt::format("Blade #{} ", bay));
            continue;
        }
        if (!found) {
            continue;
        }
        if (auto item = diagnostic(line)) {
            status.diagnostics.push_back(std::move(*item));
        } else if (const auto pair = labelled(line)) {
            readStatusLine(*pair, status);
        }
    }
    if (status.presence == Presence::unknown) {
        return fail(nonsenseOr(answer, fmt::format("no power line of blade {}", bay)));
    }
    return status;
}

Result<std::vector<EbipaEntry>> readEbipa(std::string_view answer) {
    const auto table = tableIn(answer, 6);
    if (!table) {
        return fail(nonsenseOr(answer, "no table of EBIPA settings"));
    }
    std::vector<EbipaEntry> entries;
    bool ours = false; // the rows of half-height partners ("1A") are none of ours
    for (const auto& line : table->rows) {
        const auto first = cell(*table, line, 0);
        if (const auto bay = bayIn(first)) {
            entries.emplace_back().bay = *bay;
            fillEbipa(*table, line, entries.back());
            ours = true;
        } else if (!first.empty()) {
            ours = false;
        } else if (ours) {
            continueEbipa(*table, line, entries.back());
        }
    }
    return entries;
}

Result<OaTimeSettings> readTimeSettings(std::string_view answer) {
    std::optional<bool> enabled;
    OaTimeSettings settings;
    for (const auto& line : split(answer, '\n')) {
        const auto command = trim(line);
        if (iequals(command, "ENABLE NTP") || iequals(command, "DISABLE NTP")) {
            enabled = iequals(command, "ENABLE NTP");
            continue;
        }
        for (const std::string_view place : {"SET NTP PRIMARY ", "SET NTP SECONDARY "}) {
            if (!iequals(command.substr(0, place.size()), place)) {
                continue;
            }
            const auto server = unquoted(trim(command.substr(place.size())));
            if (!server.empty() && !iequals(server, words::clears)) {
                settings.servers.emplace_back(server);
            }
        }
    }
    if (!enabled) {
        return fail(nonsenseOr(answer, "no line says whether NTP is on"));
    }
    settings.enabled = *enabled;
    return settings;
}

Result<OaPowerSettings> readPowerSettings(std::string_view answer) {
    OaPowerSettings settings;
    for (const auto& line : split(answer, '\n')) {
        const auto pair = labelled(line);
        if (!pair) {
            continue;
        }
        const auto& [label, value] = *pair;
        if (label == "Power Mode") {
            settings.mode = value;
        } else if (label == "Dynamic Power") {
            settings.dynamicPower = value;
        } else if (label == "Set Power Limit") {
            settings.limit = value;
        } else if (label == "Power Capacity") {
            settings.capacityWatts = leadingNumber(value);
        } else if (label == "Power Available") {
            settings.availableWatts = leadingNumber(value);
        } else if (label == "Power Allocated") {
            settings.allocatedWatts = leadingNumber(value);
        } else if (label == "Present Power") {
            settings.presentWatts = leadingNumber(value);
        }
    }
    if (settings.mode.empty()) {
        return fail(nonsenseOr(answer, "no power mode"));
    }
    return settings;
}

Result<std::chrono::system_clock::time_point> readOaDate(std::string_view answer) {
    std::string date;
    std::string zone;
    for (const auto& line : split(answer, '\n')) {
        const auto pair = labelled(line);
        if (pair && iequals(pair->label, words::dateLabel)) {
            date = pair->value;
        } else if (pair && iequals(pair->label, words::zoneLabel)) {
            zone = pair->value;
        }
    }
    if (date.empty()) {
        return fail(nonsenseOr(answer, "no date"));
    }
    return readZonedTime(date, zone);
}

} // namespace seedbed::wire
