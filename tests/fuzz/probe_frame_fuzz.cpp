// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes from the wire; what is taken for a probe frame comes back the same.
#include "firmware/frames/frame.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed::frames;
    auto frame = decode({data, size}, kUntagged);
    if (!frame) {
        return 0;
    }
    frame->vlan = frame->sentVlan; // nothing is between
    if (decode(encode(*frame, size), kUntagged) != frame) {
        std::abort();
    }
    return 0;
}
