// SPDX-License-Identifier: GPL-3.0-or-later
// IPMI device global commands, IPMI 2.0 section 20. The identity is that of an iLO 4.
#include <charconv>

#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr unsigned kDeviceId = 19;
constexpr unsigned kDeviceRevision = 1;
constexpr unsigned kIpmiVersion = 0x02; // 2.0, digits reversed
constexpr unsigned kDeviceSupport = 0x8f; // chassis, FRU, SEL, SDR repository, sensors
constexpr unsigned kManufacturerHp = 11;
constexpr unsigned kProductIlo = 0x2000;

unsigned numberAt(std::string_view text) {
    unsigned number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

Reply getDeviceId(Call& call) {
    const auto firmware = std::string_view(call.device.blade().iloFirmware); // "2.50 Sep 23 2016"
    const auto major = numberAt(firmware);
    const auto minor = firmware.size() < 4 ? 0 : numberAt(firmware.substr(2, 2));
    Bytes data;
    append(data, {kDeviceId, kDeviceRevision, major & 0x7f, (minor / 10) << 4 | minor % 10, kIpmiVersion,
                  kDeviceSupport});
    append16(data, kManufacturerHp);
    append(data, {0});
    append16(data, kProductIlo);
    append32(data, 0); // auxiliary firmware revision
    return data;
}

Reply getSelfTestResults(Call&) {
    return {0x55, 0x00};
} // no error

Reply getSystemGuid(Call& call) {
    return Bytes(call.device.guid.begin(), call.device.guid.end());
}

} // namespace seedbed::emulator::ipmi
