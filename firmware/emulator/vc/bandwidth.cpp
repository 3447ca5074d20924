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

int sumOfWishes(const std::vector<SpeedRequest>& requests, const std::vector<std::size_t>& fixed) {
    return std::accumulate(fixed.begin(), fixed.end(), 0,
                           [&](int sum, std::size_t index) { return sum + wanted(requests[index]); });
}

// A share of `total` in proportion to the wish, in whole steps.
int shareOf(const SpeedRequest& request, int total, int sum) {
    return wholeSteps(static_cast<int>(static_cast<long>(wanted(request)) * total / sum));
}

void scale(const std::vector<SpeedRequest>& requests, const std::vector<std::size_t>& fixed, int total,
           std::vector<int>& allotted) {
    const int sum = sumOfWishes(requests, fixed);
    for (auto index : fixed) {
        allotted[index] = shareOf(requests[index], total, sum);
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

// Every linked FlexNIC gets a step at the least: whose share would round down to nothing gets it off the top, and
// the others share what is left.
void scaleAboveTheLeast(const std::vector<SpeedRequest>& requests, std::vector<std::size_t> fixed, int total,
                        std::vector<int>& allotted) {
    auto starves = [&](std::size_t index) {
        return shareOf(requests[index], total, sumOfWishes(requests, fixed)) < kStepMb;
    };
    auto starved = std::find_if(fixed.begin(), fixed.end(), starves);
    for (; starved != fixed.end(); starved = std::find_if(fixed.begin(), fixed.end(), starves)) {
        allotted[*starved] = kStepMb;
        total -= kStepMb;
        fixed.erase(starved);
    }
    scale(requests, fixed, total, allotted);
    handOutLeftover(requests, fixed, false, allotted);
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
        if (automatic.empty()) {
            scale(requests, fixed, kPortMb, allotted);
            handOutLeftover(requests, fixed, true, allotted);
        }
        const bool served = std::all_of(fixed.begin(), fixed.end(), [&](auto index) { return allotted[index] > 0; });
        if (!automatic.empty() || !served) {
            scaleAboveTheLeast(requests, fixed, kPortMb - reserved, allotted);
        }
    } else if (!automatic.empty()) {
        shareRest(automatic, kPortMb - asked, allotted);
    }
    return allotted;
}

} // namespace seedbed::emulator::vc
