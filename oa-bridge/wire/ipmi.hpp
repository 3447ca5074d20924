// SPDX-License-Identifier: GPL-3.0-or-later
// IPMI 2.0 commands of a management controller: bytes <-> values, pure. Used by Bmc, which sends them.
// Requests are the command byte and its data; replies are given as the library hands them over: command byte,
// completion code, data. Source: IPMI 2.0 specification, tables 20-2, 22-10, 28-3, 28-4, 28-14.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::wire {

using IpmiBytes = std::vector<std::uint8_t>;

struct IpmiRequest {
    std::uint8_t netFn = 0;
    IpmiBytes bytes; // command, data
    std::string_view name;
};

enum class ChassisControl : std::uint8_t {
    powerDown = 0,
    powerUp = 1,
    powerCycle = 2,
    hardReset = 3,
    softShutdown = 5
};
enum class BootTarget : std::uint8_t { none = 0, pxe = 1, disk = 2, cdrom = 5, biosSetup = 6, floppy = 15 };

struct ChassisStatus {
    bool powerOn = false;
    bool powerFault = false;
    bool overload = false;
    bool operator==(const ChassisStatus&) const = default;
};

struct BootFlags {
    bool valid = true;
    bool persistent = false;
    bool efi = false;
    BootTarget target = BootTarget::none;
    bool operator==(const BootFlags&) const = default;
};

struct DeviceId {
    int deviceId = 0;
    int manufacturer = 0;
    int product = 0;
    std::string firmware;    // "2.03"
    std::string ipmiVersion; // "2.0"
    bool operator==(const DeviceId&) const = default;
};

IpmiRequest getDeviceId();
IpmiRequest getSystemGuid();
IpmiRequest getSelTime();
IpmiRequest getChassisStatus();
IpmiRequest chassisControl(ChassisControl control);
IpmiRequest keepBootFlagsValid(); // parameter 3: do not drop the valid bit 60 s after it was set
IpmiRequest setBootFlags(const BootFlags& flags);
IpmiRequest getBootFlags();

// What a completion code means to a caller: error ids
//   BMC-BUSY busy, BMC-PRIVILEGE refused, BMC-STATE conflict, BMC-UNSUPPORTED unsupported, BMC-COMPLETION
//   nonsense.
Error completionError(std::uint8_t code, std::string_view command);
// The data of a good reply. Errors: as completionError, or BMC-NONSENSE when it is shorter than `least`.
Result<IpmiBytes> replyData(const IpmiRequest& request, const IpmiBytes& reply, std::size_t least);

Result<DeviceId> readDeviceId(const IpmiBytes& reply);
Result<std::string>
readSystemGuid(const IpmiBytes& reply); // RFC 4122 text, bytes in IPMI order (least first)
Result<std::uint32_t> readSelTime(const IpmiBytes& reply); // seconds since 1970
Result<ChassisStatus> readChassisStatus(const IpmiBytes& reply);
Result<BootFlags> readBootFlags(const IpmiBytes& reply);
Result<> readPlain(const IpmiRequest& request, const IpmiBytes& reply);

} // namespace seedbed::wire
