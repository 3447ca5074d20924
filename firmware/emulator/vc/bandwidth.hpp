// SPDX-License-Identifier: GPL-3.0-or-later
// How the 10 Gb of one physical port are shared by its FlexNICs. Pure.
// Source: the bandwidth section of the Virtual Connect user guide, with its examples.
#pragma once

#include <vector>

namespace seedbed::emulator::vc {

constexpr int kPortMb = 10000;
constexpr int kStepMb = 100;

struct SpeedRequest {
    enum class Kind { none, fixed, automatic }; // none: not linked; fixed: preferred or custom
    Kind kind = Kind::none;
    int mb = 0;
};

// Guaranteed Mb of each FlexNIC, in the same order.
std::vector<int> allotBandwidth(const std::vector<SpeedRequest>& requests);

} // namespace seedbed::emulator::vc
