// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::SoftwareConfig: a software config whose `config` is text.
#include "firmware/seed-services/heat/resources/config_resource.hpp"

namespace seedbed::heat {

const ResourceType& softwareConfig();
const ResourceType& softwareConfig() {
    static const ConfigResource type("OS::Heat::SoftwareConfig", PropertyRule::Kind::text);
    return type;
}

} // namespace seedbed::heat
