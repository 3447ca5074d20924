// SPDX-License-Identifier: GPL-3.0-or-later
// AWS::AutoScaling::LaunchConfiguration: makes nothing. Templates of May 2014 and before keep a node's
// configuration in its metadata, which the node polls. Facts: tripleo-deployment.md section 6.1.
#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

ResourceShape launchShape() {
    ResourceShape shape;
    shape.name = "AWS::AutoScaling::LaunchConfiguration";
    shape.properties = {
        {"ImageId", Kind::text},           {"InstanceType", Kind::text}, {"InstanceId", Kind::text},
        {"KeyName", Kind::text},           {"UserData", Kind::text},     {"SecurityGroups", Kind::list},
        {"KernelId", Kind::text},          {"RamDiskId", Kind::text},    {"BlockDeviceMappings", Kind::list},
        {"NovaSchedulerHints", Kind::list}};
    return shape;
}

class LaunchConfiguration : public ResourceType {
public:
    LaunchConfiguration() : ResourceType(launchShape()) {}
    Result<> create(ResourceContext& context) const override {
        context.resource.physicalId = context.resource.physicalName;
        return {};
    }
};

} // namespace

const ResourceType& launchConfiguration();
const ResourceType& launchConfiguration() {
    static const LaunchConfiguration type;
    return type;
}

} // namespace seedbed::heat
