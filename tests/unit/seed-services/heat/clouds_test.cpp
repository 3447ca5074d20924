// SPDX-License-Identifier: GPL-3.0-or-later
// Whole clouds in the forms of May to October 2014: what each server gets, in which order, and who waits for
// whom; tripleo-deployment.md sections 6.1, 6.5, 7.4 and 7.5.
#include <gmock/gmock.h>

#include "tests/unit/seed-services/heat/surroundings.hpp"

namespace seedbed::heat {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Clouds : public Bench {
protected:
    std::string stateOf(const std::string& name) {
        const auto& resource = stack->resources.at(name);
        return resource.action + "_" + resource.status;
    }
    Json deploymentsOn(const std::string& server) {
        return (*engine->metadata(*stack, server))["deployments"];
    }
    // Without the stack's name and the short id.
    std::vector<std::string> namesOn(const std::string& server) {
        std::vector<std::string> names;
        for (const auto& deployment : deploymentsOn(server)) {
            const auto name = deployment["name"].get<std::string>();
            names.push_back(name.substr(4, name.rfind('-') - 4));
        }
        return names;
    }
    Json configOn(const std::string& server, const std::string& name) {
        for (const auto& deployment : deploymentsOn(server)) {
            if (startsWith(deployment["name"].get<std::string>(), "stk-" + name + "-")) {
                return deployment["config"];
            }
        }
        return nullptr;
    }
    void signalFrom(const std::string& server) {
        const auto url = configOn(server, "allNodesConfig")["completion-signal"].get<std::string>();
        EXPECT_EQ(asNode("POST", url, R"({"Status": "SUCCESS", "UniqueId": "i"})").status, 200u);
    }
    void begin(const std::string& file, std::size_t resources) {
        create(
            golden(file),
            {{"parameters",
              {{"ExtraConfig", {{"extra", 1}}}, {"AdminPassword", "lighthouse"}, {"CloudName", "harbour"}}}});
        ASSERT_EQ(stack->resources.size(), resources);
        until([&] { return servers.created == 6; });
        EXPECT_EQ(stateOf("controller0Deployment"), "INIT_COMPLETE");
        servers.setAll("ACTIVE");
    }
    std::string addressOf(const std::string& server) {
        return servers.servers.at(stack->resources.at(server).uuid).status.address;
    }
};

const std::vector<std::string> computes = {"NovaCompute0", "NovaCompute1", "NovaCompute2"};

TEST_F(Clouds, TheOvercloudOfOctoberIsBuiltInItsOrder) {
    begin("overcloud_hot.yaml", 44);
    until([&] { return stateOf("controller0AllNodesDeployment") == "CREATE_IN_PROGRESS"; });
    EXPECT_EQ(stateOf("SwiftStorage1Keystone"), "CREATE_COMPLETE"); // Swift waits for nobody
    for (const auto& compute : computes) {
        EXPECT_EQ(stateOf(compute + "Deployment"), "INIT_COMPLETE");
        EXPECT_TRUE(deploymentsOn(compute).empty());
    }
    signalFrom("controller0");
    for (const auto& compute : computes) {
        until([&] { return stateOf(compute + "AllNodesDeployment") == "CREATE_IN_PROGRESS"; });
    }
    EXPECT_EQ(stack->record.status, "IN_PROGRESS");
    for (const auto& compute : computes) {
        signalFrom(compute);
    }
    untilState("CREATE_COMPLETE");

    EXPECT_THAT(namesOn("controller0"),
                ElementsAre("SSLConfig", "SwiftConfig", "allNodesConfig", "controllerConfig",
                            "controllerPassthrough", "controllerPassthroughSpecific"));
    for (const auto& compute : computes) {
        EXPECT_THAT(namesOn(compute), ElementsAre("NovaComputeConfig", "NovaComputePassthrough",
                                                  "NovaComputePassthroughSpecific", "allNodesConfig"));
    }
    EXPECT_THAT(namesOn("SwiftStorage0"), ElementsAre("SwiftConfig", "SwiftKeystoneConfig"));
    const auto controller = configOn("controller0", "controllerConfig");
    EXPECT_EQ(controller["mysql"]["root-password"],
              stack->resources.at("MysqlRootPassword").data["value"]); // a reference is the value
    EXPECT_EQ(controller["heat"]["metadata.url"], "http://192.0.2.90:8000");
    EXPECT_EQ(controller["local-ip"], addressOf("controller0"));
    EXPECT_EQ(configOn("NovaCompute1", "NovaComputePassthrough"), (Json{{"extra", 1}}));
    EXPECT_EQ(*stack->outputValue(stack->plan.tmpl.outputs[0]), "http://192.0.2.90:5000/v2.0/");
    EXPECT_EQ(ports.ports.size(), 2u);
}

TEST_F(Clouds, TheOvercloudOfJulyNeedsFourSignalsInAnyOrder) {
    begin("overcloud_cfn.yaml", 36);
    std::vector<std::string> nodes = computes;
    nodes.push_back("controller0");
    for (const auto& node : nodes) {
        until([&] { return !configOn(node, "allNodesConfig").is_null(); });
        signalFrom(node);
    }
    untilState("CREATE_COMPLETE");
    EXPECT_THAT(namesOn("controller0"), ElementsAre("SSLConfig", "SwiftConfig", "allNodesConfig",
                                                    "controllerConfig", "controllerPassthrough"));
    EXPECT_THAT(namesOn("NovaCompute2"),
                ElementsAre("NovaComputeConfig", "NovaComputePassthrough", "allNodesConfig"));
}

class BothOverclouds : public Clouds,
                       public testing::WithParamInterface<std::pair<const char*, std::size_t>> {};
TEST_P(BothOverclouds, EveryNodeKnowsAllOthers) {
    begin(GetParam().first, GetParam().second);
    until([&] { return !configOn("controller0", "allNodesConfig").is_null(); });
    const auto config = configOn("controller0", "allNodesConfig");
    std::string hosts;
    for (const auto* server : {"NovaCompute0", "NovaCompute1", "NovaCompute2", "", "SwiftStorage0",
                               "SwiftStorage1", "controller0"}) {
        const std::string name = server;
        if (name.empty()) {
            hosts += "\n"; // there is no block storage
            continue;
        }
        const auto host = servers.servers.at(stack->resources.at(name).uuid).name;
        hosts += (hosts.empty() ? "" : "\n") + addressOf(name) + " " + host + " " + host + ".kit";
    }
    EXPECT_EQ(config["hosts"], hosts + " harbour");
    EXPECT_EQ(configOn("SwiftStorage0", "SwiftConfig")["swift"]["devices"],
              "r1z1-" + addressOf("SwiftStorage0") + ":%PORT%/d1, r1z1-" + addressOf("SwiftStorage1") +
                  ":%PORT%/d1");
}
TEST_P(BothOverclouds, AreValidAndLeaveNothingBehind) {
    auto validated = call("POST", "/v1/proj/validate", {{"template", golden(GetParam().first)}});
    EXPECT_EQ(validated.status, 200u) << validated.body;
    begin(GetParam().first, GetParam().second);
    until([&] { return !configOn("controller0", "allNodesConfig").is_null(); });
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
    EXPECT_TRUE(servers.servers.empty());
    EXPECT_TRUE(ports.ports.empty());
    EXPECT_TRUE(tokens.users.empty());
    EXPECT_TRUE(engine->software().configs("proj")->empty());
    EXPECT_TRUE(engine->software().deployments("proj")->empty());
}
INSTANTIATE_TEST_SUITE_P(Clouds, BothOverclouds,
                         testing::Values(std::pair("overcloud_hot.yaml", std::size_t{44}),
                                         std::pair("overcloud_cfn.yaml", std::size_t{36})));

// The node reads another resource's metadata, as its policy allows, and tells a wait handle.
TEST_F(Clouds, TheUndercloudOfMayIsConfiguredByMetadata) {
    create(golden("undercloud_may.yaml"));
    until([&] { return servers.created == 1; });
    const auto& userData = servers.servers.begin()->second.userData;
    EXPECT_THAT(userData,
                AllOf(HasSubstr("undercloudConfig.Metadata"), Not(HasSubstr("undercloud.Metadata"))));
    servers.setAll("ACTIVE");
    until([&] { return stateOf("CompletionCondition") == "CREATE_IN_PROGRESS"; });

    const auto collect = (*engine->metadata(*stack, "undercloud"))["os-collect-config"]["cfn"];
    const auto& user = tokens.users.at(collect["access_key_id"]);
    EXPECT_EQ(collect["secret_access_key"], user.secretKey);
    EXPECT_EQ(collect["stack_name"], "stk");
    auto ask = [&](const std::string& resource) { return asNode("GET", describeUrl(user, "stk", resource)); };
    auto answer = ask("undercloudConfig");
    EXPECT_EQ(answer.status, 200u);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("http://192.0.2.20:8000"), HasSubstr("completion-handle")));
    EXPECT_EQ(ask("undercloud").status, 403u);
    EXPECT_EQ(ask("CompletionHandle").status, 403u);

    const auto handle =
        (*engine->metadata(*stack, "undercloudConfig"))["completion-handle"].get<std::string>();
    EXPECT_EQ(asNode("PUT", handle, R"({"Status": "SUCCESS", "UniqueId": "n"})").status, 200u);
    untilState("CREATE_COMPLETE");
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
    EXPECT_TRUE(tokens.users.empty());
}

std::string serverWith(const std::string& transport) {
    return "heat_template_version: 2013-05-23\nresources:\n"
           "  node: {type: OS::Nova::Server, properties: {image: i, flavor: f, user_data_format: "
           "SOFTWARE_CONFIG, software_config_transport: " +
           transport +
           "}}\n"
           "  other: {type: OS::Heat::WaitConditionHandle}\n"
           "  config: {type: OS::Heat::StructuredConfig, properties: {config: {a: {get_input: a}, user: "
           "{get_input: deploy_user_id}, verb: {get_input: deploy_signal_verb}, url: {get_input: "
           "deploy_signal_id}}}}\n"
           "  deploy: {type: OS::Heat::StructuredDeployment, properties: {config: {get_resource: config}, "
           "server: {get_resource: node}, signal_transport: ";
}

TEST_F(Clouds, ANodeMayPollAndSignalHeatItself) {
    create(serverWith("POLL_SERVER_HEAT") + "HEAT_SIGNAL, input_values: {a: 1}}}\n");
    until([&] { return servers.created == 1; });
    servers.setAll("ACTIVE");
    until([&] { return stateOf("deploy") == "CREATE_IN_PROGRESS"; });
    const auto document = *engine->metadata(*stack, "node");
    const auto collect = document["os-collect-config"]["heat"];
    EXPECT_EQ(collect["auth_url"], "http://192.0.2.1:5000/v3");
    EXPECT_EQ(collect["stack_id"], "stk/" + stackId);
    EXPECT_EQ(collect["project_id"], "proj");
    const std::string path = "/v1/proj/stacks/" + collect["stack_id"].get<std::string>() + "/resources/";

    token = "node:" + collect["user_id"].get<std::string>();
    auto polled = call("GET", path + collect["resource_name"].get<std::string>() + "/metadata");
    ASSERT_EQ(polled.status, 200u) << polled.body;
    const auto config = Json::parse(polled.body)["metadata"]["deployments"][0]["config"];
    EXPECT_EQ(config["a"], 1);
    EXPECT_EQ(call("GET", path + "other/metadata").status, 403u);
    EXPECT_EQ(call("POST", path + "deploy/signal", {}).status, 403u); // another user's
    EXPECT_EQ(call("GET", "/v1/proj/stacks").status, 403u);
    token = "node:" + config["user"].get<std::string>();
    EXPECT_EQ(call("POST", path + "deploy/signal", {{"deploy_status_code", 0}}).status, 200u);
    untilState("CREATE_COMPLETE");
}

TEST_F(Clouds, ANodeMayPollOneAddressAndPutItsSignal) {
    create(serverWith("POLL_TEMP_URL") + "TEMP_URL_SIGNAL, input_values: {a: 2}}}\n");
    until([&] { return servers.created == 1; });
    servers.setAll("ACTIVE");
    until([&] { return stateOf("deploy") == "CREATE_IN_PROGRESS"; });
    const auto url = (*engine->metadata(*stack, "node"))["os-collect-config"]["request"]["metadata_url"]
                         .get<std::string>();
    auto head = asNode("HEAD", url);
    auto polled = asNode("GET", url);
    ASSERT_EQ(polled.status, 200u) << polled.body;
    EXPECT_EQ(*head.headers.get("ETag"), *polled.headers.get("ETag"));
    const auto config = Json::parse(polled.body)["deployments"][0]["config"];
    EXPECT_EQ(config["a"], 2);
    EXPECT_EQ(config["verb"], "PUT");
    EXPECT_EQ(asNode("GET", url + "x").status, 403u);
    EXPECT_EQ(asNode("PUT", config["url"].get<std::string>(), R"({"deploy_stdout": "done"})").status, 200u);
    untilState("CREATE_COMPLETE");
    EXPECT_NE(asNode("GET", url).headers.get("ETag"), std::nullopt);
}

} // namespace
} // namespace seedbed::heat
