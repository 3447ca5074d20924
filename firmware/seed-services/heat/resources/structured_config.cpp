// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::StructuredConfig: a software config whose `config` is a map.
#include "firmware/seed-services/heat/resources/config_resource.hpp"

namespace seedbed::heat {

const ResourceType& structuredConfig();
const ResourceType& structuredConfig() {
    static const ConfigResource type("OS::Heat::StructuredConfig", PropertyRule::Kind::map);
    return type;
}

} // namespace seedbed::heat
