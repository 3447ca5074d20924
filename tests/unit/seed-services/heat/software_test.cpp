// SPDX-License-Identifier: GPL-3.0-or-later
// Derived inputs and configs, their order, signals, names, user data: tripleo-deployment.md 6.5, 7.2, 7.4
// to 7.6.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "firmware/seed-services/heat/software/deployment.hpp"
#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "firmware/seed-services/heat/software/signed_url.hpp"
#include "firmware/seed-services/heat/software/user_data.hpp"

namespace seedbed::heat {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> namesOf(const Json& list) {
    std::vector<std::string> names;
    for (const auto& item : list) {
        names.push_back(item["name"]);
    }
    return names;
}

Json valueOf(const Json& inputs, const std::string& name) {
    for (const auto& item : inputs) {
        if (item["name"] == name) {
            return item["value"];
        }
    }
    return Json(Json::value_t::discarded);
}

DeploymentFacts facts(SignalTransport transport) {
    DeploymentFacts facts;
    facts.serverId = "srv";
    facts.stackPath = "stk/1";
    facts.resourceName = "dep";
    facts.transport = transport;
    facts.signalUrl = "http://x/";
    facts.heatSignal = {{"deploy_user_id", "u"}};
    return facts;
}

TEST(DerivedInputs, DeclaredThenGivenThenTheEngines) {
    const Json declared =
        Json::parse(R"([{"name": "b", "default": "d"}, {"name": "a", "type": "Number"}, "nonsense"])");
    auto inputs = derivedInputs(declared, Json{{"a", 1}, {"z", {2}}}, facts(SignalTransport::cfn));
    EXPECT_THAT(namesOf(inputs), ElementsAre("b", "a", "z", "deploy_server_id", "deploy_action",
                                             "deploy_stack_id", "deploy_resource_name", "deploy_signal_id"));
    EXPECT_EQ(valueOf(inputs, "b"), "d");
    EXPECT_EQ(valueOf(inputs, "a"), 1);
    EXPECT_EQ(valueOf(inputs, "deploy_action"), "CREATE");
    EXPECT_EQ(valueOf(inputs, "deploy_stack_id"), "stk/1");
    EXPECT_EQ(inputs[2]["type"], "String");
}

TEST(DerivedInputs, FollowTheTransport) {
    auto none = derivedInputs(Json::array(), Json::object(), facts(SignalTransport::none));
    EXPECT_TRUE(valueOf(none, "deploy_signal_id").is_discarded());
    auto heat = derivedInputs(Json::array(), Json::object(), facts(SignalTransport::heat));
    EXPECT_EQ(valueOf(heat, "deploy_user_id"), "u");
    EXPECT_TRUE(valueOf(heat, "deploy_signal_id").is_discarded());
}

struct InputRow {
    const char* config;
    const char* derived;
};
class WithInputs : public testing::TestWithParam<InputRow> {};
TEST_P(WithInputs, ReplacesGetInput) {
    const Json inputs =
        Json::parse(R"([{"name": "a", "value": {"k": 1}}, {"name": "heat.watch_server_url", "value": "u"}])");
    EXPECT_EQ(withInputs(Json::parse(GetParam().config), inputs), Json::parse(GetParam().derived));
}
INSTANTIATE_TEST_SUITE_P(
    Software, WithInputs,
    testing::Values(InputRow{R"({"get_input": "a"})", R"({"k": 1})"},
                    InputRow{R"({"x": [{"get_input": "a"}, 2]})", R"({"x": [{"k": 1}, 2]})"},
                    InputRow{R"({"x": {"get_input": "none"}})", R"({"x": null})"},
                    InputRow{R"({"x": {"get_input": "heat.watch_server_url"}})", R"({"x": "u"})"},
                    InputRow{R"({"x": {"get_input": "a", "y": 1}})", R"({"x": {"get_input": "a", "y": 1}})"},
                    InputRow{R"({"x": {"get_input": ["a"]}})", R"({"x": {"get_input": ["a"]}})"},
                    InputRow{"\"text\"", "\"text\""}));

TEST(DeploymentList, IsSortedByCodePoints) {
    std::vector<Json> configs;
    for (const char* name :
         {"overcloud-controllerConfig", "overcloud-controllerPassthroughSpecific", "overcloud-allNodesConfig",
          "overcloud-SSLConfig", "overcloud-controllerPassthrough", "overcloud-SwiftConfig"}) {
        configs.push_back({{"name", name}});
    }
    EXPECT_THAT(namesOf(deploymentList(configs)),
                ElementsAre("overcloud-SSLConfig", "overcloud-SwiftConfig", "overcloud-allNodesConfig",
                            "overcloud-controllerConfig", "overcloud-controllerPassthrough",
                            "overcloud-controllerPassthroughSpecific"));
}

struct SignalRow {
    const char* details;
    const char* status;
    const char* reason;
};
class Signal : public testing::TestWithParam<SignalRow> {};
TEST_P(Signal, IsJudged) {
    const Json outputs = Json::parse(R"([{"name": "result"}, {"name": "broken", "error_output": true}])");
    auto judgement = judgeSignal(outputs, Json::parse(GetParam().details));
    EXPECT_EQ(judgement.status, GetParam().status);
    EXPECT_EQ(judgement.reason, GetParam().reason);
}
INSTANTIATE_TEST_SUITE_P(
    Software, Signal,
    testing::Values(SignalRow{R"({"Status": "SUCCESS", "UniqueId": "i"})", "COMPLETE", "Outputs received"},
                    SignalRow{R"({"deploy_status_code": 0, "result": "r"})", "COMPLETE", "Outputs received"},
                    SignalRow{R"({"deploy_status_code": "0"})", "COMPLETE", "Outputs received"},
                    SignalRow{R"({"deploy_status_code": 3})", "FAILED",
                              "deploy_status_code : Deployment exited with non-zero status code: 3"},
                    SignalRow{R"({"broken": "yes"})", "FAILED", "broken : yes"}));

TEST(Signals, KeepOutputs) {
    auto judgement = judgeSignal(
        Json::parse(R"([{"name": "result"}])"),
        Json::parse(R"({"result": 1, "deploy_stdout": "out", "deploy_status_code": 0, "other": 2})"));
    EXPECT_EQ(judgement.outputs,
              Json::parse(R"({"result": 1, "deploy_stdout": "out", "deploy_status_code": 0})"));
}

TEST(Identifiers, ShortIdIsTheRandomPartOfAUuid) {
    EXPECT_EQ(shortId("00000000-0000-4000-8000-000000000000"), "aaaaaaaaaaaa");
    EXPECT_EQ(shortId("ffffffff-ffff-4fff-bfff-ffffffffffff"), "777777777777");
    // 60 bits 0x123 4567 89abcdef, five at a time from the top
    EXPECT_EQ(shortId("89abcdef-4567-4123-8000-000000000000"), "ci2fm6e2xtpp");
    EXPECT_EQ(physicalName("stk", "res", "00000000-0000-4000-8000-000000000000"), "stk-res-aaaaaaaaaaaa");
}

TEST(Identifiers, LongServerNamesKeepTheirTail) {
    const std::string name = std::string(60, 'x') + "-abcdefghijkl";
    auto cut = shortened(name, serverNameLimit);
    EXPECT_EQ(cut.size(), serverNameLimit);
    EXPECT_EQ(cut.substr(0, 3), "xx-");
    EXPECT_TRUE(cut.ends_with("-abcdefghijkl"));
    EXPECT_EQ(shortened("short", serverNameLimit), "short");
}

TEST(Identifiers, StackNames) {
    for (const char* good : {"a", "Over.cloud_1-2"}) {
        EXPECT_TRUE(isStackName(good)) << good;
    }
    for (const char* bad : {"", "1a", "-a", "a b", "a/b", "\xc3\xa4"}) {
        EXPECT_FALSE(isStackName(bad)) << bad;
    }
    EXPECT_FALSE(isStackName(std::string(256, 'a')));
}

TEST(Identifiers, ArnsRoundTrip) {
    const ResourceArn arn{"p", "stk", "id", "res"};
    EXPECT_EQ(arn.toString(), "arn:openstack:heat::p:stacks/stk/id/resources/res");
    auto parsed = ResourceArn::parse(arn.toString());
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->resource, "res");
    for (const char* bad : {"", "arn:openstack:heat::p", "arn:openstack:heat::p:stacks/a/b",
                            "arn:aws:heat::p:stacks/a/b/resources/c"}) {
        EXPECT_FALSE(ResourceArn::parse(bad).has_value()) << bad;
    }
}

// The expected signature was computed with Python's hmac over the string of section 7.6.
TEST(SignedUrl, QuotesTheArnAndSignsItUnquoted) {
    SignedUrlParts parts{"POST", "http://192.0.2.1:8000/v1/signal/",
                         "arn:openstack:heat::p:stacks/s/i/resources/r", "AK", "2014-06-26T10:00:00Z"};
    const auto url = signedUrl(parts, Secret("SK"));
    EXPECT_THAT(
        url,
        HasSubstr(
            "http://192.0.2.1:8000/v1/signal/arn%3Aopenstack%3Aheat%3A%3Ap%3Astacks%2Fs%2Fi%2Fresources%2Fr?"
            "AWSAccessKeyId=AK&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2014-06-26T10%3A00%"
            "3A00Z"));
    EXPECT_THAT(url, HasSubstr("&Signature=sLSEM0lklYlCfqGvkgjIHSa0IvYG0ryx3baeqgpRr1k%3D"));
}

TEST(UserData, CarriesTheMetadataAsCfnInitData) {
    const Json metadata = {{"os-collect-config", {{"cfn", {{"path", "s.Metadata"}}}}},
                           {"deployments", Json::array()}};
    const auto text = multipartUserData(metadata, "#!/bin/sh\ntrue\n", "BOUND");
    EXPECT_THAT(text, testing::StartsWith("Content-Type: multipart/mixed; boundary=\"BOUND\"\n"));
    EXPECT_THAT(text, HasSubstr("filename=\"cfn-init-data\"\n\n" + metadata.dump() + "\n--BOUND--\n"));
    EXPECT_THAT(text, HasSubstr("Content-Type: text/x-shellscript"));
    const auto nested =
        multipartUserData(metadata, "Content-Type: multipart/mixed; boundary=x\n\nbody", "BOUND");
    EXPECT_THAT(nested, HasSubstr("--BOUND\nContent-Type: multipart/mixed; boundary=x\n"));
    EXPECT_EQ(multipartUserData(metadata, "", "BOUND").find("cfn-userdata"), std::string::npos);
}

} // namespace
} // namespace seedbed::heat
