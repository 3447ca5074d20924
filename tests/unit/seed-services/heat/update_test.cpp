// SPDX-License-Identifier: GPL-3.0-or-later
// Updates: what stays, what changes in place, what is replaced, and the way back.
#include <gmock/gmock.h>

#include "tests/unit/seed-services/heat/surroundings.hpp"

namespace seedbed::heat {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Updates : public Bench {
protected:
    std::string stateOf(const std::string& name) {
        const auto& resource = stack->resources.at(name);
        return resource.action + "_" + resource.status;
    }
    std::string valueOf(const std::string& name) {
        return stack->resources.at(name).data["value"].get<std::string>();
    }
    void change(const std::string& source, const Json& more = Json::object()) {
        Json body = {{"template", source}};
        body.update(more);
        auto request = readStackUpdate(stack->record, body, Update::replaced);
        ASSERT_TRUE(request.has_value()) << toSentence(request.error());
        auto done = engine->change(*stack, *request);
        ASSERT_TRUE(done.has_value()) << toSentence(done.error());
    }
    // Names and states of the resources' events since the stack's last "started".
    std::vector<std::string> lastEvents() {
        std::vector<std::string> lines;
        auto events = engine->events(*stack);
        for (const auto& event : *events) {
            if (event.resourceName != "stk") {
                lines.push_back(event.resourceName + " " + event.status);
            } else if (event.status.ends_with("IN_PROGRESS")) {
                lines.clear();
            }
        }
        return lines;
    }
    void signalUndercloud() {
        until([&] {
            const auto state = stateOf("undercloudDeployment");
            return state == "CREATE_IN_PROGRESS" || state == "UPDATE_IN_PROGRESS";
        });
        auto answer = asNode("POST", completionSignal(), "{}");
        EXPECT_EQ(answer.status, 200u);
    }
    std::string completionSignal() { return lastConfig()["completion-signal"].get<std::string>(); }
    Json lastConfig() { // of undercloudConfig, first by name
        return (*engine->metadata(*stack, "undercloud"))["deployments"][0]["config"];
    }
    void undercloud() {
        create(golden("undercloud_hot.yaml"));
        until([&] { return servers.created == 1; });
        servers.setAll("ACTIVE");
        signalUndercloud();
        untilState("CREATE_COMPLETE");
    }
};

std::string hot(const std::string& resources) {
    return "heat_template_version: 2013-05-23\nresources:\n" + resources;
}

TEST_F(Updates, AChangedInputIsDeployedAgainAndNothingElseMoves) {
    undercloud();
    const auto url = completionSignal();
    change(golden("undercloud_hot.yaml"), {{"parameters", {{"NtpServer", "192.0.2.7"}}}});
    until([&] { return stateOf("undercloudDeployment") == "UPDATE_IN_PROGRESS"; });
    EXPECT_EQ(stack->record.action, "UPDATE");
    EXPECT_EQ(lastConfig()["ntp"]["servers"][0]["server"], "192.0.2.7");
    EXPECT_EQ(completionSignal(), url);
    signalUndercloud();
    untilState("UPDATE_COMPLETE");
    EXPECT_THAT(lastEvents(), ElementsAre("undercloudDeployment UPDATE_IN_PROGRESS",
                                          "undercloudDeployment SIGNAL_IN_PROGRESS",
                                          "undercloudDeployment UPDATE_COMPLETE"));
    EXPECT_EQ(servers.created, 1);
    EXPECT_EQ(engine->software().configs("proj")->size(), 8u); // the old derived one is gone
    EXPECT_FALSE(stack->record.updated.empty());
}

TEST_F(Updates, TheSameAgainChangesNothing) {
    undercloud();
    change(golden("undercloud_hot.yaml"));
    untilState("UPDATE_COMPLETE");
    EXPECT_THAT(lastEvents(), IsEmpty());
}

TEST_F(Updates, AnotherImageIsWrittenToTheSameNode) {
    undercloud();
    change(golden("undercloud_hot.yaml"), {{"parameters", {{"image", "newer"}}}});
    until([&] { return servers.rebuilt == 1; });
    EXPECT_EQ(stateOf("undercloud"), "UPDATE_IN_PROGRESS");
    servers.setAll("ACTIVE");
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(servers.created, 1);
    EXPECT_EQ(servers.servers.size(), 1u);
}

TEST_F(Updates, AReplacedResourceIsDeletedOnceNobodyUsesIt) {
    const std::string config = "  config: {type: OS::Heat::StructuredConfig, properties: {config: {word: "
                               "{get_resource: word}}}}\n";
    create(hot("  word: {type: OS::Heat::RandomString, properties: {salt: a}}\n" + config));
    untilState("CREATE_COMPLETE");
    const auto before = valueOf("word");
    const auto id = stack->resources.at("config").physicalId;
    change(hot("  word: {type: OS::Heat::RandomString, properties: {salt: b}}\n" + config));
    untilState("UPDATE_COMPLETE");
    EXPECT_NE(valueOf("word"), before);
    EXPECT_NE(stack->resources.at("config").physicalId, id);
    EXPECT_EQ(engine->software().configs("proj")->size(), 1u);
    EXPECT_EQ((*engine->software().config(stack->resources.at("config").physicalId))["config"]["word"],
              valueOf("word"));
    EXPECT_THAT(lastEvents(),
                ElementsAre("word CREATE_IN_PROGRESS", "word CREATE_COMPLETE", "config CREATE_IN_PROGRESS",
                            "config CREATE_COMPLETE", "config DELETE_IN_PROGRESS", "config DELETE_COMPLETE",
                            "word DELETE_IN_PROGRESS", "word DELETE_COMPLETE"));
}

TEST_F(Updates, ResourcesComeAndGo) {
    create(hot("  a: {type: OS::Heat::None}\n  b: {type: OS::Heat::None, depends_on: a}\n"));
    untilState("CREATE_COMPLETE");
    change(hot("  b: {type: OS::Heat::None}\n  c: {type: OS::Heat::RandomString}\n") +
           "outputs: {word: {value: {get_attr: [c, value]}}}\n");
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(stack->resources.size(), 2u);
    EXPECT_TRUE(stack->retired.empty());
    EXPECT_EQ(*stack->outputValue(stack->plan.tmpl.outputs[0]), valueOf("c"));
    restart();
    refind();
    EXPECT_EQ(stack->resources.size(), 2u);
}

TEST_F(Updates, AFailureBringsTheOldResourcesBack) {
    create(hot("  word: {type: OS::Heat::RandomString, properties: {salt: a}}\n"
               "  gone: {type: OS::Heat::RandomString}\n"),
           {{"disable_rollback", false}});
    untilState("CREATE_COMPLETE");
    const auto word = valueOf("word");
    const auto gone = valueOf("gone");
    change(hot("  word: {type: OS::Heat::RandomString, properties: {salt: b}}\n"
               "  wrong: {type: OS::Heat::TestResource, depends_on: word, properties: {fail: true}}\n"));
    untilState("ROLLBACK_COMPLETE");
    EXPECT_EQ(valueOf("word"), word);
    EXPECT_EQ(valueOf("gone"), gone);
    EXPECT_EQ(stack->resources.size(), 2u);
    EXPECT_TRUE(stack->retired.empty());
    bool told = false;
    auto events = engine->events(*stack);
    for (const auto& event : *events) {
        told = told || (event.status == "UPDATE_FAILED" && event.resourceName == "stk" &&
                        event.reason.find("resources.wrong: Test Resource failed") != std::string::npos);
    }
    EXPECT_TRUE(told);
    ASSERT_TRUE(engine->remove(*stack).has_value());
    untilState("DELETE_COMPLETE");
}

TEST_F(Updates, AFailedUpdateCanBeUpdatedAgainOrDeleted) {
    create(hot("  a: {type: OS::Heat::TestResource, properties: {value: one}}\n"));
    untilState("CREATE_COMPLETE");
    change(hot("  a: {type: OS::Heat::TestResource, properties: {value: one, fail: true}}\n"));
    untilState("UPDATE_FAILED");
    EXPECT_EQ(stack->record.reason,
              "Resource UPDATE failed: ValueError: resources.a: Test Resource failed a");
    change(hot("  a: {type: OS::Heat::TestResource, properties: {value: two}}\n"));
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(stack->attributeOf("a", "output"), "two");
}

TEST_F(Updates, AnUpdateGoesOnAfterARestart) {
    undercloud();
    change(golden("undercloud_hot.yaml"), {{"parameters", {{"image", "newer"}, {"NtpServer", "n"}}}});
    until([&] { return servers.rebuilt == 1; });
    restart();
    refind();
    EXPECT_EQ(stack->record.action + "_" + stack->record.status, "UPDATE_IN_PROGRESS");
    servers.setAll("ACTIVE");
    signalUndercloud();
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(servers.rebuilt, 1);
    EXPECT_EQ(servers.created, 1);
}

// Killed at any write: the next process ends in the same state.
TEST_F(Updates, ARestartAfterEveryStepEndsInTheSameState) {
    const auto before = hot("  word: {type: OS::Heat::RandomString, properties: {salt: a}}\n"
                            "  slow: {type: OS::Heat::TestResource, properties: {value: a}}\n"
                            "  gone: {type: OS::Heat::RandomString}\n");
    const auto after =
        hot("  word: {type: OS::Heat::RandomString, properties: {salt: b}}\n"
            "  slow: {type: OS::Heat::TestResource, properties: {value: {get_resource: word}}}\n"
            "  more: {type: OS::Heat::None, depends_on: slow}\n");
    create(before);
    untilState("CREATE_COMPLETE");
    change(after);
    for (int steps = 0; stack->record.inProgress() && steps < 200; ++steps) {
        io.restart();
        io.run_one_for(std::chrono::milliseconds(50));
        restart();
        refind();
    }
    EXPECT_EQ(stack->record.action + "_" + stack->record.status, "UPDATE_COMPLETE");
    EXPECT_EQ(stack->attributeOf("slow", "output"), valueOf("word"));
    EXPECT_EQ(stack->resources.size(), 3u);
    EXPECT_TRUE(stack->retired.empty());
}

TEST_F(Updates, OneThatRunsCanBeCancelled) {
    create(hot("  a: {type: OS::Heat::TestResource, properties: {value: one}}\n"));
    untilState("CREATE_COMPLETE");
    const auto path = "/v1/proj/stacks/stk/" + stackId;
    EXPECT_EQ(call("POST", path + "/actions", {{"cancel_update", nullptr}}).status, 400u);
    for (const auto* how : {"cancel_update", "cancel_without_rollback"}) {
        change(hot("  a: {type: OS::Heat::TestResource, properties: {value: two, wait_secs: 1000}}\n"));
        until([&] { return stateOf("a") == "UPDATE_IN_PROGRESS"; });
        EXPECT_EQ(call("PUT", path, {{"template", hot("")}}).status, 409u);
        EXPECT_EQ(call("POST", path + "/actions", {{how, nullptr}}).status, 200u);
        until([&] { return !stack->record.inProgress(); });
        EXPECT_EQ(stack->record.action + "_" + stack->record.status,
                  std::string(how) == "cancel_update" ? "ROLLBACK_COMPLETE" : "UPDATE_FAILED");
    }
}

TEST_F(Updates, CheckTellsWhatIsWrongAndTheNextUpdateMendsIt) {
    undercloud();
    const auto actions = "/v1/proj/stacks/stk/" + stackId + "/actions";
    EXPECT_EQ(call("POST", actions, {{"check", nullptr}}).status, 200u);
    untilState("CHECK_COMPLETE");
    servers.setAll("ERROR", "its disk is gone");
    EXPECT_EQ(call("POST", actions, {{"check", nullptr}}).status, 200u);
    untilState("CHECK_FAILED");
    EXPECT_THAT(stack->record.reason, HasSubstr("its disk is gone"));
    EXPECT_EQ(stateOf("undercloudNovaDeployment"), "CHECK_COMPLETE");
    change(golden("undercloud_hot.yaml"));
    until([&] { return servers.created == 2; });
    servers.setAll("ACTIVE");
    signalUndercloud();
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(servers.servers.size(), 1u);
}

TEST_F(Updates, NodesAreNotSuspended) {
    undercloud();
    const auto actions = "/v1/proj/stacks/stk/" + stackId + "/actions";
    EXPECT_EQ(call("POST", actions, {{"suspend", nullptr}}).status, 200u);
    untilState("SUSPEND_FAILED");
    EXPECT_EQ(call("POST", actions, {{"resume", nullptr}}).status, 200u);
    until([&] { return stack->record.action == "RESUME" && !stack->record.inProgress(); });
    EXPECT_EQ(call("POST", actions, {{"fly", nullptr}}).status, 400u);
    EXPECT_EQ(call("POST", actions, Json::object()).status, 400u);
}

TEST_F(Updates, APatchKeepsWhatItDoesNotName) {
    create(golden("small.yaml"), {{"parameters", {{"name", "lamp"}, {"size", 5}}}, {"tags", "a"}});
    untilState("CREATE_COMPLETE");
    const auto path = "/v1/proj/stacks/stk/" + stackId;
    auto answer = call("PATCH", path, {{"parameters", {{"name", "moon"}}}});
    EXPECT_EQ(answer.status, 202u) << answer.body;
    untilState("UPDATE_COMPLETE");
    EXPECT_EQ(stack->plan.parameters.at("name"), "moon");
    EXPECT_EQ(stack->plan.parameters.at("size"), 5);
    EXPECT_EQ(stack->record.tags, std::vector<std::string>{"a"});
    EXPECT_EQ(call("PATCH", path, {{"clear_parameters", {"size"}}}).status, 202u);
    until([&] { return !stack->record.inProgress(); });
    EXPECT_NE(stack->plan.parameters.at("size"), 5);
    EXPECT_EQ(call("PATCH", path, {{"parameters", {{"nobody", 1}}}}).status, 400u);
    EXPECT_EQ(stack->record.action + "_" + stack->record.status, "UPDATE_COMPLETE");
}

TEST_F(Updates, APreviewNamesEveryResource) {
    create(hot("  same: {type: OS::Heat::None}\n  gone: {type: OS::Heat::None}\n"
               "  word: {type: OS::Heat::RandomString, properties: {salt: a}}\n"
               "  test: {type: OS::Heat::TestResource, properties: {value: a}}\n"));
    untilState("CREATE_COMPLETE");
    auto answer =
        call("PUT", "/v1/proj/stacks/stk/" + stackId + "/preview",
             {{"template", hot("  same: {type: OS::Heat::None}\n  more: {type: OS::Heat::None}\n"
                               "  word: {type: OS::Heat::RandomString, properties: {salt: b}}\n"
                               "  test: {type: OS::Heat::TestResource, properties: {value: b}}\n")}});
    const auto changes = Json::parse(answer.body)["resource_changes"];
    for (const auto& [kind, name] :
         {std::pair("unchanged", "same"), std::pair("deleted", "gone"), std::pair("added", "more"),
          std::pair("replaced", "word"), std::pair("updated", "test")}) {
        ASSERT_EQ(changes[kind].size(), 1u) << answer.body;
        EXPECT_EQ(changes[kind][0]["resource_name"], name);
    }
    EXPECT_EQ(stack->record.action, "CREATE");
}

TEST_F(Updates, WhatIsMarkedUnhealthyIsReplaced) {
    create(hot("  word: {type: OS::Heat::RandomString}\n"));
    untilState("CREATE_COMPLETE");
    const auto before = valueOf("word");
    const auto path = "/v1/proj/stacks/stk/" + stackId + "/resources/word";
    EXPECT_EQ(call("PATCH", path, {{"mark_unhealthy", true}, {"resource_status_reason", "old"}}).status,
              200u);
    EXPECT_EQ(stateOf("word"), "CHECK_FAILED");
    change(hot("  word: {type: OS::Heat::RandomString}\n"));
    untilState("UPDATE_COMPLETE");
    EXPECT_NE(valueOf("word"), before);
}

} // namespace
} // namespace seedbed::heat
