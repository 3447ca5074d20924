// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/bandwidth.hpp"

#include <algorithm>
#include <numeric>

namespace seedbed::emulator::vc {
namespace {

using Kind = SpeedRequest::Kind;

int wholeSteps(int mb) {
    return mb / kStepMb * kStepMb;
}

std::vector<std::size_t> ofKind(const std::vector<SpeedRequest>& requests, Kind kind) {
    std::vector<std::size_t> indices;
    for (std::size_t index = 0; index < requests.size(); ++index) {
        if (requests[index].kind == kind) {
            indices.push_back(index);
        }
    }
    return indices;
}

int wanted(const SpeedRequest& request) {
    return std::clamp(wholeSteps(request.mb), kStepMb, kPortMb);
}

// Everybody's share of `total` in proportion to the wish, in whole steps, never less than one.
void scale(const std::vector<SpeedRequest>& requests, const std::vector<std::size_t>& fixed, int total,
           std::vector<int>& allotted) {
    int sum = 0;
    for (auto index : fixed) {
        sum += wanted(requests[index]);
    }
    for (auto index : fixed) {
        auto share = static_cast<long>(wanted(requests[index])) * total / sum;
        allotted[index] = std::max(kStepMb, wholeSteps(static_cast<int>(share)));
    }
}

// What rounding left over goes out in steps: to those with the least when nobody asked for "auto", else to
// the one furthest from its wish.
void handOutLeftover(const std::vector<SpeedRequest>& requests, std::vector<std::size_t> fixed, bool least,
                     std::vector<int>& allotted) {
    int left = kPortMb - std::accumulate(allotted.begin(), allotted.end(), 0);
    auto before = [&](std::size_t a, std::size_t b) {
        return least ? allotted[a] < allotted[b]
                     : wanted(requests[a]) - allotted[a] > wanted(requests[b]) - allotted[b];
    };
    std::stable_sort(fixed.begin(), fixed.end(), before);
    for (std::size_t turn = 0; left >= kStepMb && !fixed.empty(); ++turn, left -= kStepMb) {
        allotted[fixed[turn % fixed.size()]] += kStepMb;
    }
}

void shareRest(const std::vector<std::size_t>& automatic, int rest, std::vector<int>& allotted) {
    auto each = wholeSteps(rest / static_cast<int>(automatic.size()));
    int left = rest - each * static_cast<int>(automatic.size());
    for (auto index : automatic) {
        int more = left >= kStepMb ? kStepMb : 0;
        allotted[index] = each + more;
        left -= more;
    }
}

} // namespace

std::vector<int> allotBandwidth(const std::vector<SpeedRequest>& requests) {
    auto fixed = ofKind(requests, Kind::fixed);
    auto automatic = ofKind(requests, Kind::automatic);
    std::vector<int> allotted(requests.size(), 0);
    int asked = 0;
    for (auto index : fixed) {
        allotted[index] = wanted(requests[index]);
        asked += allotted[index];
    }
    int reserved = static_cast<int>(automatic.size()) * kStepMb;
    if (asked + reserved > kPortMb) {
        for (auto index : automatic) {
            allotted[index] = kStepMb;
        }
        scale(requests, fixed, kPortMb - reserved, allotted);
        handOutLeftover(requests, fixed, automatic.empty(), allotted);
    } else if (!automatic.empty()) {
        shareRest(automatic, kPortMb - asked, allotted);
    }
    return allotted;
}

} // namespace seedbed::emulator::vc
