// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a FRU inventory area: product and board fields as text. Pure, any thread. Source: Platform Management FRU
// Information Storage Definition 1.0 revision 1.2. Errors FRU-FORMAT (nonsense): header, checksum or a field is off.
#pragma once

#include <string>

#include "oa-bridge/wire/ipmi.hpp"

namespace seedbed::wire {

struct FruInventory {
    std::string boardManufacturer, boardProduct, boardSerial, boardPart;
    std::string manufacturer, product, part, version, serial, assetTag;
    bool operator==(const FruInventory&) const = default;
};

IpmiRequest getFruInfo(std::uint8_t device);
Result<std::size_t> readFruSize(const IpmiBytes& reply);
IpmiRequest readFru(std::uint8_t device, std::uint16_t offset, std::uint8_t count);
Result<IpmiBytes> readFruPiece(const IpmiBytes& reply);
Result<FruInventory> parseFru(const IpmiBytes& area);

} // namespace seedbed::wire
