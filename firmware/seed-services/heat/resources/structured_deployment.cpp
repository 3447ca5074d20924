// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::StructuredDeployment: input values stand in place of get_input inside the config.
#include "firmware/seed-services/heat/resources/deployment_resource.hpp"

namespace seedbed::heat {

const ResourceType& structuredDeployment();
const ResourceType& structuredDeployment() {
    static const DeploymentResource type("OS::Heat::StructuredDeployment", InputUse::insideConfig);
    return type;
}

} // namespace seedbed::heat
