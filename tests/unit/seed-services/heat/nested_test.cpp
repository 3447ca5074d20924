// SPDX-License-Identifier: GPL-3.0-or-later
// Stacks inside stacks: provider templates, groups.
#include <gmock/gmock.h>

#include "tests/unit/seed-services/heat/surroundings.hpp"

namespace seedbed::heat {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* provider =
    "heat_template_version: 2013-05-23\n"
    "parameters: {name: {type: string}, salt: {type: string, default: a}}\n"
    "resources:\n"
    "  word: {type: OS::Heat::RandomString, properties: {salt: {get_param: salt}}}\n"
    "outputs:\n"
    "  greeting: {value: {Fn::Join: ['-', [{get_param: name}, {get_resource: "
    "word}]]}}\n";

class Nested : public Bench {
protected:
    static std::string hot(const std::string& resources) {
        return "heat_template_version: 2013-05-23\nresources:\n" + resources;
    }
    static Json withProvider(const std::string& text = provider) {
        return {{"environment", {{"resource_registry", {{"OS::Kit::Greeting", "greeting.yaml"}}}}},
                {"files", {{"greeting.yaml", text}}}};
    }
    LiveStack& child(const std::string& name) { return **engine->byId(stack->resources.at(name).uuid); }
    void change(const std::string& source, const Json& more = Json::object()) {
        Json body = {{"template", source}};
        body.update(more);
        auto request = readStackUpdate(stack->record, body, Update::replaced);
        ASSERT_TRUE(request.has_value()) << toSentence(request.error());
        auto done = engine->change(*stack, *request);
        ASSERT_TRUE(done.has_value()) << toSentence(done.error());
    }
};

const std::string greeting = "  hello: {type: OS::Kit::Greeting, properties: {name: moon}}\n";

TEST_F(Nested, ATypeOfTheEnvironmentIsATemplate) {
    create(hot(greeting) + "outputs: {text: {value: {get_attr: [hello, greeting]}}}\n", withProvider());
    untilState("CREATE_COMPLETE");
    const auto word = child("hello").resources.at("word").data["value"].get<std::string>();
    EXPECT_EQ(*stack->outputValue(stack->plan.tmpl.outputs[0]), "moon-" + word);
    EXPECT_EQ(engine->list("proj").size(), 1u);

    auto listed =
        Json::parse(call("GET", "/v1/proj/stacks/stk/" + stackId + "/resources?nested_depth=2").body);
    ASSERT_EQ(listed["resources"].size(), 2u);
    EXPECT_EQ(listed["resources"][1]["parent_resource"], "hello");
    EXPECT_EQ(listed["resources"][0]["links"][2]["rel"], "nested");
    EXPECT_EQ(Json::parse(call("GET", "/v1/proj/stacks").body)["stacks"].size(), 1u);
    EXPECT_EQ(Json::parse(call("GET", "/v1/proj/stacks?show_nested=True").body)["stacks"].size(), 2u);

    restart();
    refind();
    EXPECT_EQ(*stack->outputValue(stack->plan.tmpl.outputs[0]), "moon-" + word);
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
    EXPECT_EQ((*engine->byId(stack->record.id))->record.action, "DELETE");
    EXPECT_TRUE(engine->list("proj").empty());
}

TEST_F(Nested, ItsPropertiesAreTheParameters) {
    for (const auto* properties : {"{}", "{name: a, colour: b}"}) {
        Json body = {{"stack_name", "stk"},
                     {"template", hot("  hello: {type: OS::Kit::Greeting, properties: " +
                                      std::string(properties) + "}\n")}};
        body.update(withProvider());
        auto request = readStackRequest(body);
        ASSERT_TRUE(request.has_value());
        auto made = engine->create(std::move(*request), who);
        ASSERT_FALSE(made.has_value());
        EXPECT_EQ(made.error().id, "HEAT-VALIDATION");
    }
}

TEST_F(Nested, AChangedFileOrPropertyUpdatesTheStackInside) {
    create(hot(greeting), withProvider());
    untilState("CREATE_COMPLETE");
    const auto word = child("hello").resources.at("word").data["value"];
    change(hot("  hello: {type: OS::Kit::Greeting, properties: {name: sun}}\n"), withProvider());
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(child("hello").resources.at("word").data["value"], word);
    EXPECT_EQ(*child("hello").outputValue(child("hello").plan.tmpl.outputs[0]),
              "sun-" + word.get<std::string>());
    const std::string wider = std::string(provider) + "  more: {value: 1}\n";
    change(hot("  hello: {type: OS::Kit::Greeting, properties: {name: sun}}\n"), withProvider(wider));
    until([&] { return !stack->record.inProgress(); });
    EXPECT_EQ(stack->attributeOf("hello", "more"), 1);
}

TEST_F(Nested, WhatFailsInsideIsNamedWithItsWay) {
    create(hot("  group: {type: OS::Heat::ResourceGroup, properties: {count: 2, resource_def: {type: "
               "OS::Heat::TestResource, properties: {fail: true}}}}\n"));
    untilState("CREATE_FAILED");
    EXPECT_THAT(stack->record.reason,
                HasSubstr("Resource CREATE failed: ValueError: resources.group.resources."));
    EXPECT_THAT(stack->record.reason, HasSubstr("Test Resource failed"));
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
}

TEST_F(Nested, AGroupIsCountedAndResized) {
    const std::string group = "OS::Heat::ResourceGroup, properties: {resource_def: {type: "
                              "OS::Heat::TestResource, properties: {value: 'node-%index%'}}, count: ";
    create(hot("  group: {type: " + group + "11}}\n"));
    untilState("CREATE_COMPLETE");
    const auto values = stack->attributeOf("group", "output");
    ASSERT_EQ(values.size(), 11u);
    EXPECT_EQ(values[10], "node-10"); // by number, not by name
    EXPECT_EQ(stack->attributeOf("group", "resource.3.output"), "node-3");
    EXPECT_EQ(stack->attributeOf("group", "refs").size(), 11u);
    const auto kept = child("group").resources.at("0").uuid;
    change(hot("  group: {type: " + group + "2}}\n"));
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(stack->attributeOf("group", "output"), (Json{"node-0", "node-1"}));
    EXPECT_EQ(child("group").resources.at("0").uuid, kept);
}

TEST_F(Nested, ADeploymentForEachServerOfAMap) {
    std::string source = hot("");
    for (const char* name : {"one", "two"}) {
        source += "  " + std::string(name) +
                  ": {type: OS::Nova::Server, properties: {image: i, flavor: f, user_data_format: "
                  "SOFTWARE_CONFIG}}\n";
    }
    source += "  config: {type: OS::Heat::StructuredConfig, properties: {config: {a: {get_input: a}, s: "
              "{get_input: deploy_signal_id}}, outputs: [{name: size}]}}\n"
              "  all: {type: OS::Heat::StructuredDeployments, properties: {config: {get_resource: config}, "
              "servers: {one: {get_resource: one}, two: {get_resource: two}}, input_values: {a: 7}}}\n";
    create(source + "outputs: {sizes: {value: {get_attr: [all, size]}}}\n");
    until([&] { return servers.created == 2; });
    servers.setAll("ACTIVE");
    for (const char* name : {"one", "two"}) {
        until([&] { return (*engine->metadata(*stack, name))["deployments"].size() == 1; });
        const auto config = (*engine->metadata(*stack, name))["deployments"][0]["config"];
        EXPECT_EQ(config["a"], 7);
        EXPECT_EQ(asNode("POST", config["s"].get<std::string>(), "{\"size\": \"" + std::string(name) + "\"}")
                      .status,
                  200u);
    }
    untilState("CREATE_COMPLETE");
    EXPECT_EQ(*stack->outputValue(stack->plan.tmpl.outputs[0]), (Json{{"one", "one"}, {"two", "two"}}));
}

TEST_F(Nested, NamesOfTypesAreMappedByPatternAndChain) {
    const Json environment = {{"resource_registry",
                               {{"OS::Kit::*", "OS::Heat::*"},
                                {"OS::Old::Word", "OS::Kit::RandomString"},
                                {"OS::Ring::A", "OS::Ring::B"},
                                {"OS::Ring::B", "OS::Ring::A"}}}};
    create(hot("  a: {type: OS::Kit::RandomString}\n  b: {type: OS::Old::Word}\n"),
           {{"environment", environment}});
    untilState("CREATE_COMPLETE");
    EXPECT_EQ(stack->resources.at("b").data["value"].get<std::string>().size(), 32u);
    auto answer = call("POST", "/v1/proj/validate",
                       {{"template", hot("  a: {type: OS::Ring::A}\n")}, {"environment", environment}});
    EXPECT_EQ(answer.status, 400u);
}

TEST_F(Nested, ATemplateThatHoldsItselfEnds) {
    const std::string self = hot("  inner: {type: self.yaml}\n");
    create(self, {{"files", {{"self.yaml", self}}}});
    untilState("CREATE_FAILED");
    EXPECT_THAT(stack->record.reason, HasSubstr("Recursion depth exceeds 5"));
}

} // namespace
} // namespace seedbed::heat
