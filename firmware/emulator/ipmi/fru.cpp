// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/fru.hpp"

#include <numeric>

#include <fmt/format.h>

#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr unsigned kFormat = 1;
constexpr unsigned kEnglish = 25;
constexpr unsigned kText = 0xc0;
constexpr unsigned kNoMoreFields = 0xc1;
constexpr std::size_t kLongest = 0x3f;
constexpr int kDimmMb = 8192;
constexpr std::uint8_t kProcessor = 0x03, kSystemBoard = 0x07, kMemory = 0x20, kController = 0x06;

std::uint8_t checksum(const Bytes& bytes) {
    return static_cast<std::uint8_t>(0x100 - (std::accumulate(bytes.begin(), bytes.end(), 0U) & 0xff));
}

// A length of one would read as the end mark, so that one blank is added.
void field(Bytes& area, std::string text) {
    if (text.size() == 1) {
        text += ' ';
    }
    text.resize(std::min(text.size(), kLongest));
    append(area, {kText | static_cast<unsigned>(text.size())});
    append(area, viewOf(text));
}

// Ends the fields, pads to eight octets, fills in length and checksum.
Bytes closed(Bytes area) {
    append(area, {kNoMoreFields});
    while (area.size() % 8 != 7) {
        append(area, {0});
    }
    area[1] = static_cast<std::uint8_t>((area.size() + 1) / 8);
    append(area, {checksum(area)});
    return area;
}

Bytes boardArea(const FruDevice& device) {
    Bytes area;
    append(area, {kFormat, 0, kEnglish, 0, 0, 0}); // date of manufacture unspecified
    for (const auto& text : {device.manufacturer, device.product, device.serial, device.part, std::string()}) {
        field(area, text);
    }
    return closed(std::move(area));
}

Bytes productArea(const FruDevice& device) {
    Bytes area;
    append(area, {kFormat, 0, kEnglish});
    for (const auto& text : {device.manufacturer, device.product, device.part, device.version, device.serial,
                             device.asset, std::string()}) {
        field(area, text);
    }
    return closed(std::move(area));
}

} // namespace

std::vector<FruDevice> fruDevices(const Chassis& chassis, BayNumber bay) {
    const auto& blade = chassis.blade(bay);
    const auto serial = toldSerial(chassis, blade, "ipmi");
    std::vector<FruDevice> devices;
    devices.push_back({0, "Builtin FRU", kSystemBoard, 1, "HP", blade.productName, blade.partNumber, serial, "",
                       chassis.ilo(bay).assetTag});
    for (int cpu = 0; cpu < blade.cpus; ++cpu) {
        devices.push_back({static_cast<std::uint8_t>(16 + cpu), fmt::format("CPU {}", cpu + 1), kProcessor,
                           static_cast<std::uint8_t>(cpu + 1), "Intel", "Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz", "",
                           "", "", ""});
    }
    for (int dimm = 0; dimm < std::min(16, blade.memoryMb / kDimmMb); ++dimm) {
        devices.push_back({static_cast<std::uint8_t>(110 + dimm), fmt::format("DIMM {}", dimm + 1), kMemory,
                           static_cast<std::uint8_t>(dimm + 1), "HP", "8 GB DDR3 DIMM", "647650-071", "", "", ""});
    }
    devices.push_back({238, "BMC CONTROLLER", kController, 1, "HP", "iLO 4", "", "", blade.iloFirmware, ""});
    devices.push_back({239, "System Board", kSystemBoard, 2, "HP", "System Board", "716550-001", serial,
                       blade.romVersion, ""});
    return devices;
}

Bytes fruArea(const FruDevice& device) {
    const auto board = boardArea(device);
    const auto product = productArea(device);
    constexpr unsigned headerUnits = 1;
    const auto boardUnits = static_cast<unsigned>(board.size() / 8);
    Bytes whole;
    append(whole, {kFormat, 0, 0, headerUnits, headerUnits + boardUnits, 0, 0});
    append(whole, {checksum(whole)});
    append(whole, board);
    append(whole, product);
    return whole;
}

} // namespace seedbed::emulator::ipmi
