// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::SoftwareDeployment: input values stand beside the config, which stays as it is.
#include "firmware/seed-services/heat/resources/deployment_resource.hpp"

namespace seedbed::heat {

const ResourceType& softwareDeployment();
const ResourceType& softwareDeployment() {
    static const DeploymentResource type("OS::Heat::SoftwareDeployment", InputUse::besideConfig);
    return type;
}

} // namespace seedbed::heat
