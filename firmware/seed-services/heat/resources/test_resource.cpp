// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::TestResource: takes a time and fails on request, so that time-outs, failures and rollback can be
// rehearsed through the API.
#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

class TestResource : public ResourceType {
public:
    TestResource() : ResourceType(shapeOf()) {}
    Result<> create(ResourceContext& context) const override {
        context.resource.physicalId = context.resource.physicalName;
        return {};
    }
    Result<bool> created(ResourceContext& context) const override {
        const auto& properties = context.resource.properties;
        if (context.now - context.resource.started < properties.value("wait_secs", 0)) {
            return false;
        }
        if (properties.value("fail", false)) {
            return fail(resourceFailure("ValueError", "Test Resource failed " + context.resource.name));
        }
        return true;
    }
    Change changeFor(const ResourceContext& context, const std::set<std::string>& changed,
                     const Json& properties) const override {
        return !changed.empty() && properties.value("update_replace", false)
                   ? Change::replace
                   : ResourceType::changeFor(context, changed, properties);
    }
    Json attribute(const ResourceContext& context, const std::string&) const override {
        return context.resource.properties.value("value", "test_string");
    }

private:
    static ResourceShape shapeOf() {
        ResourceShape shape;
        shape.name = "OS::Heat::TestResource";
        shape.properties = {{"value", Kind::text, false, true},
                            {"fail", Kind::boolean, false, true},
                            {"update_replace", Kind::boolean, false, true},
                            {"wait_secs", Kind::integer, false, true},
                            {"action_wait_secs", Kind::map, false, true},
                            {"client_name", Kind::text},
                            {"entity_name", Kind::text}};
        shape.attributes = {"output"};
        return shape;
    }
};

} // namespace

const ResourceType& testResource();
const ResourceType& testResource() {
    static const TestResource type;
    return type;
}

} // namespace seedbed::heat
