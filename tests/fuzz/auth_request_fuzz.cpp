// SPDX-License-Identifier: GPL-3.0-or-later
// Any JSON as the body of a log-in at Keystone.
#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/keystone/auth_request.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    HttpRequest request;
    request.body = fuzz::textOf(data, size);
    if (const auto body = seed::bodyOf(request)) {
        (void)seed::parseAuthRequest(*body);
    }
    return 0;
}
