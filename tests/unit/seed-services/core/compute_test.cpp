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
        const bool newer = idOrName == "newer";
        image.id = newer ? "image-2" : "image-1";
        image.name = idOrName;
        return newer || idOrName == "node" ? Result<ImageFile>(image)
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
    PortRecords ports(*store_, nodes_, options_);
    Neutron neutron(nodes_, ports, *keystone_, options_);
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

TEST_F(ComputeTest, portsWithoutANodeHaveAddressesFromTheEndOfTheRange) {
    auto node = addNode("bay1", "02:00:00:00:01:01");
    ASSERT_TRUE(nodes_.patch(node, {{"driver_internal_info", {{"provisioning_address", "192.0.2.100"}}}}));
    PortRecords ports(*store_, nodes_, options_);
    auto vip = ports.create({"p-1", "control_vip", "p1", "ctlplane", {}});
    ASSERT_TRUE(vip);
    EXPECT_EQ((*vip)["fixed_ips"][0]["ip_address"], "192.0.2.99");
    EXPECT_EQ(*ports.create({"p-1", "again", "p1", "", {}}), *vip);
    EXPECT_EQ((*ports.create({"p-2", "", "p1", "", {"192.0.2.7"}}))["fixed_ips"][0]["ip_address"],
              "192.0.2.7");
    EXPECT_EQ(ports.create({"p-3", "", "p1", "", {"192.0.2.99"}}).error().id, "ADDRESS-TAKEN");
    EXPECT_EQ(ports.create({"p-3", "", "p1", "", {"198.51.100.1"}}).error().id, "ADDRESS-TAKEN");
    EXPECT_EQ(ports.create({"p-3", "", "p1", "elsewhere", {}}).error().id, "NETWORK-ABSENT");
    ASSERT_TRUE(ports.rename("p-1", "vip"));
    EXPECT_EQ((*ports.port("p-1"))["name"], "vip");
    ASSERT_TRUE(ports.removePort("p-1"));
    EXPECT_EQ(ports.port("p-1").error().id, "PORT-ABSENT");
    options_.provisioningRange = "192.0.2.1-192.0.2.1";
    EXPECT_EQ(ports.create({"p-4", "", "p1", "", {}}).error().id, "ADDRESS-RANGE");
}

TEST_F(ComputeTest, neutronMakesAndDeletesPortsWithoutANode) {
    PortRecords ports(*store_, nodes_, options_);
    Neutron neutron(nodes_, ports, *keystone_, options_);
    auto made = ask(neutron.handler(), "POST", "/v2.0/ports", {{"port", {{"name", "vip"}}}});
    ASSERT_EQ(made.status, 201u) << made.body;
    const auto place = "/v2.0/ports/" + bodyIn(made)["port"]["id"].get<std::string>();
    EXPECT_EQ(bodyIn(ask(neutron.handler(), "GET", place))["port"]["name"], "vip");
    EXPECT_EQ(ask(neutron.handler(), "POST", "/v2.0/ports", {{"port", {{"network_id", "x"}}}}).status, 404u);
    EXPECT_EQ(ask(neutron.handler(), "DELETE", place).status, 204u);
    EXPECT_EQ(ask(neutron.handler(), "DELETE", place).status, 404u);
}

TEST_F(ComputeTest, aServerGetsAnotherImageOnTheSameNode) {
    auto node = addNode("bay1", "02:00:00:00:01:01");
    auto wanted = request();
    ASSERT_TRUE(servers_.create(wanted));
    ASSERT_TRUE(nodes_.patch(node, {{"provision_state", "active"}}));
    ServerChange change;
    change.name = "renamed";
    change.image = "newer";
    change.preserveEphemeral = true;
    ASSERT_TRUE(servers_.change(wanted.id, change));
    EXPECT_EQ(conductor_.notes.back(), node + " rebuild");
    auto info = (*nodes_.find(node))["instance_info"];
    EXPECT_EQ(info["image_source"], "image-2");
    EXPECT_EQ(info["preserve_ephemeral"], true);
    EXPECT_EQ((*servers_.show(wanted.id))["name"], "renamed");
    ASSERT_TRUE(servers_.change(wanted.id, change)); // it has that image
    EXPECT_EQ(conductor_.notes.size(), 2u);
    conductor_.refusal = Error{.kind = ErrorKind::conflict, .id = "NODE-LOCKED"};
    change.image = "node";
    EXPECT_EQ(servers_.change(wanted.id, change).error().id, "NODE-LOCKED");
    EXPECT_EQ((*servers_.show(wanted.id))["image"]["id"], "image-2");
    EXPECT_EQ((*nodes_.find(node))["instance_info"]["image_source"], "image-2");
    EXPECT_EQ(servers_.change("nobody", change).error().kind, ErrorKind::notFound);
}

} // namespace
} // namespace seedbed::seed
