// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the address of a signal and, after a zero byte, its body: to wait conditions and deployments.
#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/heat/software/deployment.hpp"
#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto parts = fuzz::partsOf(data, size, 3);
    if (const auto arn = heat::ResourceArn::parse(parts[0])) {
        fuzz::must(heat::ResourceArn::parse(arn->toString()).has_value());
    }
    HttpRequest request;
    request.body = parts[1];
    const auto details = seed::bodyOf(request);
    const auto config = parseJson(parts[2], "config");
    if (!details || !config) {
        return 0;
    }
    (void)heat::judgeSignal(*config, *details);
    const auto inputs = heat::derivedInputs(*config, *details, heat::DeploymentFacts());
    (void)heat::withInputs(*config, inputs);
    return 0;
}
