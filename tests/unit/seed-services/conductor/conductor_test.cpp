// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/conductor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/seed-services/conductor/fakes.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed::seed {
namespace {

using namespace std::chrono_literals;
using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

struct ConductorTest : testing::Test {
    asio::io_context io;
    Blocking files{io.get_executor(), 1};
    FakeNodes nodes{io.get_executor()};
    FakeImages images;
    ImageCache cache{io.get_executor(), files, "/state/images-raw"};
    FakeBlade blade{io.get_executor()};
    asio::ip::tcp::acceptor ramdisk{io, {asio::ip::make_address(nodeAddress), 0}}; // where the notice goes
    std::string notice;
    std::unique_ptr<Conductor> conductor;
    DeployLimits limits;

    void SetUp() override {
        limits.dhcp = limits.bootFiles = limits.callBack = 30s;
        limits.writer.noticePort = ramdisk.local_endpoint().port();
        nodes.onPowerOn = [this] {
            if (!blade.fast) {
                blade.boot();
            }
        };
        make();
        takeNotice();
    }
    void make() {
        conductor = std::make_unique<Conductor>(io.get_executor(),
                                                Conductor::Parts{nodes, images, cache, blade, blade, limits});
        conductor->useBoot(blade);
        blade.conductor = conductor.get();
        blade.sink = conductor->bootSink();
    }
    void takeNotice() {
        auto socket = std::make_shared<asio::ip::tcp::socket>(io);
        ramdisk.async_accept(*socket, [this, socket](boost::system::error_code code) {
            auto text = std::make_shared<std::string>();
            if (!code) {
                asio::async_read(*socket, asio::dynamic_buffer(*text),
                                 [this, socket, text](auto, auto) { notice = *text; });
            }
        });
    }
    // Runs until the node book satisfies the predicate; false after five seconds.
    bool reach(std::function<bool()> done) { return seedbed::test::runOn(io, waitFor(std::move(done))); }
    asio::awaitable<bool> waitFor(std::function<bool()> done) {
        const auto deadline = std::chrono::steady_clock::now() + 5s;
        while (!done()) {
            const auto left = deadline - std::chrono::steady_clock::now();
            if (left <= 0s) {
                co_return false;
            }
            [[maybe_unused]] const bool woken = co_await nodes.changed.waitFor(left);
        }
        co_return true;
    }
    bool settles(const std::string& state) {
        return reach([this, state] { return nodes.state() == state && !nodes.node.contains("reservation"); });
    }
    bool stop() { return seedbed::test::runOn(io, stopped()); }
    asio::awaitable<bool> stopped() {
        co_await conductor->stop();
        co_return true;
    }
    bool start() { return seedbed::test::runOn(io, started()); }
    asio::awaitable<bool> started() {
        co_await conductor->start();
        co_return true;
    }
    std::string lastError() const { return nodes.node.value("last_error", ""); }
    void TearDown() override { stop(); }
};

TEST_F(ConductorTest, deploysANodeAndProvesEachStep) {
    blade.on = true; // a node that runs something is switched off first
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_THAT(nodes.types(),
                ElementsAre("power-on", "dhcp", "boot-file", "boot-file", "ramdisk-up", "iscsi-login",
                            "image-written", "image-read-back", "rebooted-to-disk", "active"));
    EXPECT_THAT(blade.calls, ElementsAre("off", "pxe persistent", "on", "disk persistent"));
    EXPECT_EQ(notice, "done");
    ASSERT_TRUE(blade.order);
    EXPECT_EQ(blade.order->address, nodeAddress);
    EXPECT_EQ(blade.order->iqn, "iqn-" + nodeId);
    EXPECT_EQ(blade.order->sha256, std::string(64, 'a'));
    ASSERT_TRUE(blade.entry);
    EXPECT_FALSE(blade.entry->deploy) << "an active node boots from its disk";
    EXPECT_TRUE(blade.token.empty());
    const auto& info = nodes.node["driver_internal_info"];
    EXPECT_EQ(info["provisioning_address"], nodeAddress);
    EXPECT_EQ(info["deploy_bytes_total"], 4096);
    EXPECT_EQ(info["deploy_bytes_written"], 4096);
    EXPECT_EQ(info["deploy_phase"], "active");
    EXPECT_EQ(nodes.node["power_state"], "power on");
}

TEST_F(ConductorTest, hearsANodeThatBootsFasterThanItsControllerConfirms) {
    blade.fast = true;
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_THAT(nodes.types(), testing::UnorderedElementsAre(
                                   "power-on", "dhcp", "boot-file", "boot-file", "ramdisk-up", "iscsi-login",
                                   "image-written", "image-read-back", "rebooted-to-disk", "active"));
}

struct Failure {
    std::string name;
    std::function<void(ConductorTest&)> arrange;
    std::string id;
    std::string says;
    bool poweredOff = true;
};
void PrintTo(const Failure& failure, std::ostream* out) {
    *out << failure.name;
}

struct FailureTest : ConductorTest, testing::WithParamInterface<Failure> {};

TEST_P(FailureTest, endsInDeployFailedWithItsName) {
    GetParam().arrange(*this);
    make();
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(settles("deploy failed")) << nodes.node.dump();
    EXPECT_THAT(lastError(), HasSubstr(GetParam().id));
    EXPECT_THAT(lastError(), HasSubstr(GetParam().says));
    ASSERT_FALSE(nodes.history.empty());
    EXPECT_THAT(nodes.history.back().first, testing::AnyOf("failed", "stalled"));
    EXPECT_EQ(nodes.history.back().second.find(GetParam().id), 0u) << nodes.history.back().second;
    EXPECT_FALSE(blade.entry) << "a failed node gets no answers";
    const bool off = std::count(blade.calls.begin(), blade.calls.end(), "off") > 0;
    EXPECT_EQ(off, GetParam().poweredOff);
}

INSTANTIATE_TEST_SUITE_P(
    Deployment, FailureTest,
    testing::Values(
        Failure{
            "controllerRefuses",
            [](ConductorTest& t) { t.blade.fails["isOn"] = fakeError("BMC-PASSWORD", ErrorKind::refused); },
            "BMC-PASSWORD", "", false},
        Failure{"dhcpServerDead",
                [](ConductorTest& t) { t.blade.fails["entry"] = fakeError("BOOT-DHCP-DEAD"); },
                "BOOT-DHCP-DEAD", "", false},
        Failure{"bootDeviceIgnored",
                [](ConductorTest& t) { t.blade.fails["pxe"] = fakeError("BMC-BOOT-IGNORED"); },
                "BMC-BOOT-IGNORED", ""},
        Failure{"powerStalls",
                [](ConductorTest& t) {
                    t.blade.blocks.insert("on");
                    t.limits.power = 20ms;
                },
                "DEADLINE", "power on"},
        Failure{"neverSeen",
                [](ConductorTest& t) {
                    t.blade.until = Until::dhcp;
                    t.limits.dhcp = 20ms;
                },
                "PXE-NO-DHCP", nodeMac},
        Failure{"neverSeenButAnother",
                [](ConductorTest& t) {
                    t.blade.until = Until::dhcp;
                    t.limits.dhcp = 20ms;
                    t.blade.strangersSeen = {"02:ff:ff:ff:ff:01"};
                },
                "PXE-NO-DHCP", "02:ff:ff:ff:ff:01"},
        Failure{"namesTheProfile",
                [](ConductorTest& t) {
                    t.blade.until = Until::dhcp;
                    t.limits.dhcp = 20ms;
                },
                "PXE-NO-DHCP", "Virtual Connect profile"},
        Failure{"noLease",
                [](ConductorTest& t) {
                    t.blade.until = Until::offer;
                    t.limits.dhcp = 20ms;
                },
                "PXE-NO-LEASE", nodeMac},
        Failure{"noKernel",
                [](ConductorTest& t) {
                    t.blade.until = Until::kernel;
                    t.limits.bootFiles = 20ms;
                },
                "PXE-NO-BOOT-FILE", "never fetched the kernel"},
        Failure{"noRamdisk",
                [](ConductorTest& t) {
                    t.blade.until = Until::files;
                    t.limits.bootFiles = 20ms;
                },
                "PXE-NO-BOOT-FILE", "the ramdisk never"},
        Failure{"noCallBack",
                [](ConductorTest& t) {
                    t.blade.until = Until::callBack;
                    t.limits.callBack = 20ms;
                },
                "DEPLOY-NO-CALLBACK", "bay3"},
        Failure{"ramdiskComplains", [](ConductorTest& t) { t.blade.ramdiskError = "no\x1b disk"; },
                "DEPLOY-RAMDISK", "\\x1b disk"},
        Failure{"foreignAddress", [](ConductorTest& t) { t.blade.ramdiskAddress = "10.9.9.9"; },
                "DEPLOY-ADDRESS", "10.9.9.9"},
        Failure{"diskTooSmall",
                [](ConductorTest& t) {
                    t.blade.fails["write"] = fakeError("IMAGE-TOO-LARGE", ErrorKind::invalid);
                },
                "IMAGE-TOO-LARGE", ""},
        Failure{"diskBootIgnored",
                [](ConductorTest& t) { t.blade.fails["disk"] = fakeError("BMC-BOOT-IGNORED"); },
                "BMC-BOOT-IGNORED", ""},
        Failure{"nobodyTakesTheNotice", [](ConductorTest& t) { t.ramdisk.close(); }, "DEPLOY-NOTICE", ""}),
    [](const auto& info) { return info.param.name; });

struct AbortTest : ConductorTest, testing::WithParamInterface<std::pair<std::string, std::string>> {};

// In each phase: the operation that blocks there.
TEST_P(AbortTest, stopsInEachPhase) {
    const auto& [phase, blocker] = GetParam();
    blade.blocks.insert(blocker);
    blade.until = blocker == "dhcp"    ? Until::dhcp
                  : blocker == "files" ? Until::kernel
                  : blocker == "call"  ? Until::callBack
                                       : Until::never;
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(reach([&] { return nodes.phase() == phase; })) << nodes.node.dump();
    ASSERT_TRUE(conductor->setProvision(nodeId, "abort"));
    blade.blocks.clear();
    ASSERT_TRUE(settles("deploy failed")) << nodes.node.dump();
    EXPECT_THAT(lastError(), HasSubstr("DEPLOY-ABORTED"));
    EXPECT_FALSE(blade.on);
}

INSTANTIATE_TEST_SUITE_P(Deployment, AbortTest,
                         testing::Values(std::pair("prepare", "entry"), std::pair("power", "pxe"),
                                         std::pair("dhcp", "dhcp"), std::pair("boot-files", "files"),
                                         std::pair("call-back", "call"), std::pair("write", "write"),
                                         std::pair("local-boot", "disk")));

TEST_F(ConductorTest, deletesInTheMiddleAndAfterwards) {
    blade.until = Until::callBack;
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(reach([&] { return nodes.phase() == "call-back"; }));
    ASSERT_TRUE(conductor->setProvision(nodeId, "deleted"));
    ASSERT_TRUE(settles("available")) << nodes.node.dump();
    EXPECT_FALSE(blade.on);
    EXPECT_FALSE(blade.entry);
    EXPECT_EQ(nodes.node["instance_info"], Json::object());
    EXPECT_FALSE(nodes.node.contains("last_error"));
}

TEST_F(ConductorTest, aWrongKeyIsRefusedAndChangesNothing) {
    blade.until = Until::callBack;
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(reach([&] { return nodes.phase() == "call-back"; }));
    auto wrong = blade.call("guess", nodeAddress);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().id, "DEPLOY-KEY");
    EXPECT_EQ(nodes.state(), "wait call-back");
    const auto key = blade.key();
    ASSERT_TRUE(blade.call(key, nodeAddress));
    EXPECT_TRUE(blade.call(key, nodeAddress)) << "a ramdisk that did not hear the answer calls again";
    EXPECT_FALSE(blade.call(key, "127.45.2.21"));
    ASSERT_TRUE(settles("active"));
}

TEST_F(ConductorTest, aBladeThatThePlanDoesNotNameIsNotWritten) { // design.md section 8
    nodes.node["extra"] = {{"serial", "SGH0001001"}};
    blade.serial = "SGH0002001";
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(settles("deploy failed"));
    EXPECT_THAT(lastError(), testing::HasSubstr("DEPLOY-WRONG-BLADE"));
    EXPECT_FALSE(blade.order) << "nothing was written";
    EXPECT_TRUE(blade.on) << "nor is it ours to switch off";
}

TEST_F(ConductorTest, oneChangeANodeAtATime) {
    blade.until = Until::dhcp;
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    auto second = conductor->setPower(nodeId, "power off");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().id, "NODE-LOCKED");
    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
    EXPECT_FALSE(conductor->setProvision(nodeId, "active"));
}

TEST_F(ConductorTest, refusesWhatCannotBeDeployedBeforeTouchingTheNode) {
    nodes.addresses.clear();
    auto noPort = conductor->setProvision(nodeId, "active");
    ASSERT_FALSE(noPort);
    EXPECT_EQ(noPort.error().id, "NODE-NO-PORT");
    nodes.addresses = {nodeMac};
    nodes.node["instance_info"]["image_source"] = "nix";
    auto noImage = conductor->setProvision(nodeId, "active");
    ASSERT_FALSE(noImage);
    EXPECT_EQ(noImage.error().id, "IMAGE-ABSENT");
    EXPECT_EQ(nodes.state(), "available");
    EXPECT_TRUE(blade.calls.empty());
}

TEST_F(ConductorTest, aRestartTakesTheWaitUpAgain) {
    blade.until = Until::callBack;
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(reach([&] { return nodes.phase() == "call-back"; }));
    const auto key = blade.key();
    const auto token = blade.token;
    stop();
    EXPECT_EQ(nodes.state(), "wait call-back") << "stopping is no failure";
    blade.calls.clear();
    blade.entry.reset();
    make();
    start();
    ASSERT_TRUE(reach([&] { return nodes.state() == "wait call-back" && blade.entry; }));
    EXPECT_EQ(blade.key(), key);
    EXPECT_TRUE(blade.token == token);
    ASSERT_TRUE(blade.call(key, nodeAddress));
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_THAT(blade.calls, ElementsAre("disk persistent")) << "the node was not switched again";
}

TEST_F(ConductorTest, aRestartWritesAgainWithoutSwitchingTheNode) {
    blade.blocks.insert("write");
    ASSERT_TRUE(conductor->setProvision(nodeId, "active"));
    ASSERT_TRUE(reach([&] { return nodes.phase() == "write" && blade.order; }));
    stop();
    blade.blocks.clear();
    blade.calls.clear();
    blade.order.reset();
    make();
    start();
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_EQ(blade.order->address, nodeAddress);
    EXPECT_THAT(blade.calls, ElementsAre("disk persistent"));
}

TEST_F(ConductorTest, aNoticeThatMayHaveBeenGivenIsFollowedByAPowerCycle) {
    nodes.node["provision_state"] = "deploying";
    nodes.node["driver_internal_info"] = {{"deploy_phase", "notice"},
                                          {"deploy_target", {{"address", nodeAddress}}}};
    nodes.node["instance_info"]["deploy_key"] = "k";
    ramdisk.close();
    blade.on = true;
    start();
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_THAT(blade.calls, ElementsAre("off", "on"));
}

TEST_F(ConductorTest, startServesActiveNodesAndClearsLocks) {
    nodes.node["provision_state"] = "active";
    nodes.node["reservation"] = "conductor";
    nodes.node["driver_internal_info"]["provisioning_address"] = "127.45.2.22";
    start();
    EXPECT_FALSE(nodes.node.contains("reservation"));
    ASSERT_TRUE(blade.entry);
    EXPECT_EQ(blade.entry->address, "127.45.2.22");
    EXPECT_FALSE(blade.entry->deploy);
}

TEST_F(ConductorTest, enrolsByAskingTheController) {
    nodes.node["provision_state"] = "enroll";
    ASSERT_TRUE(conductor->setProvision(nodeId, "manage"));
    ASSERT_TRUE(settles("manageable"));
    EXPECT_EQ(nodes.node["power_state"], "power off");
    ASSERT_TRUE(conductor->setProvision(nodeId, "provide"));
    EXPECT_EQ(nodes.state(), "available");
}

TEST_F(ConductorTest, aDeadControllerIsNotManageable) {
    nodes.node["provision_state"] = "enroll";
    blade.fails["isOn"] = fakeError("BMC-UNREACHABLE");
    ASSERT_TRUE(conductor->setProvision(nodeId, "manage"));
    ASSERT_TRUE(settles("enroll"));
    EXPECT_THAT(lastError(), HasSubstr("BMC-UNREACHABLE"));
}

TEST_F(ConductorTest, switchesPower) {
    ASSERT_TRUE(conductor->setPower(nodeId, "power on"));
    ASSERT_TRUE(reach([&] { return nodes.node.value("power_state", "") == "power on"; }));
    ASSERT_TRUE(reach([&] { return !nodes.node.contains("reservation"); }));
    ASSERT_TRUE(conductor->setPower(nodeId, "rebooting"));
    ASSERT_TRUE(reach([&] { return blade.calls.size() == 3; }));
    EXPECT_THAT(blade.calls, ElementsAre("on", "off", "on"));
    EXPECT_FALSE(conductor->setPower("nix", "power on"));
}

} // namespace
} // namespace seedbed::seed
