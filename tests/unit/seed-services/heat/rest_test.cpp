// SPDX-License-Identifier: GPL-3.0-or-later
// The REST API without sockets: look-ups, shapes, refusals; tripleo-deployment.md sections 8.1 and 8.3.
#include <gmock/gmock.h>

#include "tests/unit/seed-services/heat/surroundings.hpp"

namespace seedbed::heat {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

class Rest : public Bench {
protected:
    Json get(const std::string& target, unsigned status = 200) {
        auto response = call("GET", target);
        EXPECT_EQ(response.status, status) << target << " " << response.body;
        return Json::parse(response.body, nullptr, false);
    }
    std::string path(const std::string& rest = "") { return "/v1/proj/stacks/stk/" + stackId + rest; }
    void small() {
        create(golden("small.yaml"), {{"parameters", {{"secret", "topsecret"}}}, {"tags", "a,b"}});
        untilState("CREATE_COMPLETE");
    }
};

std::vector<std::string> keysOf(const Json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.push_back(key);
    }
    return keys;
}

TEST_F(Rest, VersionsNeedNoToken) {
    token.clear();
    auto body = get("/", 300);
    EXPECT_EQ(body["versions"][0]["id"], "v1.0");
    EXPECT_EQ(body["versions"][0]["links"][0]["href"], "http://heat:8004/v1/");
    EXPECT_EQ(call("GET", "/v1/proj/stacks").status, 401u);
}

TEST_F(Rest, CreateAnswersWithIdAndLink) {
    auto response = call(
        "POST", "/v1/proj/stacks",
        {{"stack_name", "stk"}, {"template", Json::parse(R"({"heat_template_version": "2013-05-23"})")}});
    ASSERT_EQ(response.status, 201u) << response.body;
    auto body = Json::parse(response.body);
    const auto id = body["stack"]["id"].get<std::string>();
    EXPECT_EQ(body["stack"]["links"][0]["href"], "http://heat:8004/v1/proj/stacks/stk/" + id);
    EXPECT_EQ(*response.headers.get("Location"), "http://heat:8004/v1/proj/stacks/stk/" + id);
    auto again = call("POST", "/v1/proj/stacks",
                      {{"stack_name", "stk"}, {"template", "heat_template_version: 2013-05-23"}});
    EXPECT_EQ(again.status, 409u);
    EXPECT_EQ(Json::parse(again.body)["error"]["type"], "StackExists");
}

TEST_F(Rest, LookUpsRedirectAndKeepTheQuery) {
    small();
    for (const auto* verb : {"GET", "DELETE", "PUT"}) {
        auto response = call(verb, "/v1/proj/stacks/stk");
        EXPECT_EQ(response.status, 302u);
        EXPECT_EQ(*response.headers.get("Location"), "http://heat:8004" + path());
    }
    for (const auto* part : {"resources", "events", "template", "outputs"}) {
        auto response =
            call("GET", std::string("/v1/proj/stacks/") + stackId + "/" + part + "?marker=m&limit=1");
        EXPECT_EQ(*response.headers.get("Location"),
                  "http://heat:8004" + path("/") + part + "?marker=m&limit=1");
    }
    EXPECT_EQ(call("GET", "/v1/proj/stacks/nobody").status, 404u);
}

TEST_F(Rest, TheOldClientsQuotedIdentifierIsUnderstood) {
    small();
    auto body = get("/v1/proj/stacks/stk%2F" + stackId + "/resources/word");
    EXPECT_EQ(body["resource"]["resource_name"], "word");
}

TEST_F(Rest, ShapesHaveTheKeysOfHeat) {
    small();
    const std::vector<std::string> listed = {"creation_time",
                                             "deletion_time",
                                             "description",
                                             "id",
                                             "links",
                                             "parent",
                                             "project",
                                             "stack_name",
                                             "stack_owner",
                                             "stack_status",
                                             "stack_status_reason",
                                             "stack_user_project_id",
                                             "tags",
                                             "updated_time"};
    auto list = get("/v1/proj/stacks");
    EXPECT_THAT(keysOf(list["stacks"][0]), testing::UnorderedElementsAreArray(listed));
    auto shown = get(path())["stack"];
    EXPECT_THAT(keysOf(shown), IsSupersetOf(listed));
    EXPECT_THAT(keysOf(shown),
                IsSupersetOf({"capabilities", "disable_rollback", "notification_topics", "outputs",
                              "parameters", "template_description", "timeout_mins"}));
    EXPECT_EQ(shown["parameters"]["secret"], "******");
    EXPECT_EQ(shown["parameters"]["OS::stack_name"], "stk");
    EXPECT_EQ(shown.dump().find("topsecret"), std::string::npos);
    EXPECT_THAT(shown["outputs"][1]["output_value"].get<std::string>(), HasSubstr("seed-"));
    EXPECT_FALSE(get(path("?resolve_outputs=False"))["stack"].contains("outputs"));
    auto resource = get(path("/resources/word"))["resource"];
    EXPECT_THAT(keysOf(resource),
                UnorderedElementsAre("attributes", "creation_time", "description", "links",
                                     "logical_resource_id", "physical_resource_id", "required_by",
                                     "resource_name", "resource_status", "resource_status_reason",
                                     "resource_type", "updated_time"));
    EXPECT_EQ(resource["required_by"], Json{"settings"});
    EXPECT_EQ(resource["creation_time"].get<std::string>().size(),
              std::string("2014-06-26T10:00:00Z").size());
    auto events = get(path("/events"))["events"];
    EXPECT_THAT(keysOf(events[0]), UnorderedElementsAre("event_time", "id", "links", "logical_resource_id",
                                                        "physical_resource_id", "resource_name",
                                                        "resource_status", "resource_status_reason"));
    auto event = get(path("/resources/" + events[1]["resource_name"].get<std::string>() + "/events/" +
                          events[1]["id"].get<std::string>()));
    EXPECT_EQ(event["event"]["resource_type"], "OS::Heat::None");
}

TEST_F(Rest, EventsFollowTheMarkerAsWaitingClientsNeed) {
    small();
    auto all = get(path("/events?sort_dir=asc"))["events"];
    ASSERT_EQ(all.size(), 8u);
    const auto third = all[2]["id"].get<std::string>();
    auto rest = get(path("/events?sort_dir=asc&marker=" + third))["events"];
    EXPECT_EQ(rest.size(), 5u);
    EXPECT_EQ(rest[0]["id"], all[3]["id"]);
    EXPECT_EQ(get(path("/events?marker=" + all.back()["id"].get<std::string>()))["events"].size(), 0u);
    EXPECT_EQ(get(path("/events?sort_dir=desc&limit=1"))["events"][0]["id"], all.back()["id"]);
    EXPECT_EQ(all.back()["physical_resource_id"], stackId);
    EXPECT_EQ(get(path("/resources/word/events"))["events"].size(), 2u);
    EXPECT_EQ(call("GET", path("/events?limit=x")).status, 400u);
}

TEST_F(Rest, TemplateEnvironmentFilesOutputs) {
    small();
    EXPECT_EQ(get(path("/template"))["heat_template_version"], "2013-05-23");
    EXPECT_TRUE(get(path("/environment")).is_object());
    EXPECT_TRUE(get(path("/files")).is_object());
    EXPECT_EQ(get(path("/outputs"))["outputs"].size(), 2u);
    EXPECT_EQ(get(path("/outputs/greeting"))["output"]["description"], "joined");
    EXPECT_EQ(call("GET", path("/outputs/none")).status, 404u);
    EXPECT_EQ(get(path("/resources/word/metadata"))["metadata"], Json::object());
}

struct BadBody {
    const char* body;
    unsigned status;
    const char* type;
};
class BadCreate : public Rest, public testing::WithParamInterface<BadBody> {};
TEST_P(BadCreate, IsRefusedInHeatsForm) {
    HttpRequest request;
    request.method = "POST";
    request.target = "/v1/proj/stacks";
    request.headers.set("X-Auth-Token", "good");
    request.body = GetParam().body;
    auto response = ask(*rest, request);
    EXPECT_EQ(response.status, GetParam().status) << response.body;
    auto body = Json::parse(response.body);
    EXPECT_EQ(body["code"], GetParam().status);
    EXPECT_EQ(body["error"]["type"], GetParam().type) << response.body;
    EXPECT_FALSE(body["error"]["message"].get<std::string>().empty());
    EXPECT_TRUE(engine->all().empty());
}
INSTANTIATE_TEST_SUITE_P(
    Rest, BadCreate,
    testing::Values(
        BadBody{"", 400, "HTTPBadRequest"}, BadBody{"[]", 400, "HTTPBadRequest"},
        BadBody{"{}", 400, "HTTPBadRequest"},
        BadBody{R"({"stack_name": 5, "template": {}})", 400, "HTTPBadRequest"},
        BadBody{R"({"stack_name": "1a", "template": {}})", 400, "HTTPBadRequest"},
        BadBody{R"({"stack_name": "a"})", 400, "HTTPBadRequest"},
        BadBody{R"({"stack_name": "a", "template": {}})", 400, "InvalidTemplateVersion"},
        BadBody{R"({"stack_name": "a", "template": "a: b: c"})", 400, "StackValidationFailed"},
        BadBody{R"({"stack_name": "a", "template": 5})", 400, "HTTPBadRequest"},
        BadBody{
            R"({"stack_name": "a", "template": "heat_template_version: 2013-05-23", "parameters": {"x": 1}})",
            400, "UnknownUserParameter"},
        BadBody{R"({"stack_name": "a", "template": "heat_template_version: 2013-05-23", "parameters": [1]})",
                400, "HTTPBadRequest"},
        BadBody{
            R"({"stack_name": "a", "template": "heat_template_version: 2013-05-23", "environment": "- a"})",
            400, "StackValidationFailed"},
        BadBody{
            R"({"stack_name": "a", "template": "heat_template_version: 2013-05-23", "environment": {"parameters": 5}})",
            400, "HTTPBadRequest"},
        BadBody{R"({"stack_name": "a", "template": "heat_template_version: 2013-05-23", "timeout_mins": -1})",
                400, "HTTPBadRequest"},
        BadBody{
            R"({"stack_name": "a", "template": "heat_template_version: 2013-05-23", "environment_files": [5]})",
            400, "HTTPBadRequest"},
        BadBody{
            R"({"stack_name": "a", "template": {"heat_template_version": "2013-05-23", "resources": {"r": {"type": "OS::X"}}}})",
            400, "StackValidationFailed"}));

TEST_F(Rest, AnotherProjectIsOutOfReach) {
    small();
    token = "other";
    EXPECT_EQ(call("GET", path()).status, 404u);
    EXPECT_EQ(call("GET", "/v1/proj/stacks").status, 403u);
    EXPECT_EQ(call("GET", "/v1/foreign/stacks/stk").status, 404u);
    EXPECT_EQ(call("GET", "/v1/foreign/stacks/stk/" + stackId).status, 404u);
}

TEST_F(Rest, ValidateAndPreviewMakeNothing) {
    auto body = Json{{"stack_name", "stk"}, {"template", golden("small.yaml")}};
    auto validated = Json::parse(call("POST", "/v1/proj/validate", body).body);
    EXPECT_EQ(validated["Description"], "Stack without servers");
    EXPECT_EQ(validated["Parameters"]["secret"]["NoEcho"], "true");
    EXPECT_EQ(validated["Parameters"]["size"]["Type"], "Number");
    auto previewed = Json::parse(call("POST", "/v1/proj/stacks/preview", body).body)["stack"];
    EXPECT_EQ(previewed["resources"].size(), 3u);
    EXPECT_EQ(previewed["stack_name"], "stk");
    EXPECT_TRUE(engine->all().empty());
    EXPECT_EQ(call("POST", "/v1/proj/validate", {{"template", "resources: {}"}}).status, 400u);
}

TEST_F(Rest, ListsAreFilteredSortedAndPaged) {
    for (const auto* name : {"c", "a", "b"}) {
        call("POST", "/v1/proj/stacks",
             {{"stack_name", name}, {"template", "heat_template_version: 2013-05-23"}});
    }
    auto sorted = get("/v1/proj/stacks?sort_keys=stack_name&sort_dir=asc")["stacks"];
    ASSERT_EQ(sorted.size(), 3u);
    EXPECT_EQ(sorted[0]["stack_name"], "a");
    auto page = get("/v1/proj/stacks?sort_keys=stack_name&limit=1&marker=" +
                    sorted[0]["id"].get<std::string>())["stacks"];
    ASSERT_EQ(page.size(), 1u);
    EXPECT_EQ(page[0]["stack_name"], "b");
    EXPECT_EQ(get("/v1/proj/stacks?stack_name=c")["stacks"].size(), 1u);
    EXPECT_EQ(get("/v1/proj/stacks?status=FAILED")["stacks"].size(), 0u);
}

TEST_F(Rest, DeletedStacksAreFoundByIdOnly) {
    small();
    EXPECT_EQ(call("DELETE", path()).status, 204u);
    untilState("DELETE_COMPLETE");
    EXPECT_EQ(call("GET", "/v1/proj/stacks/stk").status, 404u);
    EXPECT_EQ(get(path())["stack"]["stack_status"], "DELETE_COMPLETE");
    EXPECT_EQ(get("/v1/proj/stacks")["stacks"].size(), 0u);
    EXPECT_EQ(get("/v1/proj/stacks?show_deleted=True")["stacks"].size(), 1u);
    EXPECT_EQ(get(path("/events"))["events"].back()["resource_status"], "DELETE_COMPLETE");
}

TEST_F(Rest, ResourceTypesAndBuildInfo) {
    EXPECT_THAT(get("/v1/proj/resource_types")["resource_types"].get<std::vector<std::string>>(),
                IsSupersetOf({"OS::Nova::Server", "OS::Heat::StructuredDeployment", "OS::Heat::None"}));
    EXPECT_EQ(get("/v1/proj/resource_types/OS::Nova::Server")["properties"]["image"]["required"], true);
    EXPECT_TRUE(get("/v1/proj/resource_types/OS::Nova::Server/template")["Resources"].contains("Server"));
    EXPECT_EQ(call("GET", "/v1/proj/resource_types/OS::No").status, 404u);
    EXPECT_TRUE(get("/v1/proj/build_info").contains("engine"));
}

TEST_F(Rest, SoftwareConfigsAndDeploymentsByHand) {
    auto config =
        Json::parse(call("POST", "/v1/proj/software_configs", {{"name", "c"}, {"config", {{"a", 1}}}})
                        .body)["software_config"];
    EXPECT_EQ(config["group"], "Heat::Ungrouped");
    const auto id = config["id"].get<std::string>();
    auto deployment = Json::parse(call("POST", "/v1/proj/software_deployments",
                                       {{"config_id", id}, {"server_id", "srv"}, {"status", "IN_PROGRESS"}})
                                      .body)["software_deployment"];
    EXPECT_EQ(deployment["status"], "IN_PROGRESS");
    EXPECT_EQ(get("/v1/proj/software_deployments/metadata/srv")["metadata"][0]["config"], (Json{{"a", 1}}));
    EXPECT_EQ(get("/v1/proj/software_deployments?server_id=srv")["software_deployments"].size(), 1u);
    const auto place = "/v1/proj/software_deployments/" + deployment["id"].get<std::string>();
    EXPECT_EQ(Json::parse(call("PUT", place, {{"status", "COMPLETE"}}).body)["software_deployment"]["status"],
              "COMPLETE");
    EXPECT_EQ(call("PUT", place, {{"status", 5}}).status, 400u);
    EXPECT_EQ(call("DELETE", place).status, 204u);
    EXPECT_EQ(call("GET", place).status, 404u);
    EXPECT_EQ(call("POST", "/v1/proj/software_configs", {{"name", 5}}).status, 400u);
    EXPECT_EQ(call("POST", "/v1/proj/software_deployments", {{"config_id", "x"}, {"server_id", "s"}}).status,
              404u);
    token = "other";
    EXPECT_EQ(call("GET", "/v1/foreign/software_configs/" + id).status, 404u);
}

TEST_F(Rest, SignalsNeedAResourceThatListens) {
    small();
    EXPECT_EQ(call("POST", path("/resources/word/signal"), Json::object()).status, 400u);
    EXPECT_EQ(call("POST", path("/resources/nobody/signal"), Json::object()).status, 404u);
    EXPECT_EQ(call("PUT", path(), Json::object()).status, 400u); // no template
}

} // namespace
} // namespace seedbed::heat
