// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/boot_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seedbed::seed {
namespace {

using testing::HasSubstr;
using testing::Not;

BootNetwork network() {
    SeedOptions options;
    options.listen = "192.0.2.1";
    options.provisioningNetwork = "192.0.2.0/24";
    options.provisioningRange = "192.0.2.20-192.0.2.22";
    options.provisioningInterface = "prov0";
    options.state = "/state";
    return *bootNetworkOf(options);
}

BootNode node() {
    BootNode result;
    result.id = "abc-1";
    result.macs = {"02:00:00:00:01:0a", "02:00:00:00:01:0b"};
    result.address = "192.0.2.20";
    return result;
}

TEST(BootPlan, configurationServesKnownMacsOnOneInterface) {
    const auto text = dnsmasqConfig(network());
    for (const auto* line : {"port=0\n", "interface=prov0\n", "bind-interfaces\n", "dhcp-ignore=tag:!known\n",
                             "dhcp-range=192.0.2.0,static,255.255.255.0,2m\n", "enable-ra\n",
                             "dhcp-option-force=tag:ipxe,encap:175,176,1b\n", "tftp-root=/state/boot/tftp\n",
                             "dhcp-boot=tag:!ipxe,tag:!efi64,undionly.kpxe,,192.0.2.1\n"}) {
        EXPECT_THAT(text, HasSubstr(line));
    }
    EXPECT_THAT(text, Not(HasSubstr("169.254")));
}

TEST(BootPlan, metadataGetsARoute) {
    auto with = network();
    with.metadata = true;
    EXPECT_THAT(
        dnsmasqConfig(with),
        HasSubstr("option:classless-static-route,169.254.169.254/32,192.0.2.1,0.0.0.0/0,192.0.2.1\n"));
}

TEST(BootPlan, linesOfANode) {
    EXPECT_EQ(hostLine(node()), "02:00:00:00:01:0a,02:00:00:00:01:0b,set:node-abc-1,192.0.2.20,2m\n");
    EXPECT_EQ(optionLine(network(), node()),
              "tag:node-abc-1,tag:ipxe,option:bootfile-name,http://192.0.2.1:8088/nodes/abc-1/boot.ipxe\n");
}

TEST(BootPlan, scripts) {
    EXPECT_EQ(bootScript(network(), node()), "#!ipxe\nsanboot --no-describe --drive 0x80\n");
    auto deploying = node();
    deploying.deploy.emplace();
    deploying.deploy->key = Secret("k3y");
    EXPECT_EQ(
        bootScript(network(), deploying),
        "#!ipxe\n"
        "kernel http://192.0.2.1:8088/nodes/abc-1/deploy_kernel initrd=deploy_ramdisk rootfstype=ramfs "
        "selinux=0 "
        "disk=cciss/c0d0,sda,hda,vda iscsi_target_iqn=iqn-abc-1 deployment_id=abc-1 deployment_key=k3y "
        "ironic_api_url=http://192.0.2.1:6385 troubleshoot=0 text nofb nomodeset vga=normal console=ttyS0 "
        "cryptomgr.notests "
        "ip=${ip}:${next-server}:${gateway}:${netmask} BOOTIF=01-${mac:hexhyp}\n"
        "initrd http://192.0.2.1:8088/nodes/abc-1/deploy_ramdisk\n"
        "boot\n");
}

TEST(BootPlan, addressesAreAllottedOnceAndKept) {
    EXPECT_EQ(*allotAddress(network(), {}, ""), "192.0.2.20");
    EXPECT_EQ(*allotAddress(network(), {"192.0.2.20"}, ""), "192.0.2.21");
    EXPECT_EQ(*allotAddress(network(), {}, "192.0.2.22"), "192.0.2.22");
    EXPECT_EQ(*allotAddress(network(), {}, "10.0.0.1"), "192.0.2.20") << "from another range";
    auto full = allotAddress(network(), {"192.0.2.20", "192.0.2.21", "192.0.2.22"}, "");
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().id, "BOOT-RANGE-FULL");
}

TEST(BootPlan, rangesAreChecked) {
    for (const auto* range : {"", "192.0.2.20", "192.0.2.30-192.0.2.20", "192.0.2.20-10.0.0.1", "a-b",
                              "192.0.2.1-192.0.2.2-192.0.2.3"}) {
        SeedOptions options;
        options.provisioningNetwork = "192.0.2.0/24";
        options.provisioningRange = range;
        auto made = bootNetworkOf(options);
        ASSERT_FALSE(made) << range;
        EXPECT_EQ(made.error().id, "BOOT-RANGE");
    }
}

struct LineCase {
    const char* text;
    std::optional<BootLineKind> kind;
    const char* mac = "";
    const char* address = "";
    const char* file = "";
};

// Lines of dnsmasq 2.90 with log-dhcp.
TEST(BootLog, reads) {
    const LineCase cases[] = {
        {"dnsmasq-dhcp[20825]: 4019542383 DHCPDISCOVER(prov0) 02:00:00:00:01:0A ", BootLineKind::discover,
         "02:00:00:00:01:0a"},
        {"dnsmasq-dhcp[20825]: 4019542383 DHCPDISCOVER(prov0) 192.0.2.20 02:00:00:00:01:0a ",
         BootLineKind::discover, "02:00:00:00:01:0a"},
        {"dnsmasq-dhcp[20825]: 1743828584 DHCPDISCOVER(prov0) 02:00:00:00:09:99 ignored",
         BootLineKind::ignored, "02:00:00:00:09:99"},
        {"dnsmasq-dhcp[20825]: 1 DHCPDISCOVER(prov0) 02:00:00:00:09:99 no address available",
         BootLineKind::ignored, "02:00:00:00:09:99"},
        {"dnsmasq-dhcp[20825]: 4019542383 DHCPACK(prov0) 192.0.2.20 02:00:00:00:01:0a ",
         BootLineKind::acknowledged, "02:00:00:00:01:0a", "192.0.2.20"},
        {"dnsmasq-dhcp[20825]: 4019542383 DHCPACK(prov0) 192.0.2.20 02:00:00:00:01:0a name",
         BootLineKind::acknowledged, "02:00:00:00:01:0a", "192.0.2.20"},
        {"dnsmasq-dhcp[20825]: read /state/boot/hosts/abc", BootLineKind::fileRead, "", "",
         "/state/boot/hosts/abc"},
        {"dnsmasq-tftp[20825]: sent /state/boot/tftp/token-abc to 192.0.2.20", BootLineKind::sent, "",
         "192.0.2.20", "/state/boot/tftp/token-abc"},
        {"dnsmasq-tftp[20825]: file /state/boot/tftp/nix not found for 192.0.2.20", BootLineKind::notFound,
         "", "192.0.2.20", "/state/boot/tftp/nix"},
        {"dnsmasq-dhcp[20825]: 4019542383 tags: node-abc, known, ipxe, prov0", std::nullopt},
        {"dnsmasq-dhcp[20825]: 4019542383 sent size:  4 option:  1 netmask  255.255.255.0", std::nullopt},
        {"dnsmasq[20825]: inotify: /state/boot/hosts/abc new or modified", std::nullopt},
        {"dnsmasq-dhcp[20825]: ", std::nullopt},
        {"dnsmasq-dhcp[20825]: DHCPDISCOVER(", std::nullopt},
        {"", std::nullopt},
    };
    for (const auto& c : cases) {
        const auto line = parseBootLine(c.text);
        ASSERT_EQ(line.has_value(), c.kind.has_value()) << c.text;
        if (line) {
            EXPECT_EQ(line->kind, *c.kind) << c.text;
            EXPECT_EQ(line->mac, c.mac) << c.text;
            EXPECT_EQ(line->address, c.address) << c.text;
            EXPECT_EQ(line->file, c.file) << c.text;
        }
    }
}

} // namespace
} // namespace seedbed::seed
