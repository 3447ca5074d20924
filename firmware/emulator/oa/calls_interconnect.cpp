// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/calls.hpp"

namespace seedbed::emulator {
namespace {

constexpr CallRow kRows[] = {
    {"getInterconnectTrayInfo", true, byBay<interconnectTrayInfo>},
    {"getInterconnectTrayInfoArray", true, byBayArray<interconnectTrayInfo>},
    {"getInterconnectTrayStatus", true, byBay<interconnectTrayStatus>},
    {"getInterconnectTrayStatusArray", true, byBayArray<interconnectTrayStatus>},
    {"getInterconnectTrayPortMap", true, byBay<interconnectTrayPortMap>},
    {"getInterconnectTrayPortMapArray", true, byBayArray<interconnectTrayPortMap>},
};

} // namespace

std::span<const CallRow> interconnectCalls() {
    return kRows;
}

} // namespace seedbed::emulator
