// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the answer of an Onboard Administrator to any call.
#include <cstddef>
#include <cstdint>

#include "oa-bridge/wire/oa_settings.hpp"

using Reader = seedbed::Result<> (*)(std::string_view, seedbed::Enclosure&);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const std::string_view reply(reinterpret_cast<const char*>(data), size);
    Enclosure enclosure;
    enclosure.bays.resize(8);
    enclosure.interconnects.resize(4);
    enclosure.powerSupplies.resize(6);
    enclosure.fans.resize(6);
    static constexpr Reader readers[] = {
        wire::readEnclosureStatus,         wire::readRackTopology,   wire::readBladeInfoArray,
        wire::readBladeStatusArray,        wire::readBladeMpInfo,    wire::readInterconnectInfoArray,
        wire::readInterconnectStatusArray, wire::readPowerSubsystem, wire::readPowerSupplyInfoArray,
        wire::readPowerSupplyStatusArray,  wire::readFanInfoArray,   wire::readVcmMode,
        wire::readEnclosureInfo,
    };
    for (const auto read : readers) {
        (void)read(reply, enclosure);
    }
    (void)wire::readLogIn(reply);
    (void)wire::readReturnCode(reply, "setBladePower");
    (void)wire::readBladeStatus(reply);
    (void)wire::readPortMaps(reply);
    (void)wire::readBladeThermals(reply);
    (void)wire::readThermal(reply);
    (void)wire::readPowerConfig(reply);
    (void)wire::readOaUser(reply);
    (void)wire::readOaSyslog(reply);
    (void)wire::readMpEventLog(reply);
    (void)wire::readMpIml(reply);
    (void)wire::readBladeBoot(reply);
    (void)wire::readEnclosureTime(reply);
    return 0;
}
