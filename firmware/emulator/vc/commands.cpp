// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/commands.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

std::optional<int> toNumber(std::string_view text) {
    int value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool whole = code == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

const CommandRow* findRow(const CommandLine& line) {
    for (const auto* row : allCommands()) {
        if (row->verb == line.verb && (row->element.empty() || row->element == line.element)) {
            return row;
        }
    }
    return nullptr;
}

Output unknown(const CommandLine& line) {
    for (const auto* row : allCommands()) {
        if (row->verb == line.verb) {
            return error(fmt::format(words::badElement, line.verb, line.element));
        }
    }
    return error(fmt::format(words::badCommand, line.verb));
}

bool changes(std::string_view verb) {
    constexpr std::string_view reading[] = {"show", "help",    "?",        "exit",   "save",
                                            "test", "poweron", "poweroff", "reboot", "reset"};
    return std::find(std::begin(reading), std::end(reading), verb) == std::end(reading);
}

// Inferred: which of the four privileges an element needs.
std::string_view privilegeFor(std::string_view element) {
    constexpr std::string_view network[] = {"network",
                                            "uplinkset",
                                            "uplinkport",
                                            "enet-vlan",
                                            "network-access-group",
                                            "port-monitor",
                                            "mac-cache",
                                            "loop-protect",
                                            "statistics-throughput"};
    constexpr std::string_view server[] = {"profile", "enet-connection", "server-port-map", "server"};
    const auto in = [element](const auto& list) {
        return std::find(std::begin(list), std::end(list), element) != std::end(list);
    };
    return in(network) ? "network" : in(server) ? "server" : "domain";
}

Outcome mayPerform(VirtualConnect& module, const CommandRow& row, const Session& session) {
    if (row.verb == "show" || row.verb == "help" || row.verb == "?" || row.verb == "exit") {
        return {};
    }
    const auto needed = privilegeFor(row.element);
    const auto held = split(session.privileges, ',');
    if (std::find(held.begin(), held.end(), needed) == held.end()) {
        return refuse(fmt::format(words::notPrivileged, needed));
    }
    return changes(row.verb) ? module.mayChange() : Outcome{};
}

Output obey(VirtualConnect& module, std::string_view text, const Session& session);

std::string usageText(const CommandRow& row) {
    return fmt::format("{} {} {}", row.verb, row.element, row.usage);
}

} // namespace

std::vector<const CommandRow*> allCommands() {
    std::vector<const CommandRow*> rows;
    for (auto table : {domainCommands(), hardwareCommands(), networkCommands(), uplinkCommands(),
                       profileCommands(), connectionCommands(), groupCommands(), settingCommands(),
                       accountCommands(), planeCommands(), keepingCommands()}) {
        for (const auto& row : table) {
            rows.push_back(&row);
        }
    }
    return rows;
}

Output perform(VirtualConnect& module, std::string_view text, const Session& session) {
    auto output = obey(module, text, session);
    if (module.isUp()) {
        module.commandDone();
    }
    return output;
}

namespace {

Output obey(VirtualConnect& module, std::string_view text, const Session& session) {
    auto line = parseLine(text);
    if (!line) {
        return error(words::badLine);
    }
    if (line->verb.empty() || line->verb.starts_with('#')) { // a comment, as "show config" has them
        return {};
    }
    const auto* row = findRow(*line);
    if (row == nullptr) {
        return unknown(*line);
    }
    if (!module.isUp()) {
        return error(words::noManager);
    }
    if (line->has("help")) {
        return plain(usageText(*row) + "\n\n");
    }
    if (row->needsDomain && !module.domain().imported) {
        return error(words::noEnclosure);
    }
    if (auto allowed = mayPerform(module, *row, session); !allowed) {
        return error(allowed.error());
    }
    return row->handler(Call{module, *line, session});
}

} // namespace

Output plain(std::string text) {
    Output output;
    output.text = std::move(text);
    return output;
}

Output success(std::string sentence) {
    return plain("SUCCESS: " + sentence + "\n\n");
}
Output error(const std::string& sentence) {
    return plain("ERROR: " + sentence + "\n\n");
}

Output report(const Outcome& outcome, std::string sentence) {
    return outcome ? success(std::move(sentence)) : error(outcome.error());
}

tl::expected<std::string, std::string> argument(const CommandLine& line, std::size_t index,
                                                std::string_view what) {
    if (line.arguments.size() <= index) {
        return refuse(fmt::format(words::missing, what));
    }
    return line.arguments[index];
}

Outcome onlyProperties(const CommandLine& line, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : line.properties) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return refuse(fmt::format(words::badProperty, name));
        }
    }
    return {};
}

void Given::refuseValue(std::string_view property, const std::string& value) {
    outcome_ = refuse(fmt::format(words::badValue, property, value));
}

Given& Given::flag(std::string_view property, bool& value) {
    if (auto read = enabled(line_, property, value); !read) {
        outcome_ = outcome_ ? refuse(read.error()) : outcome_;
    } else {
        value = *read;
    }
    return *this;
}

Given& Given::number(std::string_view property, int& value, int least, int most) {
    auto text = line_.property(property);
    if (!text || !outcome_) {
        return *this;
    }
    auto read = toNumber(*text);
    if (!read || *read < least || *read > most) {
        refuseValue(property, *text);
    } else {
        value = *read;
    }
    return *this;
}

Given& Given::text(std::string_view property, std::string& value) {
    value = line_.property(property).value_or(value);
    return *this;
}

Given& Given::word(std::string_view property, std::string& value,
                   std::initializer_list<std::string_view> allowed) {
    auto text = line_.property(property);
    if (!text || !outcome_) {
        return *this;
    }
    auto found =
        std::find_if(allowed.begin(), allowed.end(), [&](auto each) { return iequals(each, *text); });
    if (found == allowed.end()) {
        refuseValue(property, *text);
    } else {
        value = *found;
    }
    return *this;
}

Given& Given::list(std::string_view property, std::vector<std::string>& value) {
    if (auto text = line_.property(property)) {
        value = text->empty() ? std::vector<std::string>() : split(*text, ',');
    }
    return *this;
}

Outcome readMode(const CommandLine& line, ConnectionMode& mode) {
    auto text = line.property("connectionmode");
    if (text && !iequals(*text, "Auto") && !iequals(*text, "Failover")) {
        return refuse(fmt::format(words::badValue, "ConnectionMode", *text));
    }
    if (text) {
        mode = iequals(*text, "Auto") ? ConnectionMode::automatic : ConnectionMode::failover;
    }
    return {};
}

const char* modeWord(ConnectionMode mode) {
    return mode == ConnectionMode::automatic ? "Auto" : "Failover";
}

tl::expected<bool, std::string> enabled(const CommandLine& line, std::string_view property, bool otherwise) {
    auto value = line.property(property);
    if (!value) {
        return otherwise;
    }
    if (iequals(*value, "enabled") || iequals(*value, "true")) {
        return true;
    }
    if (iequals(*value, "disabled") || iequals(*value, "false")) {
        return false;
    }
    return refuse(fmt::format(words::badValue, property, *value));
}

tl::expected<int, std::string> wholeNumber(const CommandLine& line, std::string_view property,
                                           int otherwise) {
    auto value = line.property(property);
    if (!value) {
        return otherwise;
    }
    auto number = toNumber(*value);
    if (!number) {
        return refuse(fmt::format(words::badValue, property, *value));
    }
    return *number;
}

tl::expected<BayNumber, std::string> serverBay(const std::string& id) {
    auto bay = lower(id).starts_with("enc0:") ? toNumber(std::string_view(id).substr(5)) : std::nullopt;
    if (!bay || *bay < 1 || *bay > kBladeBays) {
        return refuse(fmt::format(words::badServer, id));
    }
    return *bay;
}

bool wantsRecords(const CommandLine& line) {
    return !line.arguments.empty();
}

std::string speedText(int mb) {
    if (mb < 1000) {
        return fmt::format("{} Mb", mb);
    }
    return mb % 1000 == 0 ? fmt::format("{} Gb", mb / 1000)
                          : fmt::format("{}.{} Gb", mb / 1000, mb % 1000 / 100);
}

std::string upperDashes(const MacAddress& mac) {
    return upper(mac.withDashes());
}

Outcome bladeMustBeOff(const VirtualConnect& module, const std::string& profile) {
    const auto* found = findProfile(module.domain(), profile);
    if (found != nullptr && found->bay != 0) {
        const auto& blade = module.chassis().blade(found->bay);
        if (blade.present && blade.powered) {
            return refuse(fmt::format(words::poweredOn, found->bay));
        }
    }
    return {};
}

const char* healthWord(Health health) {
    switch (health) {
    case Health::degraded:
        return words::degraded;
    case Health::failed:
        return words::failed;
    case Health::disabled:
        return words::disabled;
    default:
        return "OK";
    }
}

std::string onOff(bool enabled) {
    return enabled ? "Enabled" : "Disabled";
}

} // namespace seedbed::emulator::vc
