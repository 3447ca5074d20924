// SPDX-License-Identifier: GPL-3.0-or-later
// Lives of stacks with fake servers: create, signal, failure, rollback, time-out, delete, restart.
#include <gmock/gmock.h>

#include "firmware/contract/history.hpp"
#include "tests/unit/seed-services/heat/surroundings.hpp"

namespace seedbed::heat {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class EngineTest : public Bench {
protected:
    std::string stateOf(const std::string& name) {
        const auto& resource = stack->resources.at(name);
        return resource.action + "_" + resource.status;
    }
    Json deployments(const std::string& server = "undercloud") {
        return (*engine->metadata(*stack, server))["deployments"];
    }
    std::string signalUrlOf() { return configNamed("stk-undercloudConfig").value("completion-signal", ""); }
    Json configNamed(const std::string& part) {
        for (const auto& deployment : deployments()) {
            if (deployment["name"].get<std::string>().find(part) != std::string::npos) {
                return deployment["config"];
            }
        }
        return nullptr;
    }
    void untilWaiting() {
        until([&] { return servers.created == 1; });
        servers.setAll("ACTIVE");
        until([&] {
            return stateOf("undercloudDeployment") == "CREATE_IN_PROGRESS" && deployments().size() == 4;
        });
    }
    std::string signedDescribe(const std::string& resource) {
        const auto& user = tokens.users.at(stack->resources.at(resource).data["access_key"]);
        return describeUrl(user, "stk", resource);
    }
};

class BothNotations : public EngineTest, public testing::WithParamInterface<const char*> {};
TEST_P(BothNotations, TheUndercloudIsCreatedSignalledAndDeleted) {
    create(golden(GetParam()),
           {{"parameters", {{"ExtraConfig", {{"extra", {{"k", 1}}}}}, {"NtpServer", "192.0.2.9"}}}});
    until([&] { return servers.created == 1; });
    EXPECT_EQ(stateOf("undercloud"), "CREATE_IN_PROGRESS");
    EXPECT_EQ(stateOf("undercloudIronicDeployment"), "INIT_COMPLETE");
    servers.setAll("ACTIVE");
    untilWaiting();

    std::vector<std::string> order;
    for (const auto& deployment : deployments()) {
        const auto name = deployment["name"].get<std::string>();
        order.push_back(name.substr(0, name.rfind('-')));
    }
    EXPECT_THAT(order, ElementsAre("stk-undercloudConfig", "stk-undercloudIronicConfig",
                                   "stk-undercloudNovaConfig", "stk-undercloudPassthroughConfig"));
    const auto secret = stack->resources.at("MysqlRootPassword").data["value"].get<std::string>();
    EXPECT_EQ(configNamed("IronicConfig"),
              (Json{{"ironic", {{"port", 6385}, {"db", "mysql://ironic:" + secret + "@localhost/ironic"}}}}));
    EXPECT_EQ(configNamed("NovaConfig")["nova"]["host"], "192.0.2.20");
    EXPECT_EQ(configNamed("PassthroughConfig"), (Json{{"extra", {{"k", 1}}}}));
    const auto last = configNamed("stk-undercloudConfig");
    EXPECT_EQ(last["ntp"], Json::parse(R"({"servers": [{"server": "192.0.2.9"}]})"));
    EXPECT_TRUE(last["unknown"].is_null());

    const auto url = last["completion-signal"].get<std::string>();
    auto answer = asNode(
        "POST", url,
        R"({"Status": "SUCCESS", "Reason": "Configuration Complete", "UniqueId": "i", "Data": "done"})");
    EXPECT_EQ(answer.status, 200u) << answer.body;
    untilState("CREATE_COMPLETE");
    EXPECT_THAT(nodes.history, ElementsAre(Pair("node-0", std::string(history::signalled))));
    EXPECT_EQ(*stack->outputValue(stack->plan.tmpl.outputs[1]), "http://192.0.2.20:5000/v2.0/");

    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
    EXPECT_TRUE(servers.servers.empty());
    EXPECT_TRUE(tokens.users.empty());
    EXPECT_TRUE(engine->software().configs("proj")->empty());
    EXPECT_TRUE(engine->software().deployments("proj")->empty());
    EXPECT_TRUE(engine->list("proj").empty());
}
INSTANTIATE_TEST_SUITE_P(Notations, BothNotations,
                         testing::Values("undercloud_hot.yaml", "undercloud_cfn.yaml"));

TEST_F(EngineTest, EveryTransitionIsAnEventAndTheStackHasItsOwn) {
    create(golden("small.yaml"));
    untilState("CREATE_COMPLETE");
    std::vector<std::string> lines;
    auto events = engine->events(*stack);
    for (const auto& event : *events) {
        lines.push_back(event.resourceName + " " + event.status);
    }
    EXPECT_THAT(lines,
                ElementsAre("stk CREATE_IN_PROGRESS", "nothing CREATE_IN_PROGRESS", "nothing CREATE_COMPLETE",
                            "word CREATE_IN_PROGRESS", "word CREATE_COMPLETE", "settings CREATE_IN_PROGRESS",
                            "settings CREATE_COMPLETE", "stk CREATE_COMPLETE"));
    EXPECT_EQ(events->front().physicalId, stack->record.id);
    EXPECT_EQ(events->front().reason, "Stack CREATE started");
    EXPECT_EQ(events->back().reason, "Stack CREATE completed successfully");
    auto config = engine->software().config(stack->resources.at("settings").physicalId);
    EXPECT_EQ((*config)["config"]["second"], 2);
    EXPECT_EQ((*config)["name"], stack->resources.at("settings").physicalName);
    EXPECT_EQ(stack->resources.at("word").data["value"].get<std::string>().size(), 12u);
}

TEST_F(EngineTest, TheNodesFirstReadAndItsPolledMetadataAgree) {
    create(golden("undercloud_hot.yaml"));
    untilWaiting();
    const auto& server = servers.servers.begin()->second;
    const auto& user = tokens.users.at(stack->resources.at("undercloud").data["access_key"]);
    EXPECT_THAT(server.userData, HasSubstr("filename=\"cfn-init-data\""));
    EXPECT_THAT(server.userData, HasSubstr("\"secret_access_key\":\"" + user.secretKey + "\""));
    EXPECT_THAT(server.userData, HasSubstr("\"path\":\"undercloud.Metadata\""));
    EXPECT_THAT(server.userData, HasSubstr("\"metadata_url\":\"http://192.0.2.1:8000/v1/\""));

    auto answer = asNode("GET", signedDescribe("undercloud"));
    ASSERT_EQ(answer.status, 200u) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr("<ResourceStatus>CREATE_COMPLETE</ResourceStatus>"));
    EXPECT_THAT(answer.body, HasSubstr("&quot;deployments&quot;"));
    EXPECT_THAT(nodes.history, ElementsAre(Pair("node-0", std::string(history::metadataRead))));
    asNode("GET", signedDescribe("undercloud"));
    EXPECT_EQ(nodes.history.size(), 1u); // nothing new was read
    EXPECT_EQ(sealed->get("heat-resource/" + stackId, "undercloud")->dump().find(user.secretKey),
              std::string::npos);
}

TEST_F(EngineTest, OnlyTheResourcesOwnUserMayReadAndSignal) {
    create(golden("undercloud_hot.yaml"));
    untilWaiting();
    auto url = signedDescribe("undercloud");
    EXPECT_EQ(asNode("GET", url + "x").status, 403u);
    const auto& config = stack->resources.at("undercloudDeployment");
    const auto foreign = tokens.users.at(config.data["access_key"]);
    tokens.users.at(stack->resources.at("undercloud").data["access_key"]).userId = foreign.userId + "-other";
    EXPECT_EQ(asNode("GET", url).status, 403u);
    const auto signal = signalUrlOf();
    EXPECT_EQ(asNode("PUT", signal).status, 405u);
    EXPECT_EQ(asNode("POST", signal.substr(0, signal.size() - 4)).status, 403u);
    EXPECT_EQ(asNode("POST", signal, "not json").status, 400u);
    EXPECT_EQ(stateOf("undercloudDeployment"), "CREATE_IN_PROGRESS");
}

TEST_F(EngineTest, AFailedSignalFailsTheStackWithItsReason) {
    create(golden("undercloud_hot.yaml"));
    untilWaiting();
    EXPECT_EQ(asNode("POST", signalUrlOf(), R"({"deploy_status_code": 7})").status, 200u);
    untilState("CREATE_FAILED");
    EXPECT_EQ(stack->record.reason,
              "Resource CREATE failed: Error: resources.undercloudDeployment: Deployment to server "
              "failed: deploy_status_code : Deployment exited with non-zero status code: 7");
    EXPECT_EQ(asNode("POST", signalUrlOf(), "{}").status, 200u); // too late: heard, ignored
    EXPECT_EQ(stateOf("undercloudDeployment"), "CREATE_FAILED");
    EXPECT_FALSE(servers.servers.empty());
}

TEST_F(EngineTest, AServerInErrorFailsTheStackAndRollbackRemovesIt) {
    create(golden("undercloud_hot.yaml"), {{"disable_rollback", false}});
    until([&] { return servers.created == 1; });
    servers.setAll("ERROR", "the BMC never answered");
    untilState("ROLLBACK_COMPLETE");
    EXPECT_TRUE(servers.servers.empty());
    EXPECT_TRUE(tokens.users.empty());
    bool told = false;
    auto events = engine->events(*stack);
    for (const auto& event : *events) {
        told =
            told ||
            (event.resourceName == "undercloud" && event.status == "CREATE_FAILED" &&
             event.reason.find("resources.undercloud: Went to status ERROR due to \"Message: the BMC never "
                               "answered") != std::string::npos);
    }
    EXPECT_TRUE(told);
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
}

TEST_F(EngineTest, ARefusedServerNamesTheCause) {
    servers.refuseNext = true;
    create(golden("undercloud_hot.yaml"));
    untilState("CREATE_FAILED");
    EXPECT_THAT(stack->record.reason, HasSubstr("TEST-ABSENT"));
    EXPECT_THAT(stack->record.reason, HasSubstr("image node"));
}

TEST_F(EngineTest, WhatIsUnderWayGetsTheErrorWaitThenIsAborted) {
    settings.errorWaitSeconds = 0;
    restart();
    create("heat_template_version: 2013-05-23\nresources:\n"
           "  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 1000}}\n"
           "  wrong: {type: OS::Heat::TestResource, properties: {fail: true}}\n"
           "  after: {type: OS::Heat::None, depends_on: wrong}\n");
    untilState("CREATE_FAILED");
    EXPECT_EQ(stack->record.reason,
              "Resource CREATE failed: ValueError: resources.wrong: Test Resource failed wrong");
    EXPECT_EQ(stateOf("slow"), "CREATE_FAILED");
    EXPECT_EQ(stateOf("after"), "INIT_COMPLETE");
}

TEST_F(EngineTest, TheTimeOfAStackIsLimited) {
    create("heat_template_version: 2013-05-23\nresources:\n"
           "  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 10000}}\n");
    stack->record.actionStarted -= 3600;
    untilState("CREATE_FAILED");
    EXPECT_EQ(stack->record.reason, "Create timed out");
}

TEST_F(EngineTest, DeletingARunningCreateStopsIt) {
    create(golden("undercloud_hot.yaml"));
    until([&] { return servers.created == 1; });
    servers.linger = true;
    ASSERT_TRUE(engine->remove(*stack).has_value());
    until([&] { return stateOf("undercloud") == "DELETE_IN_PROGRESS"; });
    EXPECT_EQ(stack->record.action + "_" + stack->record.status, "DELETE_IN_PROGRESS");
    servers.servers.clear();
    untilState("DELETE_COMPLETE");
}

TEST_F(EngineTest, RetainedResourcesStay) {
    create("heat_template_version: 2013-05-23\nresources:\n"
           "  kept: {type: OS::Heat::StructuredConfig, deletion_policy: Retain, properties: {config: {}}}\n");
    untilState("CREATE_COMPLETE");
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
    EXPECT_EQ(engine->software().configs("proj")->size(), 1u);
}

TEST_F(EngineTest, AStackInProgressGoesOnAfterARestart) {
    create(golden("undercloud_hot.yaml"));
    until([&] { return servers.created == 1; });
    restart();
    refind();
    servers.setAll("ACTIVE");
    until([&] { return stateOf("undercloudDeployment") == "CREATE_IN_PROGRESS"; });
    EXPECT_EQ(servers.created, 1);
    const auto url = signalUrlOf();
    restart();
    refind();
    EXPECT_EQ(signalUrlOf(), url);
    EXPECT_EQ(asNode("POST", url, "{}").status, 200u);
    untilState("CREATE_COMPLETE");
    restart();
    refind();
    EXPECT_EQ(stack->record.action + "_" + stack->record.status, "CREATE_COMPLETE");
    EXPECT_EQ(stack->resources.size(), 11u);
}

// The process may die between any two writes: whatever it had begun is found again, never made twice.
TEST_F(EngineTest, ACreateCutOffInTheMiddleIsTakenUpAgain) {
    create(golden("undercloud_hot.yaml"));
    until([&] { return servers.created == 1; });
    Resource record = sealed->get("heat-resource/" + stackId, "undercloud")->get<Resource>();
    record.begun = false;
    record.physicalId.clear();
    ASSERT_TRUE(sealed->put("heat-resource/" + stackId, "undercloud", record).has_value());
    const auto id = servers.servers.begin()->first;
    restart();
    refind();
    servers.setAll("ACTIVE");
    until([&] { return stateOf("undercloud") == "CREATE_COMPLETE"; });
    EXPECT_EQ(servers.created, 1);
    EXPECT_EQ(stack->resources.at("undercloud").physicalId, id);
}

TEST_F(EngineTest, ADeleteGoesOnAfterARestart) {
    create(golden("undercloud_hot.yaml"));
    untilWaiting();
    servers.linger = true;
    ASSERT_TRUE(engine->remove(*stack).has_value());
    until([&] { return stateOf("undercloud") == "DELETE_IN_PROGRESS"; });
    restart();
    refind();
    servers.servers.clear();
    untilState("DELETE_COMPLETE");
}

TEST_F(EngineTest, AStackThatIsNoLongerUnderstoodFailsWithAReasonAndCanBeDeleted) {
    create(golden("undercloud_hot.yaml"));
    until([&] { return servers.created == 1; });
    Json record = *sealed->get("heat-stack", stackId);
    record["source"]["resources"]["undercloud"]["type"] = "OS::Future::Server";
    ASSERT_TRUE(sealed->put("heat-stack", stackId, record).has_value());
    restart();
    refind();
    EXPECT_EQ(stack->record.action + "_" + stack->record.status, "CREATE_FAILED");
    EXPECT_THAT(stack->record.reason, HasSubstr("OS::Future::Server"));
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
    EXPECT_TRUE(servers.servers.empty());
}

TEST_F(EngineTest, WaitConditionsOfBothNotations) {
    create("HeatTemplateFormatVersion: '2012-12-12'\nResources:\n"
           "  handle: {Type: 'AWS::CloudFormation::WaitConditionHandle'}\n"
           "  wait: {Type: 'AWS::CloudFormation::WaitCondition', Properties: {Handle: {Ref: handle}, "
           "Timeout: '600'}}\n"
           "Outputs: {url: {Value: {Ref: handle}}, data: {Value: {'Fn::GetAtt': [wait, Data]}}}\n");
    until([&] { return stateOf("wait") == "CREATE_IN_PROGRESS"; });
    const auto url = stack->outputValue(stack->plan.tmpl.outputs[1])->get<std::string>();
    EXPECT_THAT(url, HasSubstr("/v1/waitcondition/arn%3A"));
    EXPECT_EQ(
        asNode("PUT", url, R"({"Status": "SUCCESS", "Reason": "up", "UniqueId": "n1", "Data": "d"})").status,
        200u);
    untilState("CREATE_COMPLETE");
    EXPECT_EQ(*stack->outputValue(stack->plan.tmpl.outputs[0]), R"({"n1": "d"})");
}

TEST_F(EngineTest, AFailedWaitConditionFailsTheStack) {
    create("heat_template_version: 2013-05-23\nresources:\n"
           "  handle: {type: OS::Heat::WaitConditionHandle}\n"
           "  wait: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: handle}, timeout: "
           "600, count: 2}}\n");
    until([&] { return stateOf("wait") == "CREATE_IN_PROGRESS"; });
    ASSERT_TRUE(
        engine->signal(*stack, "handle", Json{{"status", "FAILURE"}, {"reason", "no disk"}}).has_value());
    untilState("CREATE_FAILED");
    EXPECT_THAT(stack->record.reason, HasSubstr("WaitConditionFailure: resources.wait: no disk"));
}

TEST_F(EngineTest, IndependentServersAreBuiltInParallelAndSeeEachOthersAddresses) {
    std::string source = "heat_template_version: 2013-05-23\nresources:\n";
    for (const char* name : {"NovaCompute0", "NovaCompute1"}) {
        source += std::string("  ") + name +
                  ": {type: OS::Nova::Server, properties: {image: i, flavor: f, user_data_format: "
                  "SOFTWARE_CONFIG}}\n";
        source += std::string("  ") + name +
                  "AllNodes: {type: OS::Heat::StructuredDeployment, properties: {config: {get_resource: "
                  "all}, server: {get_resource: " +
                  name +
                  "}, signal_transport: NO_SIGNAL, input_values: {hosts: {Fn::Join: [' ', [{get_attr: "
                  "[NovaCompute0, networks, ctlplane, 0]}, {get_attr: "
                  "[NovaCompute1, networks, ctlplane, 0]}]]}}}}\n";
    }
    create(source +
           "  all: {type: OS::Heat::StructuredConfig, properties: {config: {hosts: {get_input: hosts}}}}\n");
    until([&] { return servers.created == 2; });
    servers.setAll("ACTIVE");
    untilState("CREATE_COMPLETE");
    EXPECT_EQ(deployments("NovaCompute0")[0]["config"]["hosts"], "192.0.2.20 192.0.2.21");
    EXPECT_EQ(deployments("NovaCompute1")[0]["config"]["hosts"], "192.0.2.20 192.0.2.21");
}

struct RefusedStack {
    const char* resources;
    const char* id;
};
class RefusedStacks : public EngineTest, public testing::WithParamInterface<RefusedStack> {};
TEST_P(RefusedStacks, AreNeverMade) {
    auto request =
        readStackRequest({{"stack_name", "stk"},
                          {"template", std::string("heat_template_version: 2013-05-23\nresources: ") +
                                           GetParam().resources + "\n"}});
    ASSERT_TRUE(request.has_value());
    auto made = engine->create(std::move(*request), who);
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().id, GetParam().id);
    EXPECT_TRUE(engine->all().empty());
}
INSTANTIATE_TEST_SUITE_P(
    Engine, RefusedStacks,
    testing::Values(
        RefusedStack{"{a: {type: 'OS::No::Such'}}", "HEAT-VALIDATION"},
        RefusedStack{"{a: {type: 'OS::Heat::RandomString', properties: {len: 1}}}", "HEAT-VALIDATION"},
        RefusedStack{"{a: {type: 'OS::Nova::Server', properties: {image: i}}}", "HEAT-VALIDATION"},
        RefusedStack{"{a: {type: 'OS::Nova::Server', properties: {image: i, flavor: f}}, c: {type: "
                     "'OS::Heat::StructuredConfig'}, d: {type: 'OS::Heat::StructuredDeployment', properties: "
                     "{config: {get_resource: c}, server: {get_resource: a}}}}",
                     "HEAT-VALIDATION"},
        RefusedStack{
            "{a: {type: 'OS::Heat::RandomString'}, b: {type: 'OS::Heat::None', properties: {p: {get_attr: "
            "[a, colour]}}}}",
            "HEAT-ATTRIBUTE"},
        RefusedStack{"{a: {type: 'OS::Heat::None', depends_on: a}}", "HEAT-CYCLE"}));

} // namespace
} // namespace seedbed::heat
