// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/compute/metadata.hpp"
#include "firmware/seed-services/compute/neutron.hpp"
#include "firmware/seed-services/compute/nova.hpp"
#include "firmware/seed-services/ironic/node_document.hpp"
#include "firmware/seed-services/ironic/node_records.hpp"
#include "tests/unit/seed-services/core/seed_fixture.hpp"

namespace seedbed::seed {
namespace {

using nlohmann::json;

class OneImage : public ImageCatalog {
public:
    Result<ImageFile> find(const std::string& idOrName) override {
        ImageFile image;
        image.id = "image-1";
        image.name = "node";
        return idOrName == "node" ? Result<ImageFile>(image)
                                  : fail(Error{.kind = ErrorKind::notFound, .id = "IMAGE-ABSENT"});
    }
};

class ComputeTest : public SeedTest {
protected:
    ComputeTest() {
        options_.provisioningNetwork = "192.0.2.0/24";
        options_.provisioningRange = "192.0.2.20-192.0.2.100";
        EXPECT_TRUE(servers_.start());
        beAdmin();
    }
    std::string addNode(const std::string& name, const std::string& mac) {
        auto node = *newNode({{"name", name}, {"driver", "ipmi"}});
        node["provision_state"] = "available";
        EXPECT_TRUE(nodes_.add(node));
        EXPECT_TRUE(nodes_.keepPort(*newPort({{"address", mac}, {"node_uuid", node["uuid"]}})));
        return node["uuid"];
    }
    static ServerRequest request(const std::string& zone = "") {
        ServerRequest wanted;
        wanted.id = newUuid();
        wanted.name = "undercloud";
        wanted.projectId = "p1";
        wanted.image = "node";
        wanted.flavor = "baremetal";
        wanted.availabilityZone = zone;
        wanted.userData = std::string("binary\0data", 11);
        return wanted;
    }

    NodeRecords nodes_{*store_, *vault_};
    OneImage images_;
    WrittenDownConductor conductor_;
    ServerRecords servers_{ServerRecords::Parts{*store_, nodes_, images_, conductor_}};
};

TEST_F(ComputeTest, aServerFollowsItsNode) {
    auto node = addNode("bay1", "02:00:00:00:01:01");
    auto wanted = request();
    ASSERT_TRUE(servers_.create(wanted));
    EXPECT_EQ(conductor_.notes, std::vector<std::string>{node + " active"});
    EXPECT_EQ((*nodes_.find(node))["instance_info"]["image_source"], "image-1");
    EXPECT_EQ(servers_.status(wanted.id)->status, "BUILD");
    ASSERT_TRUE(nodes_.patch(node, {{"provision_state", "active"},
                                    {"power_state", "power on"},
                                    {"driver_internal_info", {{"provisioning_address", "192.0.2.20"}}}}));
    auto status = *servers_.status(wanted.id);
    EXPECT_EQ(status.status, "ACTIVE");
    EXPECT_EQ(status.address, "192.0.2.20");
    EXPECT_EQ(servers_.serverAt("192.0.2.20"), wanted.id);
    EXPECT_EQ(servers_.serverAt("192.0.2.21"), std::nullopt);
    EXPECT_EQ(servers_.serverAt(""), std::nullopt);
    EXPECT_EQ(servers_.userData(wanted.id), std::string("binary\0data", 11));
    auto shown = *servers_.show(wanted.id);
    EXPECT_EQ(shown["addresses"]["ctlplane"][0]["addr"], "192.0.2.20");
    EXPECT_EQ(shown["OS-EXT-STS:power_state"], 1);
    ASSERT_TRUE(nodes_.patch(node, {{"provision_state", "deploy failed"}, {"last_error", "disk too small"}}));
    EXPECT_EQ(servers_.status(wanted.id)->fault, "disk too small");
    EXPECT_EQ((*servers_.show(wanted.id))["fault"]["message"], "disk too small");
}

TEST_F(ComputeTest, deletionEndsWhenTheNodeIsAvailable) {
    auto node = addNode("bay1", "02:00:00:00:01:01");
    auto wanted = request();
    ASSERT_TRUE(servers_.create(wanted));
    ASSERT_TRUE(nodes_.patch(node, {{"provision_state", "active"}}));
    ASSERT_TRUE(servers_.remove(wanted.id));
    EXPECT_EQ(conductor_.notes.back(), node + " deleted");
    ASSERT_TRUE(nodes_.patch(node, {{"provision_state", "deleting"}}));
    EXPECT_EQ(servers_.status(wanted.id)->status, "ACTIVE");
    EXPECT_EQ((*servers_.show(wanted.id))["OS-EXT-STS:task_state"], "deleting");
    ASSERT_TRUE(nodes_.patch(node, {{"provision_state", "available"}}));
    EXPECT_EQ(servers_.status(wanted.id)->status, "DELETED");
    EXPECT_EQ(servers_.show(wanted.id).error().id, "SERVER-ABSENT");
    EXPECT_TRUE((*nodes_.find(node)).value("instance_uuid", json()).is_null());
    EXPECT_TRUE(servers_.create(request())) << "the node is free again";
}

TEST_F(ComputeTest, choosesAFreeNodeOrTheOneNamed) {
    addNode("bay1", "02:00:00:00:01:01");
    auto second = addNode("bay2", "02:00:00:00:01:02");
    ASSERT_TRUE(servers_.create(request("nova::bay2")));
    EXPECT_EQ(conductor_.notes.back(), second + " active");
    EXPECT_EQ(servers_.create(request("nova::" + second)).error().id, "COMPUTE-NODE-BUSY");
    EXPECT_EQ(servers_.create(request("nova::bay9")).error().id, "NODE-ABSENT");
    ASSERT_TRUE(servers_.create(request()));
    EXPECT_EQ(servers_.create(request()).error().id, "COMPUTE-NO-NODE");
    auto wrong = request();
    wrong.image = "none";
    EXPECT_EQ(servers_.create(wrong).error().id, "IMAGE-ABSENT");
    wrong = request();
    wrong.keyName = "none";
    EXPECT_EQ(servers_.create(wrong).error().id, "KEY-ABSENT");
}

TEST_F(ComputeTest, aRefusalOfTheConductorFreesTheNode) {
    auto node = addNode("bay1", "02:00:00:00:01:01");
    conductor_.refusal = Error{.kind = ErrorKind::unsupported, .id = "CONDUCTOR-NONE"};
    auto wanted = request();
    EXPECT_EQ(servers_.create(wanted).error().id, "CONDUCTOR-NONE");
    EXPECT_EQ(servers_.status(wanted.id).error().id, "SERVER-ABSENT");
    EXPECT_TRUE((*nodes_.find(node)).value("instance_uuid", json()).is_null());
}

TEST_F(ComputeTest, novaCreatesShowsAndDeletes) {
    addNode("bay1", "02:00:00:00:01:01");
    Nova nova(servers_, *keystone_, options_);
    json wanted = {
        {"server",
         {{"name", "one"}, {"imageRef", "node"}, {"flavorRef", "baremetal"}, {"user_data", "aGk="}}}};
    auto made = ask(nova.handler(), "POST", "/v2.1/servers", wanted);
    ASSERT_EQ(made.status, 202u) << made.body;
    std::string id = bodyIn(made)["server"]["id"];
    EXPECT_EQ(servers_.userData(id), "hi");
    EXPECT_EQ(bodyIn(ask(nova.handler(), "GET", "/v2.1/servers/" + id))["server"]["status"], "BUILD");
    EXPECT_EQ(bodyIn(ask(nova.handler(), "GET", "/v2.1/servers/detail"))["servers"].size(), 1u);
    EXPECT_EQ(bodyIn(ask(nova.handler(), "GET", "/v2.1/servers?name=two"))["servers"].size(), 0u);
    EXPECT_EQ(ask(nova.handler(), "POST", "/v2.1/servers", wanted).status, 409u);
    wanted["server"]["user_data"] = "***";
    EXPECT_EQ(ask(nova.handler(), "POST", "/v2.1/servers", wanted).status, 400u);
    EXPECT_EQ(ask(nova.handler(), "DELETE", "/v2.1/servers/" + id).status, 204u);
    EXPECT_EQ(ask(nova.handler(), "GET", "/v2.1/servers/" + id).status, 404u);
}

TEST_F(ComputeTest, metadataIsForWhoeverHasTheAddress) {
    auto node = addNode("bay1", "02:00:00:00:01:01");
    ASSERT_TRUE(servers_.keepKeyPair({{"name", "default"}, {"public_key", "ssh-ed25519 AAAA me"}}));
    auto wanted = request();
    wanted.keyName = "default";
    ASSERT_TRUE(servers_.create(wanted));
    ASSERT_TRUE(nodes_.patch(node, {{"driver_internal_info", {{"provisioning_address", "192.0.2.20"}}}}));
    MetadataService metadata(servers_);
    auto read = [&](const std::string& path, const std::string& from = "192.0.2.20") {
        HttpRequest get;
        get.target = path;
        get.peerAddress = from;
        auto response = ask(metadata.handler(), get);
        return response.status == 200 ? response.body : std::to_string(response.status);
    };
    EXPECT_EQ(read("/"), "2009-04-04\nlatest");
    EXPECT_EQ(read("/latest"), "meta-data/\nuser-data");
    EXPECT_EQ(read("/latest/user-data"), std::string("binary\0data", 11));
    EXPECT_EQ(read("/2009-04-04/meta-data/instance-id"), "i-" + wanted.id.substr(0, 8));
    EXPECT_NE(read("/latest/meta-data/").find("public-keys/\n"), std::string::npos);
    EXPECT_EQ(read("/latest/meta-data/public-keys/"), "0=default");
    EXPECT_EQ(read("/latest/meta-data/public-keys/0/"), "openssh-key");
    EXPECT_EQ(read("/latest/meta-data/public-keys/0/openssh-key"), "ssh-ed25519 AAAA me");
    EXPECT_EQ(read("/latest/meta-data/local-hostname"), "undercloud");
    EXPECT_EQ(read("/latest/meta-data/none"), "404");
    EXPECT_EQ(read("/1999/meta-data/"), "404");
    EXPECT_EQ(read("/latest/user-data", "192.0.2.21"), "404");
}

TEST_F(ComputeTest, neutronShowsTheProvisioningNetwork) {
    auto node = addNode("bay1", "02:00:00:00:01:01");
    ASSERT_TRUE(nodes_.patch(node, {{"driver_internal_info", {{"provisioning_address", "192.0.2.20"}}}}));
    Neutron neutron(nodes_, *keystone_, options_);
    auto network = bodyIn(ask(neutron.handler(), "GET", "/v2.0/networks?name=ctlplane"))["networks"][0];
    EXPECT_EQ(bodyIn(ask(neutron.handler(), "GET",
                         "/v2.0/networks/" + network["id"].get<std::string>()))["network"],
              network);
    EXPECT_EQ(ask(neutron.handler(), "GET", "/v2.0/networks/ctlplane").status, 404u);
    auto subnet = bodyIn(ask(neutron.handler(), "GET", "/v2.0/subnets"))["subnets"][0];
    EXPECT_EQ(subnet["allocation_pools"][0]["end"], "192.0.2.100");
    auto port =
        bodyIn(ask(neutron.handler(), "GET", "/v2.0/ports?mac_address=02:00:00:00:01:01"))["ports"][0];
    EXPECT_EQ(port["fixed_ips"][0]["ip_address"], "192.0.2.20");
}

} // namespace
} // namespace seedbed::seed
