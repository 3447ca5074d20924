// SPDX-License-Identifier: GPL-3.0-or-later
// System boot options, IPMI 2.0 sections 28.12, 28.13. The boot flags are the chassis' one boot override, so
// that a change through another door shows here; the bits only IPMI knows are kept beside it.
#include <algorithm>

#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

enum Parameter : std::uint8_t { setInProgress = 0, validBitControl = 3, acknowledge = 4, bootFlags = 5 };

constexpr unsigned kVersion = 0x01;
constexpr unsigned kValid = 0x80, kPersistent = 0x40, kEfi = 0x20;
constexpr unsigned kDeviceBits = 0x3c;
constexpr std::uint8_t kKeepOnTimeout = 0x08; // parameter 3: the valid bit survives the 60 s
constexpr std::chrono::seconds kValidFor{60};

struct DeviceCode {
    std::uint8_t code; // byte 2, bits 5 to 2
    BootDevice device;
};
// The first row of a device is the one to answer with.
constexpr DeviceCode kDevices[] = {
    {0x00, BootDevice::none}, {0x04, BootDevice::pxe},  {0x08, BootDevice::disk},
    {0x14, BootDevice::cd},   {0x18, BootDevice::bios}, {0x3c, BootDevice::floppy},
    {0x0c, BootDevice::disk}, {0x20, BootDevice::cd},   {0x1c, BootDevice::floppy}, {0x3c, BootDevice::usb},
};

const DeviceCode* byCode(unsigned deviceByte) {
    const auto* found =
        std::find_if(std::begin(kDevices), std::end(kDevices),
                     [deviceByte](const DeviceCode& row) { return row.code == (deviceByte & kDeviceBits); });
    return found == std::end(kDevices) ? nullptr : found;
}

unsigned deviceByte(const Call& call) {
    const auto device = call.device.blade().bootOverride.device;
    const auto kept = call.device.boot.deviceByte;
    const auto* row = byCode(kept);
    if (row != nullptr && row->device == device) {
        return kept;
    }
    const auto* canonical =
        std::find_if(std::begin(kDevices), std::end(kDevices),
                     [device](const DeviceCode& candidate) { return candidate.device == device; });
    return canonical->code;
}

Reply setFlags(Call& call) {
    const auto* row = byCode(call.at(2));
    if (row == nullptr) {
        return completion::invalidField;
    }
    auto& kept = call.device.boot;
    kept.deviceByte = call.at(2);
    std::copy_n(call.data.begin() + 3, std::size(kept.rest), std::begin(kept.rest));
    BootOverride value;
    value.device = row->device;
    value.valid = (call.at(1) & kValid) != 0;
    value.persistent = (call.at(1) & kPersistent) != 0;
    value.efi = (call.at(1) & kEfi) != 0;
    if (value.valid && (kept.validBitControl & kKeepOnTimeout) == 0) {
        value.expires = call.now + kValidFor;
    }
    call.device.chassis.setBootOverride(call.device.bay, value);
    return completion::ok;
}

// A session that began a change and went away without ending it blocks nobody.
Reply setProgress(Call& call) {
    auto& holder = call.device.boot.inProgressBy;
    const bool begins = (call.at(1) & 0x03) == 1;
    if (begins && holder != 0 && holder != call.session->id && call.device.sessions.find(holder) != nullptr) {
        return completion::inProgress;
    }
    holder = begins ? call.session->id : 0;
    return completion::ok;
}

std::size_t dataLength(std::uint8_t parameter) {
    return parameter == bootFlags ? 5 : parameter == acknowledge ? 2 : 1;
}

Bytes flags(const Call& call) {
    const auto& value = call.device.blade().bootOverride;
    const auto& kept = call.device.boot;
    Bytes data;
    append(data, {kVersion, bootFlags});
    append(data,
           {(value.valid ? kValid : 0u) | (value.persistent ? kPersistent : 0u) | (value.efi ? kEfi : 0u)});
    append(data, {deviceByte(call), kept.rest[0], kept.rest[1], kept.rest[2]});
    return data;
}

} // namespace

Reply setBootOption(Call& call) {
    const auto parameter = static_cast<std::uint8_t>(call.at(0) & 0x7f);
    const bool isKnown =
        parameter == setInProgress || (parameter >= validBitControl && parameter <= bootFlags);
    if (!isKnown) {
        return completion::notSupported;
    }
    if (call.data.size() == 1) {
        return completion::ok; // only marks the parameter valid or invalid
    }
    if (call.data.size() != 1 + dataLength(parameter)) {
        return completion::wrongLength;
    }
    auto& kept = call.device.boot;
    if (parameter == setInProgress) {
        return setProgress(call);
    }
    if (parameter == bootFlags) {
        return setFlags(call);
    }
    if (parameter == validBitControl) {
        kept.validBitControl = call.at(1) & 0x1f;
    } else { // acknowledge: the first byte is the mask of the bits to write
        kept.acknowledge =
            static_cast<std::uint8_t>((kept.acknowledge & ~call.at(1)) | (call.at(2) & call.at(1)));
    }
    return completion::ok;
}

Reply getBootOption(Call& call) {
    const auto& kept = call.device.boot;
    switch (const unsigned parameter = call.at(0) & 0x7f) {
    case setInProgress:
        return {kVersion, parameter, kept.inProgressBy != 0 ? 1u : 0u};
    case validBitControl:
        return {kVersion, parameter, kept.validBitControl};
    case acknowledge:
        return {kVersion, parameter, 0, kept.acknowledge};
    case bootFlags:
        return flags(call);
    default:
        return completion::notSupported;
    }
}

} // namespace seedbed::emulator::ipmi
