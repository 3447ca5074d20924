// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::None: takes any property, has any attribute (null), does nothing.
#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {
namespace {

class None : public ResourceType {
public:
    None() : ResourceType(shapeOf()) {}
    Result<> create(ResourceContext& context) const override {
        context.resource.physicalId = context.resource.physicalName;
        return {};
    }
    Change changeFor(const ResourceContext&, const std::set<std::string>&, const Json&) const override {
        return Change::nothing;
    }

private:
    static ResourceShape shapeOf() {
        ResourceShape shape;
        shape.name = "OS::Heat::None";
        shape.anyProperty = true;
        shape.anyAttribute = true;
        return shape;
    }
};

} // namespace

const ResourceType& none();
const ResourceType& none() {
    static const None type;
    return type;
}

} // namespace seedbed::heat
