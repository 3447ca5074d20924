// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/fru.hpp"

#include <numeric>

#include <fmt/format.h>

namespace seedbed::wire {
namespace {

constexpr std::uint8_t kStorage = 0x0a;
constexpr std::size_t kUnit = 8;
constexpr std::uint8_t kEndOfFields = 0xc1;

Error formatError(std::string cause) {
    return {.kind = ErrorKind::nonsense,
            .id = "FRU-FORMAT",
            .attempted = "read a FRU inventory",
            .cause = std::move(cause),
            .action = "read it with another tool; if that fails too, the controller's inventory is broken"};
}

// Four characters in three octets, least first, each counted from the blank.
std::string sixBit(const IpmiBytes& bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const std::uint8_t byte : bytes) {
        bits |= static_cast<std::uint32_t>(byte) << count;
        for (count += 8; count >= 6; count -= 6, bits >>= 6) {
            text += static_cast<char>(' ' + (bits & 0x3f));
        }
    }
    return text;
}

std::string bcdPlus(const IpmiBytes& bytes) {
    constexpr std::string_view digits = "0123456789 -.:,_";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 0x0f];
    }
    return text;
}

std::string fieldText(std::uint8_t type, const IpmiBytes& bytes) {
    std::string text;
    switch (type >> 6) {
    case 0:
        for (const std::uint8_t byte : bytes) {
            text += fmt::format("{:02x}", byte);
        }
        return text;
    case 1:
        text = bcdPlus(bytes);
        break;
    case 2:
        text = sixBit(bytes);
        break;
    default:
        text.assign(bytes.begin(), bytes.end());
        break;
    }
    const auto end = text.find_last_not_of(" \0");
    return text.substr(0, end == std::string::npos ? 0 : end + 1);
}

// One area, from its place in units to the length it states; its checksum is right.
Result<IpmiBytes> areaAt(const IpmiBytes& whole, std::uint8_t units) {
    const std::size_t start = units * kUnit;
    if (start + 2 > whole.size() || start + whole[start + 1] * kUnit > whole.size() || whole[start + 1] == 0) {
        return fail(formatError("an area lies beyond the inventory"));
    }
    const auto begin = whole.begin() + static_cast<std::ptrdiff_t>(start);
    IpmiBytes area(begin, begin + static_cast<std::ptrdiff_t>(whole[start + 1] * kUnit));
    if ((std::accumulate(area.begin(), area.end(), 0U) & 0xff) != 0) {
        return fail(formatError("the checksum of an area is wrong"));
    }
    return area;
}

Result<> readFields(const IpmiBytes& area, std::size_t at, std::initializer_list<std::string*> fields) {
    for (std::string* field : fields) {
        if (at >= area.size()) {
            return fail(formatError("an area ends within its fields"));
        }
        const std::uint8_t type = area[at++];
        if (type == kEndOfFields) {
            return {};
        }
        const std::size_t length = type & 0x3f;
        if (at + length > area.size()) {
            return fail(formatError("a field is longer than its area"));
        }
        const auto begin = area.begin() + static_cast<std::ptrdiff_t>(at);
        *field = fieldText(type, IpmiBytes(begin, begin + static_cast<std::ptrdiff_t>(length)));
        at += length;
    }
    return {};
}

} // namespace

IpmiRequest getFruInfo(std::uint8_t device) { return {kStorage, {0x10, device}, "Get FRU Inventory Area Info"}; }

Result<std::size_t> readFruSize(const IpmiBytes& reply) {
    return replyData(getFruInfo(0), reply, 3).map([](const IpmiBytes& data) {
        return static_cast<std::size_t>(data[0] | data[1] << 8);
    });
}

IpmiRequest readFru(std::uint8_t device, std::uint16_t offset, std::uint8_t count) {
    return {kStorage,
            {0x11, device, static_cast<std::uint8_t>(offset & 0xff), static_cast<std::uint8_t>(offset >> 8), count},
            "Read FRU Data"};
}

Result<IpmiBytes> readFruPiece(const IpmiBytes& reply) {
    auto data = replyData(readFru(0, 0, 0), reply, 1);
    if (!data) {
        return data;
    }
    if (data->front() == 0 || data->front() > data->size() - 1) {
        return fail(formatError("a piece has another length than it states"));
    }
    return IpmiBytes(data->begin() + 1, data->begin() + 1 + data->front());
}

Result<FruInventory> parseFru(const IpmiBytes& area) {
    const bool sum = area.size() >= kUnit && (std::accumulate(area.begin(), area.begin() + kUnit, 0U) & 0xff) == 0;
    if (!sum || (area[0] & 0x0f) != 1) {
        return fail(formatError("it has no common header"));
    }
    FruInventory inventory;
    constexpr std::size_t boardFields = 6, productFields = 3;
    if (area[3] != 0) {
        const auto board = areaAt(area, area[3]);
        const auto read = board ? readFields(*board, boardFields,
                                             {&inventory.boardManufacturer, &inventory.boardProduct,
                                              &inventory.boardSerial, &inventory.boardPart})
                                : Result<>(fail(board.error()));
        if (!read) {
            return fail(read.error());
        }
    }
    if (area[4] != 0) {
        const auto product = areaAt(area, area[4]);
        const auto read = product ? readFields(*product, productFields,
                                               {&inventory.manufacturer, &inventory.product, &inventory.part,
                                                &inventory.version, &inventory.serial, &inventory.assetTag})
                                  : Result<>(fail(product.error()));
        if (!read) {
            return fail(read.error());
        }
    }
    return inventory;
}

} // namespace seedbed::wire
