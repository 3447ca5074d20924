// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/values.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

namespace {

constexpr int mostPorts = 64; // connections of a profile on a full-height blade with all mezzanines

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
    one.severalNetworks = iequals(one.connection.network, words::severalNetworks);
    if (one.severalNetworks) { // they are in the map
        one.connection.network.clear();
    }
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
        one.connection.mac.value = *mac;
    }
    return one;
}

} // namespace

Result<std::vector<ConnectionRecord>> parseConnections(std::string_view reply, std::string_view echo) {
    if (auto error = replyError(reply, echo)) {
        return fail(std::move(*error));
    }
    std::vector<ConnectionRecord> connections;
    for (const auto& record : parseAny(reply, echo)) {
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

} // namespace seedbed::vc
