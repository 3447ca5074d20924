// SPDX-License-Identifier: GPL-3.0-or-later
// Power and cooling.
#include "firmware/emulator/oa/calls.hpp"

namespace seedbed::emulator {
namespace {

Answer getThermalInfo(OaState& state, const SoapRequest& request) {
    auto type = request.text("sensorType");
    bool known = type == "SENSOR_TYPE_BLADE" || type == "SENSOR_TYPE_INTERCONNECT" ||
                 type == "SENSOR_TYPE_OA" || type == "SENSOR_TYPE_ENC";
    if (!known) {
        return tl::unexpected(faults::badParameter("sensorType"));
    }
    auto bay = number(request, "bayNumber", 0, 127); // the enclosure has no bay
    if (!bay) {
        return tl::unexpected(bay.error());
    }
    return answer(request, thermalInfo(state.chassis, type, *bay));
}

constexpr CallRow kRows[] = {
    {"getPowerSubsystemInfo", true, whole<powerSubsystemInfo>},
    {"getPowerSupplyInfo", true, byBay<powerSupplyInfo>},
    {"getPowerSupplyInfoArray", true, byBayArray<powerSupplyInfo>},
    {"getPowerSupplyStatus", true, byBay<powerSupplyStatus>},
    {"getPowerSupplyStatusArray", true, byBayArray<powerSupplyStatus>},
    {"getPowerConfigInfo", true, whole<powerConfigInfo>},
    {"getPowerCapConfig", true, whole<powerCapConfig>},
    {"getFanInfo", true, byBay<fanInfo>},
    {"getFanInfoArray", true, byBayArray<fanInfo>},
    {"getThermalSubsystemInfo", true, whole<thermalSubsystemInfo>},
    {"getThermalInfo", true, getThermalInfo},
};

} // namespace

std::span<const CallRow> powerCalls() {
    return kRows;
}

} // namespace seedbed::emulator
