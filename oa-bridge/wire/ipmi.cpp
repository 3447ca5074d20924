// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/ipmi.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seedbed::wire {

namespace {

constexpr std::uint8_t chassis = 0x00;
constexpr std::uint8_t application = 0x06;
constexpr std::uint8_t storage = 0x0a;
constexpr std::uint8_t bootValidTimer = 3;
constexpr std::uint8_t bootFlagsParameter = 5;

struct CompletionRule {
    std::uint8_t code;
    ErrorKind kind;
    std::string_view id;
    std::string_view meaning;
};
constexpr std::array completionRules{
    CompletionRule{0xc0, ErrorKind::busy, "BMC-BUSY", "node busy"},
    CompletionRule{0xc3, ErrorKind::busy, "BMC-BUSY", "timeout inside the controller"},
    CompletionRule{0xc4, ErrorKind::busy, "BMC-BUSY", "out of space"},
    CompletionRule{0xd1, ErrorKind::busy, "BMC-BUSY", "firmware update in progress"},
    CompletionRule{0xd2, ErrorKind::busy, "BMC-BUSY", "initialization in progress"},
    CompletionRule{0xd4, ErrorKind::refused, "BMC-PRIVILEGE", "privilege level insufficient"},
    CompletionRule{0xd5, ErrorKind::conflict, "BMC-STATE", "not possible in the present state"},
    CompletionRule{0x80, ErrorKind::unsupported, "BMC-UNSUPPORTED", "parameter not supported"},
    CompletionRule{0xc1, ErrorKind::unsupported, "BMC-UNSUPPORTED", "unknown command"},
    CompletionRule{0xc2, ErrorKind::unsupported, "BMC-UNSUPPORTED", "unknown command for this unit"},
    CompletionRule{0xc9, ErrorKind::unsupported, "BMC-UNSUPPORTED", "parameter out of range"},
    CompletionRule{0xcc, ErrorKind::unsupported, "BMC-UNSUPPORTED", "invalid data field"},
    CompletionRule{0xd6, ErrorKind::unsupported, "BMC-UNSUPPORTED", "command disabled"},
};

std::string_view nextStep(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::busy:
        return "wait and try again";
    case ErrorKind::refused:
        return "give the BMC user the administrator privilege";
    case ErrorKind::conflict:
        return "read the power state first";
    case ErrorKind::unsupported:
        return "check the management processor's firmware version";
    default:
        return "look at the raw bytes; ask another witness (OA) for the state";
    }
}

Error nonsense(const IpmiRequest& request, const IpmiBytes& reply, std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "BMC-NONSENSE";
    error.attempted = request.name;
    error.cause = fmt::format("{}: [{:02x}]", cause, fmt::join(reply, " "));
    error.action = nextStep(ErrorKind::nonsense);
    return error;
}

std::string bcdVersion(std::uint8_t major, std::uint8_t minorBcd) {
    return fmt::format("{}.{:02x}", major & 0x7f, minorBcd);
}

} // namespace

IpmiRequest getDeviceId() {
    return {application, {0x01}, "read Get Device ID"};
}
IpmiRequest getSystemGuid() {
    return {application, {0x37}, "read Get System GUID"};
}
IpmiRequest getSelTime() {
    return {storage, {0x48}, "read Get SEL Time"};
}
IpmiRequest getChassisStatus() {
    return {chassis, {0x01}, "read Get Chassis Status"};
}

IpmiRequest chassisControl(ChassisControl control) {
    return {chassis, {0x02, static_cast<std::uint8_t>(control)}, "send Chassis Control"};
}

IpmiRequest keepBootFlagsValid() {
    return {chassis, {0x08, bootValidTimer, 0x08}, "stop the boot flags timer"};
}

IpmiRequest setBootFlags(const BootFlags& flags) {
    const int first = (flags.valid ? 0x80 : 0) | (flags.persistent ? 0x40 : 0) | (flags.efi ? 0x20 : 0);
    const int second = static_cast<int>(flags.target) << 2;
    return {chassis,
            {0x08, bootFlagsParameter, static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second), 0,
             0, 0},
            "set the boot device"};
}

IpmiRequest getBootFlags() {
    return {chassis, {0x09, bootFlagsParameter, 0, 0}, "read the boot device"};
}

Error completionError(std::uint8_t code, std::string_view command) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "BMC-COMPLETION";
    error.attempted = command;
    error.cause = fmt::format("completion code {:02x}h", code);
    for (const auto& rule : completionRules) {
        if (rule.code == code) {
            error.kind = rule.kind;
            error.id = rule.id;
            error.cause += fmt::format(", {}", rule.meaning);
        }
    }
    error.action = nextStep(error.kind);
    return error;
}

Result<IpmiBytes> replyData(const IpmiRequest& request, const IpmiBytes& reply, std::size_t least) {
    if (reply.size() < 2 || reply[0] != request.bytes[0]) {
        return fail(nonsense(request, reply, "not an answer to this command"));
    }
    if (reply[1] != 0) {
        return fail(completionError(reply[1], request.name));
    }
    if (reply.size() < 2 + least) {
        return fail(nonsense(request, reply, fmt::format("{} bytes of data needed", least)));
    }
    return IpmiBytes(reply.begin() + 2, reply.end());
}

Result<> readPlain(const IpmiRequest& request, const IpmiBytes& reply) {
    return replyData(request, reply, 0).map([](const IpmiBytes&) {});
}

Result<std::uint32_t> readSelTime(const IpmiBytes& reply) {
    return replyData(getSelTime(), reply, 4).map([](const IpmiBytes& data) {
        std::uint32_t seconds = 0;
        for (std::size_t i = 4; i > 0; --i) { // least first
            seconds = seconds << 8 | data[i - 1];
        }
        return seconds;
    });
}

Result<DeviceId> readDeviceId(const IpmiBytes& reply) {
    return replyData(getDeviceId(), reply, 11).map([](const IpmiBytes& data) {
        DeviceId id;
        id.deviceId = data[0];
        id.firmware = bcdVersion(data[2], data[3]);
        id.ipmiVersion = fmt::format("{}.{}", data[4] & 0x0f, data[4] >> 4);
        id.manufacturer = data[6] | data[7] << 8 | (data[8] & 0x0f) << 16;
        id.product = data[9] | data[10] << 8;
        return id;
    });
}

Result<std::string> readSystemGuid(const IpmiBytes& reply) {
    return replyData(getSystemGuid(), reply, 16).map([](const IpmiBytes& data) {
        std::string text;
        for (std::size_t i = 0; i < 16; ++i) {
            const bool dash = i == 4 || i == 6 || i == 8 || i == 10;
            text += fmt::format("{}{:02x}", dash ? "-" : "", data[15 - i]);
        }
        return text;
    });
}

Result<ChassisStatus> readChassisStatus(const IpmiBytes& reply) {
    return replyData(getChassisStatus(), reply, 3).map([](const IpmiBytes& data) {
        return ChassisStatus{(data[0] & 0x01) != 0, (data[0] & 0x08) != 0, (data[0] & 0x02) != 0};
    });
}

Result<BootFlags> readBootFlags(const IpmiBytes& reply) {
    const auto data = replyData(getBootFlags(), reply, 4);
    if (!data) {
        return fail(data.error());
    }
    if (((*data)[1] & 0x7f) != bootFlagsParameter) {
        return fail(nonsense(getBootFlags(), reply, "another parameter than the boot flags"));
    }
    const auto first = (*data)[2];
    BootFlags flags;
    flags.valid = (first & 0x80) != 0;
    flags.persistent = (first & 0x40) != 0;
    flags.efi = (first & 0x20) != 0;
    flags.target = static_cast<BootTarget>((*data)[3] >> 2 & 0x0f);
    return flags;
}

} // namespace seedbed::wire
