// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/vc_text.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

namespace {

constexpr int mostPorts = 64; // connections of a profile on a full-height blade with all mezzanines

Error nonsense(std::string_view command, std::string cause) {
    return {ErrorKind::nonsense,
            "VC-NONSENSE",
            "",
            std::string(command),
            std::move(cause),
            "check the firmware version of the module; the wording may differ from what is known"};
}

std::optional<int> leadingNumber(std::string_view text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc{} && end != text.data() ? std::optional(value) : std::nullopt;
}

// "enc0:3", "3", "Bay 3" -> 3
std::optional<BayNumber> bayOf(std::string_view text) {
    const auto last = text.find_last_not_of("0123456789");
    return leadingNumber(last == std::string_view::npos ? text : text.substr(last + 1));
}

bool isOn(std::string_view value) {
    return iequals(value, words::enabled) || iequals(value, "true");
}

// "Custom (2.5 Gb)", "1 Gb", "500 Mb" -> Mb
std::optional<int> speedOf(std::string_view text) {
    const auto first = text.find_first_of("0123456789");
    if (first == std::string_view::npos) {
        return std::nullopt;
    }
    const auto number = text.substr(first);
    const auto stop = std::min(number.find_first_not_of("0123456789."), number.size());
    if (stop > 8) {
        return std::nullopt;
    }
    double value = 0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + stop, value);
    if (code != std::errc{} || value > 100000) {
        return std::nullopt;
    }
    const auto unit = lower(trim(number.substr(static_cast<std::size_t>(end - number.data()))));
    return static_cast<int>(std::lround(startsWith(unit, "g") ? value * 1000 : value));
}

bool readSpeed(const std::string& text, Connection& into) {
    const auto begins = [&](std::string_view word) { return startsWith(lower(text), lower(word)); };
    into.speedMb = 0;
    if (text.empty() || begins(words::speedAuto)) {
        into.speed = SpeedType::automatic;
    } else if (begins(words::speedPreferred)) {
        into.speed = SpeedType::preferred;
    } else if (begins(words::disabled)) {
        into.speed = SpeedType::disabled;
    } else if (const auto speed = speedOf(text)) {
        into.speed = SpeedType::custom;
        into.speedMb = *speed;
    } else {
        return false;
    }
    return true;
}

bool readPxe(const std::string& text, Connection& into) {
    if (iequals(text, words::enabled)) {
        into.pxe = Pxe::enabled;
    } else if (iequals(text, words::useBios)) {
        into.pxe = Pxe::useBios;
    } else {
        into.pxe = Pxe::disabled;
        return text.empty() || iequals(text, words::disabled);
    }
    return true;
}

Result<ConnectionRecord> readConnection(const Record& record, std::string_view command) {
    ConnectionRecord one;
    one.profile = record.get(words::profile);
    one.port = leadingNumber(record.get(words::port)).value_or(0);
    one.mapping = record.get(words::portMapping);
    one.status = record.get(words::status);
    one.connection.network = record.get(words::networkName);
    if (one.profile.empty() || one.port < 1 || one.port > mostPorts) {
        return fail(nonsense(command, "a connection without a profile or a port number"));
    }
    const auto where = fmt::format("profile {} connection {}", log::printable(one.profile, 64), one.port);
    if (!readPxe(record.get(words::pxe), one.connection)) {
        return fail(nonsense(
            command, fmt::format("{}: PXE is \"{}\"", where, log::printable(record.get(words::pxe), 64))));
    }
    if (!readSpeed(record.get(words::configuredSpeed), one.connection)) {
        return fail(nonsense(command, fmt::format("{}: speed is \"{}\"", where,
                                                  log::printable(record.get(words::configuredSpeed), 64))));
    }
    if (const auto mac =
            MacAddress::parse(record.get(words::macAddress))) { // none before the pool has given one
        one.mac = *mac;
    }
    return one;
}

// The records of one reply that have `key`; an error when the device refused the question.
Result<std::vector<Record>> recordsWith(std::string_view key, const std::string& reply,
                                        std::string_view command) {
    if (auto error = replyError(reply, command)) {
        return fail(std::move(*error));
    }
    auto records = parseRecords(reply, command);
    std::erase_if(records, [&](const Record& r) { return r.get(key).empty(); });
    return records;
}

void readDomainRecord(const std::vector<Record>& records, VcDomain& into) {
    for (const auto& record : records) {
        into.name = into.name.empty() ? record.get(words::domainName) : into.name;
        for (const auto key : words::macPoolKeys) {
            if (const auto pool = leadingNumber(record.get(key))) {
                into.macPool = MacPool{*pool};
            }
        }
    }
}

Network readNetwork(const Record& record) {
    return {record.get(words::name), record.get(words::sharedUplinkSet),
            leadingNumber(record.get(words::vlanId)).value_or(0), isOn(record.get(words::nativeVlan)),
            isOn(record.get(words::privateNetwork))};
}

ServerProfile readProfile(const Record& record) {
    auto bay = bayOf(record.get(words::deviceBay));
    return {record.get(words::name), bay ? bay : bayOf(record.get(words::server)), {}};
}

Result<> readConnections(const std::string& reply, std::string_view command, VcDomain& into) {
    const auto records = parseConnections(reply, command);
    if (!records) {
        return fail(records.error());
    }
    for (const auto& record : *records) {
        const auto profile = std::find_if(into.profiles.begin(), into.profiles.end(),
                                          [&](const ServerProfile& p) { return p.name == record.profile; });
        if (profile == into.profiles.end()) {
            return fail(nonsense(command,
                                 "a connection of an unknown profile " + log::printable(record.profile, 64)));
        }
        const auto index = static_cast<std::size_t>(record.port - 1);
        profile->connections.resize(std::max(profile->connections.size(), index + 1));
        profile->connections[index] = record.connection;
    }
    return {};
}

} // namespace

Result<std::vector<ConnectionRecord>> parseConnections(std::string_view reply, std::string_view echo) {
    if (auto error = replyError(reply, echo)) {
        return fail(std::move(*error));
    }
    std::vector<ConnectionRecord> connections;
    for (const auto& record : parseRecords(reply, echo)) {
        if (!record.has(words::profile)) {
            continue;
        }
        auto one = readConnection(record, echo);
        if (!one) {
            return fail(one.error());
        }
        connections.push_back(std::move(*one));
    }
    return connections;
}

Result<std::vector<UplinkPort>> parseUplinkPorts(std::string_view reply, std::string_view echo) {
    const auto records = recordsWith(words::id, std::string(reply), echo);
    if (!records) {
        return fail(records.error());
    }
    std::vector<UplinkPort> ports;
    for (const auto& record : *records) {
        UplinkPort port;
        port.id = record.get(words::id);
        port.status = record.get(words::status);
        port.sfp = record.get(words::type);
        port.linked = startsWith(lower(port.status), lower(words::linked));
        const auto speed = port.status.rfind('('); // "Linked (Active) (10Gb/Full)"
        if (port.linked && speed != std::string::npos) {
            port.speedMb = speedOf(std::string_view(port.status).substr(speed)).value_or(0);
        }
        ports.push_back(std::move(port));
    }
    return ports;
}

const std::vector<DomainQuery>& queries() {
    static const std::vector<DomainQuery> all{
        {"show domain", &DomainReplies::domain},
        {"show uplinkset *", &DomainReplies::uplinkSets},
        {words::showUplinkPorts, &DomainReplies::uplinkPorts},
        {"show network *", &DomainReplies::networks},
        {"show profile *", &DomainReplies::profiles},
        {"show enet-connection *", &DomainReplies::connections},
    };
    return all;
}

Result<VcDomain> parseDomain(const DomainReplies& replies) {
    VcDomain domain;
    const auto& ask = queries();
    const auto names = recordsWith(words::domainName, replies.domain, ask[0].command);
    const auto sets = recordsWith(words::name, replies.uplinkSets, ask[1].command);
    const auto ports = recordsWith(words::id, replies.uplinkPorts, ask[2].command);
    const auto networks = recordsWith(words::name, replies.networks, ask[3].command);
    const auto profiles = recordsWith(words::name, replies.profiles, ask[4].command);
    for (const auto* part : {&names, &sets, &ports, &networks, &profiles}) {
        if (!*part) {
            return fail(part->error());
        }
    }
    readDomainRecord(*names, domain);
    if (domain.name.empty()) {
        return fail(nonsense(ask[0].command, "no domain name"));
    }
    for (const auto& record : *sets) {
        UplinkSet set{record.get(words::name), {}};
        for (const auto& port : *ports) {
            if (port.get(words::usedBy) == set.name) {
                set.ports.push_back(port.get(words::id));
            }
        }
        domain.uplinkSets.push_back(std::move(set));
    }
    std::transform(networks->begin(), networks->end(), std::back_inserter(domain.networks), readNetwork);
    std::transform(profiles->begin(), profiles->end(), std::back_inserter(domain.profiles), readProfile);
    auto read = readConnections(replies.connections, ask[5].command, domain);
    if (!read) {
        return fail(read.error());
    }
    return domain;
}

} // namespace seedbed::vc
