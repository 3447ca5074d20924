// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between two of a kind, field by field, in words for people. Shared by the planner and the
// comparison of drift. Pure.
#pragma once

#include <vector>

#include "vc-config/model/vc_plan.hpp"

namespace seedbed::vc {

using Changes = std::vector<FieldChange>;

Changes networkChanges(const Network& before, const Network& after); // not its ports
Changes connectionChanges(const Connection& before, const Connection& after);
Changes groupChanges(const AccessGroup& before, const AccessGroup& after);
void noteChange(Changes& into, std::string field, std::string before, std::string after);

void noteOnce(std::vector<std::string>& notes, std::string note);
constexpr std::string_view hidingUnread =
    "whether profiles hide their unused FlexNICs could not be read, so it is not compared";

std::string settingText(int speedMb); // of an uplink port: "auto", "1 Gb"
std::string hidingText(bool hideUnused);
std::string poolText(const std::optional<MacPool>& pool);
std::string mappingText(const MappedNetwork& mapped); // "TENANT 12", "BOOT 10 untagged"
std::string connectionObject(const std::string& profile, std::size_t index);

// What `wanted` asks of a connection as far as it matters: the speed of a FlexNIC that is not connected is
// nobody's business, so it is taken from the other side.
Connection comparable(Connection wanted, const Connection& held);

} // namespace seedbed::vc
