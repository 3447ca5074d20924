// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/kernel_arguments.hpp"

#include <gtest/gtest.h>

namespace seedbed::deploy_agent {
namespace {

constexpr std::string_view kLine =
    "rootfstype=ramfs selinux=0 disk=cciss/c0d0,sda,hda,vda iscsi_target_iqn=iqn-11 deployment_id=11 "
    "deployment_key=ABC ironic_api_url=http://10.83.0.1:6385/ troubleshoot=0 text nofb note=\"two words\" "
    "ip=10.83.0.21:10.83.0.1:10.83.0.254:255.255.255.0 BOOTIF=01-52-54-00-77-00-01\n";

TEST(KernelArguments, deployOrderOfThePxeConfiguration) {
    auto order = parseDeployOrder(parseWords(kLine));
    ASSERT_TRUE(order) << toSentence(order.error());
    EXPECT_EQ(order->deploymentId, "11");
    EXPECT_EQ(order->deploymentKey, "ABC");
    EXPECT_EQ(order->iqn, "iqn-11");
    EXPECT_EQ(order->apiUrl, "http://10.83.0.1:6385");
    EXPECT_EQ(order->disks, (std::vector<std::string>{"cciss/c0d0", "sda", "hda", "vda"}));
    EXPECT_EQ(order->bootMac.toString(), "52:54:00:77:00:01");
    EXPECT_EQ(order->network.address.toString(), "10.83.0.21");
    EXPECT_EQ(order->network.bootServer.toString(), "10.83.0.1");
    EXPECT_EQ(order->network.gateway->toString(), "10.83.0.254");
    EXPECT_EQ(order->network.netmask.toString(), "255.255.255.0");
}

TEST(KernelArguments, quotesKeepBlanksAndTheLastWordWins) {
    auto words = parseWords("a=1 b=\"x y\" a=2 flag");
    EXPECT_EQ(words.at("a"), "2");
    EXPECT_EQ(words.at("b"), "x y");
    EXPECT_EQ(words.at("flag"), "");
}

TEST(KernelArguments, missingAndWrongWordsAreNamed) {
    for (const char* name : {"deployment_id", "deployment_key", "iscsi_target_iqn", "ironic_api_url", "ip", "BOOTIF"}) {
        auto words = parseWords(kLine);
        words.erase(name);
        auto order = parseDeployOrder(words);
        ASSERT_FALSE(order) << name;
        EXPECT_EQ(order.error().id, "AGENT-ARGUMENT");
        EXPECT_NE(order.error().object.find(name), std::string::npos);
    }
    auto words = parseWords(kLine);
    words["ip"] = "10.83.0.21";
    EXPECT_FALSE(parseStaticAddress(words));
    words["BOOTIF"] = "01-52";
    EXPECT_FALSE(parseBootInterface(words));
}

TEST(KernelArguments, disksOutsideDevAreNotTaken) {
    auto words = parseWords(kLine);
    words["disk"] = "../etc/passwd,/dev/sda,vdb";
    auto order = parseDeployOrder(words);
    ASSERT_TRUE(order);
    EXPECT_EQ(order->disks, std::vector<std::string>{"vdb"});
}

TEST(KernelArguments, noGatewayIsFine) {
    auto address = parseStaticAddress({{"ip", "10.0.0.2:10.0.0.1::255.255.255.0"}});
    ASSERT_TRUE(address);
    EXPECT_FALSE(address->gateway);
    EXPECT_FALSE(parseStaticAddress({{"ip", "10.0.0.2:10.0.0.1:0.0.0.0:255.255.255.0"}})->gateway);
}

TEST(KernelArguments, rootInItsThreeForms) {
    EXPECT_EQ(parseRootDevice({{"root", "UUID=AB-CD"}})->value, "ab-cd");
    EXPECT_EQ(parseRootDevice({{"root", "LABEL=Root"}})->value, "Root");
    EXPECT_EQ(parseRootDevice({{"root", "/dev/vda2"}})->by, RootDevice::By::path);
    EXPECT_FALSE(parseRootDevice({{"root", "nfs"}}));
    EXPECT_FALSE(parseRootDevice({}));
}

TEST(KernelArguments, troubleshootOnlyWhenAsked) {
    EXPECT_FALSE(wantsTroubleshooting({}));
    EXPECT_FALSE(wantsTroubleshooting({{"troubleshoot", "0"}}));
    EXPECT_TRUE(wantsTroubleshooting({{"troubleshoot", "1"}}));
}

} // namespace
} // namespace seedbed::deploy_agent
