// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions: what a template has at all, decided by its parameters.
#include <gmock/gmock.h>

#include "tests/unit/seed-services/heat/surroundings.hpp"

namespace seedbed::heat {
namespace {

class Conditions : public Bench {};

constexpr const char* hotConditions =
    "heat_template_version: 2016-10-14\n"
    "parameters: {size: {type: string, default: small}, spare: {type: boolean, default: false}}\n"
    "conditions:\n"
    "  large: {equals: [{get_param: size}, large]}\n"
    "  both: {and: [large, {equals: [{get_param: spare}, true]}]}\n"
    "  neither: {not: {or: [large, both]}}\n"
    "resources:\n"
    "  word: {type: OS::Heat::RandomString, condition: large}\n"
    "  user: {type: OS::Heat::TestResource, depends_on: word, properties: {value: {if: [large, "
    "{get_resource: word}, none]}}}\n"
    "  plain: {type: OS::Heat::None, condition: neither}\n"
    "outputs:\n"
    "  word: {value: {get_attr: [word, value]}}\n"
    "  both: {value: yes, condition: both}\n";

constexpr const char* cfnConditions =
    "HeatTemplateFormatVersion: '2012-12-12'\n"
    "Parameters: {size: {Type: String, Default: small}, spare: {Type: Boolean, Default: 'false'}}\n"
    "Conditions:\n"
    "  large: {'Fn::Equals': [{Ref: size}, large]}\n"
    "  both: {'Fn::And': [large, {'Fn::Equals': [{Ref: spare}, true]}]}\n"
    "  neither: {'Fn::Not': [{'Fn::Or': [large, both]}]}\n"
    "Resources:\n"
    "  word: {Type: 'OS::Heat::RandomString', Condition: large}\n"
    "  user: {Type: 'OS::Heat::TestResource', DependsOn: word, Properties: {value: {'Fn::If': [large, {Ref: "
    "word}, none]}}}\n"
    "  plain: {Type: 'OS::Heat::None', Condition: neither}\n"
    "Outputs:\n"
    "  word: {Value: {'Fn::GetAtt': [word, value]}}\n"
    "  both: {Value: yes, Condition: both}\n";

class BothForms : public Conditions, public testing::WithParamInterface<const char*> {};
TEST_P(BothForms, DecideWhatThereIs) {
    create(GetParam());
    untilState("CREATE_COMPLETE");
    EXPECT_EQ(stack->resources.size(), 2u);
    EXPECT_TRUE(stack->resources.contains("plain"));
    EXPECT_EQ(stack->attributeOf("user", "output"), "none");
    for (const auto& output : stack->plan.tmpl.outputs) {
        EXPECT_TRUE(stack->outputValue(output)->is_null());
    }
    auto request = readStackUpdate(stack->record, {{"parameters", {{"size", "large"}, {"spare", true}}}},
                                   Update::existing);
    ASSERT_TRUE(engine->change(*stack, *request).has_value());
    untilState("UPDATE_COMPLETE");
    ASSERT_TRUE(stack->resources.contains("word"));
    EXPECT_FALSE(stack->resources.contains("plain"));
    EXPECT_EQ(stack->attributeOf("user", "output"), stack->resources.at("word").data["value"]);
    for (const auto& output : stack->plan.tmpl.outputs) {
        EXPECT_FALSE(stack->outputValue(output)->is_null());
    }
}
INSTANTIATE_TEST_SUITE_P(Heat, BothForms, testing::Values(hotConditions, cfnConditions));

TEST_F(Conditions, NonsenseIsRefused) {
    for (const auto* conditions :
         {"{a: {equals: [1]}}", "{a: b, b: a}", "{a: nobody}", "{a: {xor: [true, true]}}", "{a: 5}"}) {
        const auto source = std::string("heat_template_version: 2016-10-14\nconditions: ") + conditions +
                            "\nresources: {r: {type: OS::Heat::None, condition: a}}\n";
        auto request = readStackRequest({{"stack_name", "stk"}, {"template", source}});
        ASSERT_TRUE(request.has_value());
        auto made = engine->create(std::move(*request), who);
        ASSERT_FALSE(made.has_value()) << conditions;
        EXPECT_EQ(made.error().id, "HEAT-VALIDATION") << conditions;
    }
}

} // namespace
} // namespace seedbed::heat
