// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/ironic/ironic.hpp"
#include "firmware/seed-services/ironic/node_document.hpp"
#include "tests/unit/seed-services/core/seed_fixture.hpp"

namespace seedbed::seed {
namespace {

using nlohmann::json;

class IronicTest : public SeedTest {
protected:
    IronicTest() { beAdmin(); }
    json create(const std::string& name) {
        json node = {{"name", name},
                     {"driver", "ipmi"},
                     {"driver_info", {{"ipmi_address", "192.0.2.11"}, {"ipmi_password", "calvin"}}}};
        return bodyIn(ask(ironic_.handler(), "POST", "/v1/nodes", node));
    }
    HttpResponse patch(const std::string& id, const json& operations) {
        return ask(ironic_.handler(), "PATCH", "/v1/nodes/" + id, operations);
    }

    NodeRecords nodes_{*store_, *vault_};
    WrittenDownConductor conductor_;
    Ironic ironic_{Ironic::Parts{nodes_, conductor_, *keystone_, options_}};
};

TEST_F(IronicTest, passwordsAreSealedMaskedAndThereForTheConductor) {
    auto node = create("bay1");
    EXPECT_EQ(node["driver_info"]["ipmi_password"], "******");
    EXPECT_EQ(node["provision_state"], "enroll");
    std::string id = node["uuid"];
    EXPECT_EQ((*nodes_.find("bay1"))["driver_info"]["ipmi_password"], "calvin");
    EXPECT_EQ(store_->get("ironic.node", id)->dump().find("calvin"), std::string::npos);
    ASSERT_TRUE(nodes_.patch(id, {{"extra", {{"a", 1}}}}));
    EXPECT_EQ((*nodes_.find(id))["driver_info"]["ipmi_password"], "calvin");
    EXPECT_EQ(
        patch(id, {{{"op", "replace"}, {"path", "/driver_info/ipmi_password"}, {"value", "new"}}}).status,
        200u);
    EXPECT_EQ((*nodes_.find(id))["driver_info"]["ipmi_password"], "new");
}

TEST_F(IronicTest, patchMergesDeeplyAndStampsTimes) {
    std::string id = create("bay1")["uuid"];
    ASSERT_TRUE(nodes_.patch(id, {{"driver_internal_info", {{"a", 1}, {"b", 2}}}}));
    ASSERT_TRUE(
        nodes_.patch(id, {{"driver_internal_info", {{"a", nullptr}, {"c", 3}}}, {"last_error", nullptr}}));
    auto node = *nodes_.find(id);
    EXPECT_EQ(node["driver_internal_info"], json({{"b", 2}, {"c", 3}}));
    EXPECT_TRUE(node["provision_updated_at"].is_null());
    ASSERT_TRUE(nodes_.patch(id, {{"provision_state", "available"}}));
    EXPECT_FALSE((*nodes_.find(id))["provision_updated_at"].is_null());
    EXPECT_TRUE(bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes/bay1"))["last_error"].is_null());
    EXPECT_EQ(nodes_.patch("none", {{"x", 1}}).error().id, "NODE-ABSENT");
}

TEST_F(IronicTest, usersChangeOnlyWhatIsTheirs) {
    std::string id = create("bay1")["uuid"];
    EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", "/provision_state"}, {"value", "active"}}}).status,
              400u);
    EXPECT_EQ(patch(id, {{{"op", "add"}, {"path", "/driver_internal_info/x"}, {"value", 1}}}).status, 400u);
    EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", "/driver"}, {"value", "ilo9"}}}).status, 400u);
    EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", ""}, {"value", 7}}}).status, 400u);
    EXPECT_EQ(patch(id, {{{"op", "add"}, {"path", "/name/x"}, {"value", "below a text"}}}).status, 400u);
    EXPECT_EQ(patch(id, {{"op", "add"}}).status, 400u) << "no list";
    EXPECT_EQ(patch(id, {{{"op", "add"}, {"path", "/instance_uuid"}, {"value", "i1"}}}).status, 200u);
    EXPECT_EQ(patch(id, {{{"op", "remove"}, {"path", "/instance_uuid"}}}).status, 200u);
    EXPECT_TRUE((*nodes_.find(id))["instance_uuid"].is_null());
    ASSERT_TRUE(nodes_.patch(id, {{"reservation", "conductor"}}));
    EXPECT_EQ(patch(id, {{{"op", "add"}, {"path", "/extra/a"}, {"value", 1}}}).status, 409u);
}

TEST_F(IronicTest, namesAddressesAndInstancesAreUnique) {
    std::string first = create("bay1")["uuid"];
    std::string second = create("bay2")["uuid"];
    EXPECT_EQ(ask(ironic_.handler(), "POST", "/v1/nodes", {{"name", "bay1"}, {"driver", "ipmi"}}).status,
              409u);
    EXPECT_EQ(patch(second, {{{"op", "add"}, {"path", "/name"}, {"value", "bay1"}}}).status, 409u);
    json port = {{"address", "02-00-00-00-01-0A"}, {"node_uuid", first}};
    EXPECT_EQ(ask(ironic_.handler(), "POST", "/v1/ports", port).status, 201u);
    EXPECT_EQ(ask(ironic_.handler(), "POST", "/v1/ports", port).status, 409u);
    EXPECT_EQ(nodes_.macs(first), std::vector<std::string>{"02:00:00:00:01:0a"});
    EXPECT_EQ(ask(ironic_.handler(), "POST", "/v1/ports", {{"address", "x"}, {"node_uuid", first}}).status,
              400u);
    port["node_uuid"] = "none";
    EXPECT_EQ(ask(ironic_.handler(), "POST", "/v1/ports", port).status, 400u);
    EXPECT_EQ(ask(ironic_.handler(), "DELETE", "/v1/nodes/" + first).status, 204u);
    EXPECT_TRUE(nodes_.ports().empty());
}

TEST_F(IronicTest, verbsGoToTheConductorWhenTheStateAllows) {
    std::string id = create("bay1")["uuid"];
    auto provision = "/v1/nodes/bay1/states/provision";
    EXPECT_EQ(ask(ironic_.handler(), "PUT", provision, {{"target", "active"}}).status, 400u);
    EXPECT_EQ(ask(ironic_.handler(), "PUT", provision, {{"target", "dance"}}).status, 400u);
    EXPECT_EQ(ask(ironic_.handler(), "PUT", provision, {{"target", "manage"}}).status, 202u);
    EXPECT_EQ(ask(ironic_.handler(), "PUT", "/v1/nodes/bay1/states/power", {{"target", "power on"}}).status,
              202u);
    EXPECT_EQ(ask(ironic_.handler(), "PUT", "/v1/nodes/bay1/states/power", {{"target", "explode"}}).status,
              400u);
    auto device = "/v1/nodes/bay1/management/boot_device";
    EXPECT_EQ(ask(ironic_.handler(), "PUT", device, {{"boot_device", "pxe"}, {"persistent", true}}).status,
              204u);
    EXPECT_EQ(bodyIn(ask(ironic_.handler(), "GET", device)),
              json({{"boot_device", "pxe"}, {"persistent", true}}));
    EXPECT_EQ(conductor_.notes, (std::vector<std::string>{id + " manage", id + " power on", id + " pxe"}));
    conductor_.refusal = Error{.kind = ErrorKind::conflict, .id = "NODE-RESERVED"};
    EXPECT_EQ(ask(ironic_.handler(), "PUT", provision, {{"target", "manage"}}).status, 409u);
    ASSERT_TRUE(nodes_.patch(id, {{"provision_state", "available"}, {"maintenance", true}}));
    EXPECT_EQ(ask(ironic_.handler(), "PUT", provision, {{"target", "active"}}).status, 400u);
    ASSERT_TRUE(nodes_.patch(id, {{"provision_state", "active"}, {"maintenance", false}}));
    EXPECT_EQ(ask(ironic_.handler(), "DELETE", "/v1/nodes/bay1").status, 409u);
}

TEST_F(IronicTest, theRamdisksTokenOpensItsOwnNodeOnce) {
    std::string id = create("bay1")["uuid"], other = create("bay2")["uuid"];
    ASSERT_TRUE(
        nodes_.patch(id, {{"driver_internal_info", {{"deploy_token_sha256", sha256Hex("one-use")}}}}));
    json info = {{"address", "192.0.2.20"}, {"key", "k"}};
    auto path = [](const std::string& node) {
        return "/nodes/" + node + "/vendor_passthru/pass_deploy_info";
    };
    token_ = "";
    EXPECT_EQ(ask(ironic_.handler(), "POST", path(id), info).status, 401u);
    token_ = "one-use";
    EXPECT_EQ(ask(ironic_.handler(), "POST", path(other), info).status, 401u);
    EXPECT_EQ(ask(ironic_.handler(), "GET", "/v1/nodes").status, 401u);
    EXPECT_EQ(ask(ironic_.handler(), "POST", path(id), info).status, 202u);
    EXPECT_EQ(conductor_.notes, std::vector<std::string>{id + " 192.0.2.20"});
    EXPECT_EQ(ask(ironic_.handler(), "POST", path(id), info).status, 401u);
    beAdmin();
    EXPECT_EQ(ask(ironic_.handler(), "POST", path(id), info).status, 202u);
}

TEST_F(IronicTest, anAgentFindsItsNodeFromItsAddressOnly) {
    std::string id = create("bay1")["uuid"];
    ask(ironic_.handler(), "POST", "/v1/ports", {{"address", "02:00:00:00:01:0a"}, {"node_uuid", id}});
    ASSERT_TRUE(nodes_.patch(id, {{"driver_internal_info",
                                   {{"provisioning_address", "192.0.2.20"}, {"agent_secret_token", "t"}}}}));
    EXPECT_EQ(store_->get("ironic.node", id)->dump().find("\"t\""), std::string::npos) << "sealed at rest";
    token_.clear(); // agents have no user
    HttpRequest request;
    request.target = "/v1/lookup?addresses=02:00:00:00:99:99,02:00:00:00:01:0A";
    request.peerAddress = "192.0.2.66";
    EXPECT_EQ(ask(ironic_.handler(), request).status, 404u);
    request.peerAddress = "192.0.2.20";
    auto found = ask(ironic_.handler(), request);
    ASSERT_EQ(found.status, 200u) << found.body;
    EXPECT_EQ(bodyIn(found)["node"]["uuid"], id);
    EXPECT_EQ(bodyIn(found)["node"]["driver_internal_info"]["agent_secret_token"], "******");
    EXPECT_FALSE(bodyIn(found)["node"].contains("driver_info"));
    EXPECT_EQ(bodyIn(found)["config"]["agent_token"], "one-use");
    conductor_.token = Secret();
    EXPECT_EQ(bodyIn(ask(ironic_.handler(), request))["config"]["agent_token"], "******");
    request.target = "/lookup?addresses=&node_uuid=" + id;
    EXPECT_EQ(ask(ironic_.handler(), request).status, 200u) << "without /v1 and by its id";
    conductor_.refusal = Error{.kind = ErrorKind::notFound, .id = "NODE-STATE"};
    EXPECT_EQ(ask(ironic_.handler(), request).status, 404u) << "it waits for none";
}

TEST_F(IronicTest, heartbeatsGoToTheConductor) {
    std::string id = create("bay1")["uuid"];
    token_.clear();
    const json body{{"callback_url", "http://192.0.2.20:9999"}, {"agent_token", "t"}, {"agent_version", "9"}};
    EXPECT_EQ(ask(ironic_.handler(), "POST", "/v1/heartbeat/" + id, body).status, 202u);
    EXPECT_EQ(conductor_.notes, std::vector<std::string>{id + " http://192.0.2.20:9999"});
    conductor_.refusal = Error{
        .kind = ErrorKind::invalid, .id = "AGENT-TOKEN", .cause = "Invalid or missing agent token received."};
    auto refused = ask(ironic_.handler(), "POST", "/v1/heartbeat/" + id, body);
    EXPECT_EQ(refused.status, 400u);
    EXPECT_NE(refused.body.find("Invalid or missing agent token"), std::string::npos);
    EXPECT_EQ(ask(ironic_.handler(), "POST", "/v1/heartbeat/none", body).status, 404u);
}

TEST_F(IronicTest, deployInterfacesAreThreeByName) {
    std::string id = create("bay1")["uuid"];
    for (const auto* name : {"iscsi", "custom-agent", "direct"}) {
        EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", "/deploy_interface"}, {"value", name}}}).status,
                  200u)
            << name;
    }
    EXPECT_EQ(patch(id, {{{"op", "replace"}, {"path", "/deploy_interface"}, {"value", "ansible"}}}).status,
              400u);
}

TEST_F(IronicTest, historyIsKeptInOrderWithMilliseconds) {
    std::string id = create("bay1")["uuid"];
    nodes_.record(id, "power-on", "the BMC confirmed power on");
    nodes_.record(id, "failed", "DEADLINE");
    auto history = bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes/bay1/history"))["history"];
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0]["event_type"], "power-on");
    EXPECT_EQ(history[0]["severity"], "INFO");
    EXPECT_EQ(history[1]["severity"], "ERROR");
    EXPECT_EQ(history[0]["created_at"].get<std::string>().size(),
              std::string("2014-06-26T10:00:00.123Z").size());
    auto one = "/v1/nodes/bay1/history/" + history[0]["uuid"].get<std::string>();
    EXPECT_EQ(bodyIn(ask(ironic_.handler(), "GET", one))["event"], "the BMC confirmed power on");
}

TEST_F(IronicTest, listsShowFilterAndPage) {
    create("bay1");
    create("bay2");
    auto brief = bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes"))["nodes"];
    EXPECT_FALSE(brief[0].contains("driver_info"));
    EXPECT_EQ(bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes?detail=True"))["nodes"][0]["driver"], "ipmi");
    EXPECT_EQ(bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes/detail"))["nodes"].size(), 2u);
    EXPECT_EQ(bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes?provision_state=active"))["nodes"].size(), 0u);
    EXPECT_EQ(bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes?associated=False"))["nodes"].size(), 2u);
    auto chosen = bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes?fields=name,extra"))["nodes"][1];
    EXPECT_EQ(chosen["name"], "bay2");
    EXPECT_FALSE(chosen.contains("uuid"));
    auto page = bodyIn(ask(ironic_.handler(), "GET", "/v1/nodes?limit=1"));
    auto next = page["next"].get<std::string>();
    auto rest = bodyIn(ask(ironic_.handler(), "GET", next.substr(next.find("/v1"))))["nodes"];
    EXPECT_EQ(rest[0]["name"], "bay2");
}

TEST_F(IronicTest, versionsAreNegotiated) {
    HttpRequest request;
    request.target = "/v1";
    request.headers.set("X-OpenStack-Ironic-API-Version", "latest");
    EXPECT_EQ(ask(ironic_.handler(), request).headers.get("X-OpenStack-Ironic-API-Version"), "1.82");
    for (const auto* wrong : {"1.83", "2.1", "1", "", "1.x", "1.1x"}) {
        request.headers.set("X-OpenStack-Ironic-API-Version", wrong);
        EXPECT_EQ(ask(ironic_.handler(), request).status, 406u) << wrong;
    }
}

} // namespace
} // namespace seedbed::seed
