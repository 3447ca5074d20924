// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/changes.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seedbed::vc {

namespace {

std::string yesNo(bool value) {
    return value ? "yes" : "no";
}

std::string speedOr(int mb, std::string_view otherwise) {
    return mb == 0 ? std::string(otherwise) : speedText(mb);
}

std::string requestText(const Connection& c) {
    return c.speed == SpeedType::custom ? speedText(c.speedMb) : std::string(toString(c.speed));
}

std::string mapText(const Connection& c) {
    std::vector<std::string> texts;
    std::transform(c.map.begin(), c.map.end(), std::back_inserter(texts), mappingText);
    std::sort(texts.begin(), texts.end());
    return fmt::format("{}", fmt::join(texts, ", "));
}

std::string listText(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

void noteOnce(std::vector<std::string>& notes, std::string note) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) {
        notes.push_back(std::move(note));
    }
}

void noteChange(Changes& into, std::string field, std::string before, std::string after) {
    if (before != after) {
        into.push_back({std::move(field), std::move(before), std::move(after)});
    }
}

Changes networkChanges(const Network& before, const Network& after) {
    Changes changes;
    noteChange(changes, "uplink set", before.uplinkSet, after.uplinkSet);
    noteChange(changes, "VLAN", std::to_string(before.vlan), std::to_string(after.vlan));
    noteChange(changes, "native", yesNo(before.native), yesNo(after.native));
    noteChange(changes, "private", yesNo(before.isPrivate), yesNo(after.isPrivate));
    noteChange(changes, "smart link", yesNo(before.smartLink), yesNo(after.smartLink));
    noteChange(changes, "preferred speed", speedOr(before.preferredMb, "none"),
               speedOr(after.preferredMb, "none"));
    noteChange(changes, "maximum speed", speedOr(before.maximumMb, "unrestricted"),
               speedOr(after.maximumMb, "unrestricted"));
    noteChange(changes, "VLAN tunnel", yesNo(before.tunnel), yesNo(after.tunnel));
    noteChange(changes, "connection mode", std::string(toString(before.mode)),
               std::string(toString(after.mode)));
    return changes;
}

Changes connectionChanges(const Connection& before, const Connection& after) {
    Changes changes;
    noteChange(changes, "network", before.network, after.network);
    noteChange(changes, "PXE", std::string(toString(before.pxe)), std::string(toString(after.pxe)));
    noteChange(changes, "speed", requestText(before), requestText(after));
    noteChange(changes, "VLAN map", mapText(before), mapText(after));
    return changes;
}

Changes groupChanges(const AccessGroup& before, const AccessGroup& after) {
    Changes changes;
    noteChange(changes, "networks", listText(before.networks), listText(after.networks));
    return changes;
}

std::string settingText(int speedMb) {
    return speedOr(speedMb, "auto");
}

std::string hidingText(bool hideUnused) {
    return hideUnused ? "hidden" : "shown";
}

std::string poolText(const std::optional<MacPool>& pool) {
    return pool ? fmt::format("pool {}", pool->number) : "unknown";
}

std::string mappingText(const MappedNetwork& mapped) {
    return fmt::format("{} {}{}", mapped.network, mapped.vlan, mapped.untagged ? " untagged" : "");
}

std::string connectionObject(const std::string& profile, std::size_t index) {
    const int port = static_cast<int>(index) + 1;
    return fmt::format("profile {} connection {} ({})", profile, port, flexNicName(port));
}

Connection comparable(Connection wanted, const Connection& held) {
    if (!wanted.connected()) {
        wanted.speed = held.speed;
        wanted.speedMb = held.speedMb;
    }
    return wanted;
}

} // namespace seedbed::vc
