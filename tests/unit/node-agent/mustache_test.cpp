// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/mustache.hpp"

#include <gtest/gtest.h>

namespace seedbed::node_agent {
namespace {

struct Case {
    const char* text;
    const char* data;
    const char* expected;
};

class Mustache : public testing::TestWithParam<Case> {};

TEST_P(Mustache, renders) {
    auto data = parseOrdered(GetParam().data, "test");
    ASSERT_TRUE(data);
    auto rendered = renderMustache(GetParam().text, *data);
    ASSERT_TRUE(rendered) << toSentence(rendered.error());
    EXPECT_EQ(*rendered, GetParam().expected);
}

// The semantics of os-apply-config 12.0.0; the judge in tests/integration compares with the original itself.
INSTANTIATE_TEST_SUITE_P(
    Semantics, Mustache,
    testing::Values(
        Case{"{{a}} {{&a}} {{{a}}}", R"({"a":"<&\">"})", "<&\"> <&\"> <&\">"},
        Case{"[{{missing}}{{a.b.c}}]", R"({"a":{"b":1}})", "[]"}, Case{"{{ a.b }}", R"({"a":{"b":"x"}})", "x"},
        Case{"{{a}} {{b}} {{c}} {{d}}", R"({"a":true,"b":123,"c":[1,2],"d":null})", "true 123 [1, 2] "},
        Case{"{{a}}", R"({"a":{"z":1,"b":"é","f":1.5}})", R"({"z": 1, "b": "\u00e9", "f": 1.5})"},
        Case{"{{a}}", R"({"a":"é"})", "é"},
        Case{"{{#l}}<{{.}}>{{/l}}", R"({"l":[1,"x",null,{"a":1}]})", R"(<1><x><>)"
                                                                     R"(<{"a": 1}>)"},
        Case{"{{#o}}{{x}}{{y}}{{/o}}", R"({"o":{"x":1},"y":2})", "12"},
        Case{"{{#a}}A{{/a}}{{#b}}B{{/b}}{{#c}}C{{/c}}{{#d}}D{{/d}}{{#e}}E{{/e}}{{#f}}F{{/f}}",
             R"({"a":false,"b":0,"c":0.0,"d":"","e":[],"f":{}})", ""},
        Case{"{{#a}}A{{/a}}{{#b}}B{{/b}}", R"({"a":"false","b":"ab"})", "AB"},
        Case{"{{^a}}none{{/a}}{{^b}}no{{/b}}", R"({"b":1})", "none"}, Case{"{{l.0.a}}", R"({"l":[{"a":1}]})", ""},
        Case{"a\n{{#t}}\nb\n{{/t}}\nc", R"({"t":true})", "a\nb\nc"},
        Case{"a\n  {{! gone }}\nb {{! stays }}\n", "{}", "a\nb \n"}, Case{"a\r\nb\r\n", "{}", "a\nb\n"},
        Case{"{{=<% %>=}}<%a%>{{a}}<%={{ }}=%>{{a}}", R"({"a":1})", "1{{a}}1"}, Case{"x{{>part}}y", "{}", "xy"},
        Case{"{{#a}}{{b}}{{/a}}", R"({"a":"s","b":2})", "2"}, Case{"{{open", "{}", "{{open"}));

TEST(MustacheErrors, sectionsMustMatch) {
    for (const char* text : {"{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{#a}}{{#b}}{{/a}}{{/b}}"}) {
        auto rendered = renderMustache(text, Json::object());
        ASSERT_FALSE(rendered) << text;
        EXPECT_EQ(rendered.error().id, "MUSTACHE-SYNTAX");
    }
}

TEST(JsonText, asPythonWritesIt) {
    auto text = [](const char* json, int indent) { return pythonJson(*parseOrdered(json, "test"), indent); };
    EXPECT_EQ(text(R"({"b":[1,2.0,1e16,1e-5,0.0001],"a":{},"c":[]})", -1),
              R"({"b": [1, 2.0, 1e+16, 1e-05, 0.0001], "a": {}, "c": []})");
    EXPECT_EQ(text(R"({"a":[1,{"b":null}]})", 1), "{\n \"a\": [\n  1,\n  {\n   \"b\": null\n  }\n ]\n}");
}

TEST(JsonText, deepMerge) {
    auto merged = *parseOrdered(R"({"a":{"x":1,"y":[1]},"b":1})", "test");
    mergeDeep(merged, *parseOrdered(R"({"a":{"y":[2],"z":3},"b":{"c":1}})", "test"));
    mergeDeep(merged, *parseOrdered("[1]", "test"));
    EXPECT_EQ(pythonJson(merged), R"({"a": {"x": 1, "y": [2], "z": 3}, "b": {"c": 1}})");
    EXPECT_TRUE(sameValue(*parseOrdered(R"({"a":1,"b":2})", "t"), *parseOrdered(R"({"b":2,"a":1})", "t")));
}

} // namespace
} // namespace seedbed::node_agent
