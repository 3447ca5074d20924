// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/ipxe_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

const IpxeSettings kSettings = {{"ip", "10.83.0.101"},        {"next-server", "10.83.0.1"},
                                {"gateway", "10.83.0.1"},     {"netmask", "255.255.255.0"},
                                {"mac", "02:11:22:33:44:aa"}, {"filename", "boot.ipxe"}};

TEST(IpxeExpansion, FollowsNamesAndTypes) {
    EXPECT_EQ(expandIpxe("ip=${ip}:${next-server}:${gateway}:${netmask}", kSettings),
              "ip=10.83.0.101:10.83.0.1:10.83.0.1:255.255.255.0");
    EXPECT_EQ(expandIpxe("BOOTIF=01-${mac:hexhyp} ${net0/mac} ${mac:hexraw}", kSettings),
              "BOOTIF=01-02-11-22-33-44-aa 02:11:22:33:44:aa 0211223344aa");
    EXPECT_EQ(expandIpxe("[${unknown}]", kSettings), "[]");
    EXPECT_EQ(expandIpxe("unclosed ${ip", kSettings), "unclosed ${ip");
}

TEST(IpxeScript, DeployScript) {
    const auto plan =
        readIpxeScript("#!ipxe\n"
                       "# deploy\n"
                       "imgfree\n"
                       "kernel http://10.83.0.1:8080/k disk=vda ip=${ip} BOOTIF=01-${mac:hexhyp}\r\n"
                       "initrd http://10.83.0.1:8080/r || goto failed\n"
                       "boot\n"
                       "nonsense after the end is never read\n",
                       kSettings);
    ASSERT_TRUE(plan) << toSentence(plan.error());
    EXPECT_EQ(plan->end, IpxeEnd::bootKernel);
    EXPECT_EQ(plan->kernel, "http://10.83.0.1:8080/k");
    EXPECT_EQ(plan->arguments, "disk=vda ip=10.83.0.101 BOOTIF=01-02-11-22-33-44-aa");
    EXPECT_THAT(plan->initrds, testing::ElementsAre("http://10.83.0.1:8080/r"));
}

TEST(IpxeScript, DiskExitAndChain) {
    EXPECT_EQ(readIpxeScript("#!ipxe\nsanboot --no-describe --drive 0x80\n", {})->end, IpxeEnd::bootDisk);
    EXPECT_EQ(readIpxeScript("#!ipxe\necho bye\nexit\n", {})->end, IpxeEnd::leave);
    EXPECT_EQ(readIpxeScript("#!ipxe\n", {})->end, IpxeEnd::leave);
    const auto chained = readIpxeScript("#!ipxe\nchain --autofree node/${mac:hexhyp}\n", kSettings);
    ASSERT_TRUE(chained);
    EXPECT_EQ(chained->end, IpxeEnd::chain);
    EXPECT_EQ(chained->chainTo, "node/02-11-22-33-44-aa");
}

TEST(IpxeScript, SetIsSeenByLaterLinesAndEchoIsKept) {
    const auto plan = readIpxeScript(
        "#!ipxe\nset base http://h\necho at ${base}\nkernel --name k ${base}/k quiet\nboot\n", {});
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->kernel, "http://h/k");
    EXPECT_EQ(plan->arguments, "quiet");
    EXPECT_THAT(plan->messages, testing::ElementsAre("at http://h"));
}

TEST(IpxeScript, RefusesWhatItCannotDo) {
    EXPECT_EQ(readIpxeScript("DEFAULT linux\n", {}).error().id, "IPXE-NOT-A-SCRIPT");
    const auto menu = readIpxeScript("#!ipxe\n\nmenu Choose\n", {});
    ASSERT_FALSE(menu);
    EXPECT_EQ(menu.error().id, "IPXE-COMMAND");
    EXPECT_EQ(menu.error().object, "boot script line 3");
    EXPECT_EQ(readIpxeScript("#!ipxe\nkernel\n", {}).error().id, "IPXE-COMMAND");
    EXPECT_EQ(readIpxeScript("#!ipxe\nkernel k\nimgfree\nboot\n", {}).error().id, "IPXE-NO-KERNEL");
}

TEST(IpxeUrl, Resolves) {
    EXPECT_EQ(resolveUrl("http://h:80/a/b.ipxe", "http://x/y"), "http://x/y");
    EXPECT_EQ(resolveUrl("http://h:80/a/b.ipxe", "/k"), "http://h:80/k");
    EXPECT_EQ(resolveUrl("http://h:80/a/b.ipxe", "k"), "http://h:80/a/k");
    EXPECT_EQ(resolveUrl("tftp://h/boot.ipxe", "deploy/k"), "tftp://h/deploy/k");
    EXPECT_EQ(resolveUrl("http://h", "k"), "http://h/k");
}

} // namespace
} // namespace seedbed::emulator
