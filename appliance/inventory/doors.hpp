// SPDX-License-Identifier: GPL-3.0-or-later
// The doors of an iLO, one file each (door_*.cpp); the table is in collector.cpp.
#pragma once

#include "appliance/inventory/collector.hpp"

namespace seedbed {

Task<> askIpmi(asio::any_io_executor executor, Blocking& blocking, const InventoryAccess& access,
               const std::string& address, BladeRecord& record);

Task<> askRibcl(asio::any_io_executor executor, Blocking& blocking, const InventoryAccess& access,
                const std::string& address, BladeRecord& record);
Task<> askRedfish(asio::any_io_executor executor, Blocking& blocking, const InventoryAccess& access,
                  const std::string& address, BladeRecord& record);
Task<> askXmldata(asio::any_io_executor executor, Blocking& blocking, const InventoryAccess& access,
                  const std::string& address, BladeRecord& record);

// What is there of the identity, as accounts of that source.
void addIdentity(BladeRecord& record, const HostIdentity& identity, Source source);
// Doors tell a firmware with its date or without.
std::string firstWord(const std::string& text);

// A UUID with the octets of its first three fields, or of the whole, turned round: controllers differ. The text that
// equals `other` if one does, else `uuid` as it is.
std::string inOrderOf(const std::string& other, const std::string& uuid);

} // namespace seedbed
