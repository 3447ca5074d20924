// SPDX-License-Identifier: GPL-3.0-or-later
// Values of functions, by table: tripleo-deployment.md section 7.3.
#include <gtest/gtest.h>

#include "firmware/seed-services/heat/template/functions.hpp"

namespace seedbed::heat {
namespace {

Template templateOf(Notation notation, const std::string& version) {
    Template tmpl;
    tmpl.notation = notation;
    tmpl.version = version;
    tmpl.resources["server"] = {"server", "OS::Nova::Server"};
    tmpl.resources["word"] = {"word", "OS::Heat::RandomString"};
    tmpl.parameters["p"].name = "p";
    tmpl.parameters["map"].name = "map";
    return tmpl;
}

Scope scopeOf(Notation notation) {
    Scope scope;
    scope.parameters = {{"p", "value"}, {"map", Json{{"a", {10, 20}}, {"n", nullptr}}}, {"num", 5}};
    scope.parameters.merge(pseudoParameters(notation, "stk", "id-1", "proj"));
    scope.files = {{"f", "content"}};
    scope.facade = Json{{"metadata", {{"role", "control"}}}};
    scope.reference = [](const std::string& name) { return Json("ref-" + name); };
    scope.attribute = [](const std::string&, const std::string& name) {
        return name == "networks" ? Json{{"ctlplane", {"192.0.2.5"}}} : Json();
    };
    return scope;
}

struct Row {
    const char* text;
    const char* value; // JSON; "!" and an error id: refused
};

void expectRow(const Template& tmpl, const Row& row) {
    auto value = resolve(Json::parse(row.text), tmpl, scopeOf(tmpl.notation));
    if (row.value[0] == '!') {
        ASSERT_FALSE(value.has_value()) << row.text << " gave " << value->dump();
        EXPECT_EQ(value.error().id, row.value + 1) << row.text;
        return;
    }
    ASSERT_TRUE(value.has_value()) << row.text << ": " << toSentence(value.error());
    EXPECT_EQ(*value, Json::parse(row.value)) << row.text;
}

class Cfn : public testing::TestWithParam<Row> {};
TEST_P(Cfn, Value) {
    auto tmpl = templateOf(Notation::cfn, "2012-12-12");
    tmpl.mappings = Json::parse(R"({"Zones": {"value": {"size": 3}}})");
    expectRow(tmpl, GetParam());
}
INSTANTIATE_TEST_SUITE_P(
    Functions, Cfn,
    testing::Values(
        Row{R"({"Ref": "server"})", R"("ref-server")"}, Row{R"({"Ref": "p"})", R"("value")"},
        Row{R"({"Ref": "AWS::StackName"})", R"("stk")"},
        Row{R"({"Ref": "AWS::StackId"})", R"("arn:openstack:heat::proj:stacks/stk/id-1")"},
        Row{R"({"Fn::GetAtt": ["server", "networks"]})", R"({"ctlplane": ["192.0.2.5"]})"},
        Row{R"({"Fn::GetAtt": "server.networks"})", R"({"ctlplane": ["192.0.2.5"]})"},
        Row{R"({"Fn::GetAtt": ["server", "nothing"]})", "null"},
        Row{R"({"Fn::Select": ["0", {"Fn::Select": ["ctlplane", {"Fn::GetAtt": ["server", "networks"]}]}]})",
            R"("192.0.2.5")"},
        Row{R"({"Fn::Select": ["name", {"Fn::GetAtt": ["server", "show"]}]})", R"("")"},
        Row{R"({"Fn::Select": [1, ["a", "b"]]})", R"("b")"},
        Row{R"({"Fn::Select": [-1, ["a", "b"]]})", R"("b")"},
        Row{R"({"Fn::Select": [5, ["a", "b"]]})", R"("")"}, Row{R"({"Fn::Select": ["k", {"k": 1}]})", "1"},
        Row{R"({"Fn::Select": ["x", {"k": 1}]})", R"("")"},
        Row{R"({"Fn::Select": ["k", "{\"k\": [2]}"]})", "[2]"}, Row{R"({"Fn::Select": ["k", ""]})", R"("")"},
        Row{R"({"Fn::Select": ["k", null]})", R"("")"},
        Row{R"({"Fn::Select": ["k", ["a"]]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::Select": [0, {"0": 1}]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::Select": ["k", "nonsense"]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::Select": ["k"]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::Join": [",", ["a", null, "b"]]})", R"("a,,b")"},
        Row{R"({"Fn::Join": ["\n", []]})", R"("")"}, Row{R"({"Fn::Join": ["-", null]})", R"("")"},
        Row{R"({"Fn::Join": ["", ["a", 1, {"b": [2]}]]})", R"("a1{\"b\": [2]}")"},
        Row{R"({"Fn::Join": ["-", "text"]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::Join": [1, ["a"]]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::Split": [",", "a,b"]})", R"(["a", "b"])"},
        Row{R"({"Fn::Replace": [{"a": "b", "ab": "c"}, "ab a"]})", R"("c b")"},
        Row{R"({"Fn::Base64": "text"})", R"("text")"}, Row{R"({"get_input": "x"})", R"({"get_input": "x"})"},
        Row{R"({"get_param": "p"})", R"({"get_param": "p"})"},
        Row{R"({"Ref": "p", "more": 1})", R"({"Ref": "p", "more": 1})"},
        Row{R"({"Ref": "absent"})", "!HEAT-PARAMETER-MISSING"}, Row{R"({"Ref": 1})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::FindInMap": ["a", "b", "c"]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::FindInMap": ["Zones", {"Ref": "p"}, "size"]})", "3"},
        Row{R"({"Fn::GetAZs": ""})", R"(["nova"])"},
        Row{R"({"Fn::MemberListToMap": ["Name", "Value", [".member.0.Name=a", ".member.0.Value=x=1", ".member.1.Name=b"]]})",
            R"({"a": "x=1"})"},
        Row{R"({"Fn::MemberListToMap": ["Name", []]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::ResourceFacade": "Metadata"})", R"({"role": "control"})"},
        Row{R"({"Fn::ResourceFacade": "Name"})", "!HEAT-VALIDATION"},
        Row{R"([{"a": {"Ref": "p"}}, [], {}])", R"([{"a": "value"}, [], {}])"}));

class Hot : public testing::TestWithParam<Row> {};
TEST_P(Hot, Value) {
    expectRow(templateOf(Notation::hot, "2013-05-23"), GetParam());
}
INSTANTIATE_TEST_SUITE_P(
    Functions, Hot,
    testing::Values(
        Row{R"({"get_param": "p"})", R"("value")"}, Row{R"({"get_param": ["map", "a", 1]})", "20"},
        Row{R"({"get_param": ["map", "a", "0"]})", "10"}, Row{R"({"get_param": ["map", "z", 1]})", R"("")"},
        Row{R"({"get_param": "OS::stack_name"})", R"("stk")"},
        Row{R"({"get_param": "OS::project_id"})", R"("proj")"},
        Row{R"({"get_resource": "word"})", R"("ref-word")"},
        Row{R"({"get_attr": ["server", "networks", "ctlplane", 0]})", R"("192.0.2.5")"},
        Row{R"({"get_attr": ["server", "networks", "other", 0]})", "null"},
        Row{R"({"get_attr": ["server", "nothing"]})", "null"},
        Row{R"({"get_attr": ["server"]})", "!HEAT-VALIDATION"},
        Row{R"({"Fn::Join": ["", ["a", {"get_param": "p"}]]})", R"("avalue")"},
        Row{R"({"Fn::Select": ["ctlplane", {"get_attr": ["server", "networks"]}]})", R"(["192.0.2.5"])"},
        Row{R"({"str_replace": {"template": "a=$a b=$ab", "params": {"$a": 1, "$ab": "{$a}"}}})",
            R"("a=1 b={$a}")"},
        Row{R"({"str_replace": {"template": "x"}})", "!HEAT-VALIDATION"},
        Row{R"({"get_file": "f"})", R"("content")"}, Row{R"({"get_file": "g"})", "!HEAT-VALIDATION"},
        Row{R"({"Ref": "p"})", R"({"Ref": "p"})"},
        Row{R"({"list_join": ["", ["a"]]})", R"({"list_join": ["", ["a"]]})"},
        Row{R"({"get_input": {"get_param": "p"}})", R"({"get_input": "value"})"}));

class Later : public testing::TestWithParam<Row> {};
TEST_P(Later, Value) {
    expectRow(templateOf(Notation::hot, "2016-04-08"), GetParam());
}
INSTANTIATE_TEST_SUITE_P(Functions, Later,
                         testing::Values(Row{R"({"list_join": [",", ["a"], ["b", 1]]})", R"("a,b,1")"},
                                         Row{R"({"str_split": [".", "a.b", 1]})", R"("b")"},
                                         Row{R"({"str_split": ["", "a"]})", "!HEAT-VALIDATION"},
                                         Row{R"({"map_merge": [{"a": 1}, null, {"a": 2, "b": 3}]})",
                                             R"({"a": 2, "b": 3})"},
                                         Row{R"({"Fn::Join": ["", ["a"]]})", R"({"Fn::Join": ["", ["a"]]})"},
                                         Row{R"({"repeat": {}})", "!HEAT-VALIDATION"},
                                         Row{R"({"digest": ["md5", "a"]})", "!HEAT-NOT-SUPPORTED"}));

class Latest : public testing::TestWithParam<Row> {};
TEST_P(Latest, Value) {
    expectRow(templateOf(Notation::hot, "2018-08-31"), GetParam());
}
INSTANTIATE_TEST_SUITE_P(
    Functions, Latest,
    testing::Values(
        Row{R"({"repeat": {"template": {"%n%": "%n%-%x%"}, "for_each": {"%n%": ["a", "b"], "%x%": [1, 2]}}})",
            R"([{"a": "a-1"}, {"a": "a-2"}, {"b": "b-1"}, {"b": "b-2"}])"},
        Row{R"({"repeat": {"template": "x", "for_each": {"%n%": "text"}}})", "!HEAT-VALIDATION"},
        Row{R"({"map_replace": [{"a": 1, "b": "x"}, {"keys": {"a": "c"}, "values": {"x": "y"}}]})",
            R"({"c": 1, "b": "y"})"},
        Row{R"({"map_replace": [{"a": 1, "b": 2}, {"keys": {"a": "b"}}]})", "!HEAT-VALIDATION"},
        Row{R"({"str_replace_strict": {"template": "a=%a", "params": {"%a": "1"}}})", R"("a=1")"},
        Row{R"({"str_replace_strict": {"template": "a", "params": {"%a": "1"}}})", "!HEAT-VALIDATION"},
        Row{R"({"str_replace_vstrict": {"template": "%a", "params": {"%a": ""}}})", "!HEAT-VALIDATION"},
        Row{R"({"filter": [["b", null], ["a", "b", null]]})", R"(["a"])"},
        Row{R"({"contains": ["a", ["a", "b"]]})", "true"}, Row{R"({"contains": ["z", "ab"]})", "false"},
        Row{R"({"list_concat": [["a"], null, ["a", "b"]]})", R"(["a", "a", "b"])"},
        Row{R"({"list_concat_unique": [["a"], ["a", "b"]]})", R"(["a", "b"])"},
        Row{R"({"list_concat": ["a"]})", "!HEAT-VALIDATION"},
        Row{R"({"make_url": {"scheme": "http", "host": "fd00::1", "port": 80, "path": "a", "query": {"b": 1}}})",
            R"("http://[fd00::1]:80/a?b=1")"}));

TEST(Functions, ASmallTemplateDoesNotBecomeALargeValue) {
    const auto tmpl = templateOf(Notation::hot, "2018-08-31");
    const std::string long1(10000, 'a');
    const Json replace = {{"str_replace", {{"template", long1}, {"params", {{"a", long1}}}}}};
    EXPECT_EQ(resolve(replace, tmpl, scopeOf(Notation::hot)).error().id, "HEAT-VALIDATION");
    const Json many(std::vector<int>(100, 1));
    const Json repeat = {{"repeat", {{"template", long1}, {"for_each", {{"%x%", many}, {"%y%", many}}}}}};
    EXPECT_EQ(resolve(repeat, tmpl, scopeOf(Notation::hot)).error().id, "HEAT-VALIDATION");
}

} // namespace
} // namespace seedbed::heat
