// SPDX-License-Identifier: GPL-3.0-or-later
// The enclosure, its rack, the OA itself and the display.
#include "firmware/emulator/oa/calls.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

Answer getOaId(OaState&, const SoapRequest& request) {
    return answer(request, leaf("oaId", 1));
}

// The structure is inferred; the OA's clock is the chassis' own, in UTC.
Answer getEnclosureTime(OaState& state, const SoapRequest& request) {
    return answer(request, node("enclosureTime", {leaf("dateTime", isoTime(state.chassis.now())),
                                                  leaf("timeZone", state.chassis.oa().timezone)}));
}

constexpr CallRow kRows[] = {
    {"getRackTopology2", false, whole<rackTopology2>},
    {"getEnclosureInfo", true, whole<enclosureInfo>},
    {"getEnclosureStatus", true, whole<enclosureStatus>},
    {"getEnclosureTime", true, getEnclosureTime},
    {"getOaId", false, getOaId},
    {"getOaInfo", false, byBay<oaInfo>},
    {"getOaInfoArray", false, byBayArray<oaInfo>},
    {"getOaStatus", false, byBay<oaStatus>},
    {"getOaStatusArray", false, byBayArray<oaStatus>},
    {"getOaNetworkInfo", true, byBay<oaNetworkInfo>},
    {"getOaVcmMode", false, whole<oaVcmMode>},
    {"getLcdInfo", true, whole<lcdInfo>},
    {"getLcdStatus", true, whole<lcdStatus>},
};

} // namespace

std::span<const CallRow> enclosureCalls() {
    return kRows;
}

} // namespace seedbed::emulator
