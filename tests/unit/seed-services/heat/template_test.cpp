// SPDX-License-Identifier: GPL-3.0-or-later
// Parsing of templates in both notations, and binding of their parameters.
#include <gtest/gtest.h>

#include "firmware/seed-services/heat/template/graph.hpp"
#include "firmware/seed-services/heat/template/parameters.hpp"
#include "firmware/seed-services/heat/template/template.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

std::string golden(const std::string& name) {
    auto text = readFile(std::string(SEEDBED_TEST_DATA) + "/heat/" + name);
    return text ? *text : std::string();
}

TEST(Template, BothNotationsOfTheUndercloudSayTheSame) {
    auto hot = parseTemplateText(golden("undercloud_hot.yaml"));
    auto cfn = parseTemplateText(golden("undercloud_cfn.yaml"));
    ASSERT_TRUE(hot.has_value()) << toSentence(hot.error());
    ASSERT_TRUE(cfn.has_value()) << toSentence(cfn.error());
    EXPECT_EQ(hot->resources.size(), 11u);
    auto hotGraph = dependencyGraph(*hot);
    auto cfnGraph = dependencyGraph(*cfn);
    ASSERT_TRUE(hotGraph && cfnGraph);
    EXPECT_EQ(hotGraph->needs, cfnGraph->needs);
    EXPECT_EQ(hotGraph->order, cfnGraph->order);
    auto hotParameters = bindParameters(*hot, Json::object(), Json::object());
    auto cfnParameters = bindParameters(*cfn, Json::object(), Json::object());
    ASSERT_TRUE(hotParameters && cfnParameters);
    EXPECT_EQ(*hotParameters, *cfnParameters);
}

TEST(Template, JsonTextIsATemplateToo) {
    auto tmpl = parseTemplateText(
        R"({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"a": {"Type": "OS::Heat::None"}}})");
    ASSERT_TRUE(tmpl.has_value());
    EXPECT_EQ(tmpl->notation, Notation::cfn);
    EXPECT_EQ(tmpl->resources.at("a").type, "OS::Heat::None");
}

// As merge.py wrote a line end, which joins the lines of a hosts file.
TEST(Template, AQuotedLineEndIsOne) {
    auto document = parseDocument("a: ['\n\n    ', x]\n", "template");
    ASSERT_TRUE(document.has_value());
    EXPECT_EQ((*document)["a"], (Json{"\n", "x"}));
}

TEST(Template, NamedReleasesAreDates) {
    auto tmpl = parseTemplateText("heat_template_version: pike\n");
    ASSERT_TRUE(tmpl.has_value());
    EXPECT_EQ(tmpl->version, "2017-09-01");
}

struct Refused {
    const char* text;
    const char* id;
};
class RefusedTemplate : public testing::TestWithParam<Refused> {};
TEST_P(RefusedTemplate, HasItsId) {
    auto tmpl = parseTemplateText(GetParam().text);
    ASSERT_FALSE(tmpl.has_value());
    EXPECT_EQ(tmpl.error().id, GetParam().id);
    EXPECT_FALSE(tmpl.error().cause.empty());
    EXPECT_FALSE(tmpl.error().action.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Template, RefusedTemplate,
    testing::Values(
        Refused{"", "HEAT-TEMPLATE-VERSION"}, Refused{"{", "HEAT-TEMPLATE-SYNTAX"},
        Refused{"- a\n- b\n", "HEAT-TEMPLATE-SYNTAX"}, Refused{"just text", "HEAT-TEMPLATE-SYNTAX"},
        Refused{"a: 1\na: 2\n", "HEAT-TEMPLATE-SYNTAX"}, Refused{"resources: {}\n", "HEAT-TEMPLATE-VERSION"},
        Refused{"heat_template_version: 2013-05-24\n", "HEAT-TEMPLATE-VERSION"},
        Refused{"HeatTemplateFormatVersion: '2012-12-13'\n", "HEAT-TEMPLATE-VERSION"},
        Refused{"heat_template_version: 2013-05-23\nResources: {}\n", "HEAT-TEMPLATE-SECTION"},
        Refused{"heat_template_version: 2016-04-08\nconditions: {a: true}\n", "HEAT-TEMPLATE-SECTION"},
        Refused{"heat_template_version: 2016-10-14\nconditions: [a]\n", "HEAT-TEMPLATE-SECTION"},
        Refused{"heat_template_version: 2013-05-23\nresources: [a]\n", "HEAT-VALIDATION"},
        Refused{"heat_template_version: 2013-05-23\nresources: {a: b}\n", "HEAT-VALIDATION"},
        Refused{"heat_template_version: 2013-05-23\nresources: {a: {}}\n", "HEAT-VALIDATION"},
        Refused{"heat_template_version: 2013-05-23\nresources: {a/b: {type: t}}\n", "HEAT-VALIDATION"},
        Refused{"heat_template_version: 2013-05-23\nresources: {a: {type: t, properties: 1}}\n",
                "HEAT-VALIDATION"},
        Refused{"heat_template_version: 2013-05-23\nparameters: {a: {type: text}}\n", "HEAT-VALIDATION"},
        Refused{"heat_template_version: 2013-05-23\noutputs: {a: {}}\n", "HEAT-VALIDATION"}));

TEST(Template, LimitsHold) {
    const std::string deep =
        "heat_template_version: 2013-05-23\noutputs: {a: {value: " + std::string(50, '[') +
        std::string(50, ']') + "}}\n";
    EXPECT_EQ(parseTemplateText(deep).error().id, "HEAT-TEMPLATE-TOO-LARGE");
    const std::string large(templateBytesLimit + 1, ' ');
    EXPECT_EQ(parseTemplateText(large).error().id, "HEAT-TEMPLATE-TOO-LARGE");
    std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c < 'k'; ++c) {
        const std::string before = std::string("*") + static_cast<char>(c - 1);
        bomb += std::string(1, c) + ": &" + c + " [" + before;
        for (int i = 0; i < 8; ++i) {
            bomb += "," + before;
        }
        bomb += "]\n";
    }
    EXPECT_FALSE(parseTemplateText(bomb).has_value());
}

constexpr const char* typed = R"(
heat_template_version: 2013-05-23
parameters:
  text: {type: string, default: t}
  number: {type: number, default: 1, constraints: [{range: {min: 0, max: 10}}]}
  map: {type: json, default: {}}
  list: {type: comma_delimited_list, default: 'a,b'}
  flag: {type: boolean, default: false}
  choice: {type: string, default: '', constraints: [{allowed_values: ['', Present]}]}
  word: {type: string, default: abc, constraints: [{allowed_pattern: '[a-z]*', description: lower case only}, {length: {min: 2}}]}
  hush: {type: string, hidden: true, default: secret}
)";

struct Bound {
    const char* name;
    Json given;
    Json value; // discarded: refused
};
class Parameter : public testing::TestWithParam<Bound> {};
TEST_P(Parameter, IsTypedOrRefused) {
    auto tmpl = parseTemplateText(typed);
    ASSERT_TRUE(tmpl.has_value()) << toSentence(tmpl.error());
    const auto& row = GetParam();
    auto values = bindParameters(*tmpl, Json{{row.name, row.given}}, Json::object());
    if (row.value.is_discarded()) {
        ASSERT_FALSE(values.has_value());
        EXPECT_EQ(values.error().id, "HEAT-VALIDATION");
    } else {
        ASSERT_TRUE(values.has_value()) << toSentence(values.error());
        EXPECT_EQ(values->at(row.name), row.value);
    }
}
const Json refusedValue(Json::value_t::discarded);
INSTANTIATE_TEST_SUITE_P(
    Template, Parameter,
    testing::Values(Bound{"text", "x", "x"}, Bound{"text", 5, "5"}, Bound{"text", true, "True"},
                    Bound{"text", "", ""}, Bound{"number", "7", 7}, Bound{"number", 2.5, 2.5},
                    Bound{"number", "x", refusedValue}, Bound{"number", 11, refusedValue},
                    Bound{"map", R"({"a": [1]})", Json{{"a", {1}}}},
                    Bound{"map", Json{{"b", 1}}, Json{{"b", 1}}}, Bound{"map", "", Json::object()},
                    Bound{"map", "{", refusedValue}, Bound{"list", "x,y,z", Json{"x", "y", "z"}},
                    Bound{"list", Json{"q"}, Json{"q"}}, Bound{"list", "", Json::array()},
                    Bound{"flag", "yes", true}, Bound{"flag", "0", false},
                    Bound{"flag", "maybe", refusedValue}, Bound{"choice", "Present", "Present"},
                    Bound{"choice", "Absent", refusedValue}, Bound{"word", "xyz", "xyz"},
                    Bound{"word", "XYZ", refusedValue}, Bound{"word", "x", refusedValue}));

TEST(Parameters, UnknownAndMissingOnesAreNamed) {
    auto tmpl = parseTemplateText("heat_template_version: 2013-05-23\nparameters: {a: {type: string}}\n");
    ASSERT_TRUE(tmpl.has_value());
    auto missing = bindParameters(*tmpl, Json::object(), Json::object());
    EXPECT_EQ(missing.error().id, "HEAT-PARAMETER-MISSING");
    EXPECT_EQ(missing.error().cause, "The Parameter (a) was not provided.");
    auto unknown = bindParameters(*tmpl, Json{{"b", "1"}}, Json::object());
    EXPECT_EQ(unknown.error().id, "HEAT-PARAMETER-UNKNOWN");
}

TEST(Parameters, TheCallerWinsOverTheEnvironmentWhichWinsOverDefaults) {
    auto tmpl = parseTemplateText(typed);
    ASSERT_TRUE(tmpl.has_value());
    const Json environment = {{"parameters", {{"text", "env"}}},
                              {"parameter_defaults", {{"text", "low"}, {"word", "low"}, {"alien", 1}}}};
    auto values = bindParameters(*tmpl, Json{{"number", 3}}, environment);
    ASSERT_TRUE(values.has_value()) << toSentence(values.error());
    EXPECT_EQ(values->at("text"), "env");
    EXPECT_EQ(values->at("word"), "low");
    EXPECT_EQ(values->at("number"), 3);
    EXPECT_EQ(bindParameters(*tmpl, Json{{"text", "user"}}, environment)->at("text"), "user");
}

TEST(Parameters, AreShownAsTextAndSecretsAsStars) {
    auto tmpl = parseTemplateText(typed);
    auto values = bindParameters(*tmpl, Json{{"map", {{"a", {1, "b"}}}}}, Json::object());
    ASSERT_TRUE(values.has_value());
    auto shown = shownParameters(*tmpl, *values);
    EXPECT_EQ(shown["hush"], "******");
    EXPECT_EQ(shown["map"], R"({"a": [1, "b"]})");
    EXPECT_EQ(shown["list"], "a,b");
    EXPECT_EQ(shown["flag"], "False");
    EXPECT_EQ(shown["number"], "1");
}

TEST(Parameters, AHiddenValueIsNotInItsRefusal) {
    auto tmpl = parseTemplateText(
        "heat_template_version: 2013-05-23\n"
        "parameters: {p: {type: string, hidden: true, constraints: [{allowed_values: [a]}]}}\n");
    auto values = bindParameters(*tmpl, Json{{"p", "topsecret"}}, Json::object());
    ASSERT_FALSE(values.has_value());
    EXPECT_EQ(toSentence(values.error()).find("topsecret"), std::string::npos);
}

struct Graphed {
    const char* resources;
    const char* id;    // of the refusal, or empty
    const char* order; // joined by spaces
};
class GraphTable : public testing::TestWithParam<Graphed> {};
TEST_P(GraphTable, OrderOrRefusal) {
    auto tmpl = parseTemplateText(std::string("heat_template_version: 2013-05-23\nresources: ") +
                                  GetParam().resources + "\n");
    ASSERT_TRUE(tmpl.has_value()) << toSentence(tmpl.error());
    auto graph = dependencyGraph(*tmpl);
    if (*GetParam().id) {
        ASSERT_FALSE(graph.has_value());
        EXPECT_EQ(graph.error().id, GetParam().id);
        return;
    }
    ASSERT_TRUE(graph.has_value()) << toSentence(graph.error());
    std::string order;
    for (const auto& name : graph->order) {
        order += (order.empty() ? "" : " ") + name;
    }
    EXPECT_EQ(order, GetParam().order);
}
INSTANTIATE_TEST_SUITE_P(
    Template, GraphTable,
    testing::Values(
        Graphed{"{}", "", ""}, Graphed{"{b: {type: t}, a: {type: t}}", "", "a b"},
        Graphed{"{a: {type: t, depends_on: b}, b: {type: t}}", "", "b a"},
        Graphed{"{a: {type: t, properties: {p: [{q: {get_resource: b}}]}}, b: {type: t}}", "", "b a"},
        Graphed{"{a: {type: t, metadata: {p: {get_attr: [b, x]}}}, b: {type: t}}", "", "b a"},
        Graphed{"{a: {type: t, depends_on: [c]}}", "HEAT-REFERENCE", ""},
        Graphed{"{a: {type: t, properties: {p: {get_resource: c}}}}", "HEAT-REFERENCE", ""},
        Graphed{"{a: {type: t, properties: {p: {get_param: c}}}}", "HEAT-PARAMETER-MISSING", ""},
        Graphed{"{a: {type: t, properties: {p: {resource_facade: metadata}}}}", "", "a"},
        Graphed{"{a: {type: t, properties: {p: {get_resource: a}}}}", "HEAT-CYCLE", ""},
        Graphed{"{a: {type: t, depends_on: b}, b: {type: t, depends_on: c}, c: {type: t, depends_on: a}}",
                "HEAT-CYCLE", ""}));

TEST(Graph, ACycleIsNamed) {
    auto tmpl = parseTemplateText(
        "heat_template_version: 2013-05-23\n"
        "resources: {a: {type: t, depends_on: b}, b: {type: t, depends_on: a}, c: {type: t}}\n");
    EXPECT_EQ(dependencyGraph(*tmpl).error().cause, "Circular Dependency Found: a -> b -> a");
}

} // namespace
} // namespace seedbed::heat
