// SPDX-License-Identifier: GPL-3.0-or-later
// Any JSON as the body of a stack's creation.
#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/heat/stack_request.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    HttpRequest request;
    request.body = fuzz::textOf(data, size);
    const auto body = seed::bodyOf(request);
    const auto stack = body ? heat::readStackRequest(*body) : fail(body.error());
    if (stack) {
        (void)heat::planStack(*stack);
    }
    return 0;
}
