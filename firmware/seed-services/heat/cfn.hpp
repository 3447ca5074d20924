// SPDX-License-Identifier: GPL-3.0-or-later
// The CloudFormation endpoint for nodes: DescribeStackResource (their metadata), signals and wait conditions,
// each authorised by an AWS signature of the very resource's own user. Facts: tripleo-deployment.md 8.2, 7.6.
#pragma once

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/heat/engine.hpp"

namespace seedbed::heat {

struct Cfn {
    Engine& engine;
    seed::TokenVerifier& tokens;
    seed::Router& router;
};
void addCfnRoutes(Cfn& cfn);

} // namespace seedbed::heat
