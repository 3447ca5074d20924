// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "appliance/site/layout.hpp"
#include "appliance/site/pack.hpp"
#include "appliance/site/site.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/compile/bandwidth.hpp"
#include "vc-config/compile/compile.hpp"

namespace seedbed {
namespace {

const std::string kGood = R"(site: lab
chassis:
  oa: 10.83.0.2
  user: Administrator
  password-file: secrets.d/chassis
provisioning:
  network: provisioning
  cidr: 192.0.2.0/24
  address: 192.0.2.1
  interface: prov0
  range: 192.0.2.21-192.0.2.124
networks:
  - {name: provisioning, vlan: 10, native: true}
  - {name: tenant, vlan: 12}
uplink-set:
  name: datacentre
  ports: ["enc0:1:X1"]
pack: spine
bays: "1-2"
images: images
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return text;
}

TEST(Site, readsEverything) {
    auto site = parseSite(kGood, "/etc/seedbed/site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->chassis.oa.toString(), "10.83.0.2");
    EXPECT_EQ(site->chassis.passwordFile, "/etc/seedbed/secrets.d/chassis");
    EXPECT_EQ(site->chassis.ipmiInterval, std::chrono::seconds(5));
    EXPECT_EQ(site->provisioning.rangeLast.toString(), "192.0.2.124");
    ASSERT_EQ(site->networks.size(), 2u);
    EXPECT_TRUE(site->networks[0].native);
    EXPECT_EQ(site->uplinkSets.at(0).ports.at(0).id, "enc0:1:X1");
    EXPECT_EQ(site->bays, (std::vector<BayNumber>{1, 2}));
}

TEST(Site, saysHowLongIlosAreLeftAlone) {
    const auto with = [](const char* value) {
        return replaced(kGood, "  user:", fmt::format("  ipmi-interval: {}\n  user:", value));
    };
    const auto site = parseSite(with("0"), "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->chassis.ipmiInterval, std::chrono::seconds(0));
    for (const char* wrong : {"-1", "61", "fast", "5.5"}) {
        const auto refused = parseSite(with(wrong), "site.yaml");
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().id, "SITE-VALUE");
        EXPECT_NE(toSentence(refused.error()).find("ipmi-interval"), std::string::npos);
    }
}

TEST(Site, asksForNothingOfOaAndIlosUnlessItSaysSo) {
    auto site = parseSite(kGood, "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_FALSE(site->address.ebipa);
    EXPECT_TRUE(site->address.ntp.empty());
    EXPECT_FALSE(site->address.networkFirst);
    EXPECT_FALSE(site->address.access);
    site = parseSite(kGood + "address: {ebipa: {first: 10.83.0.11, netmask: 255.255.255.0}, ntp: [10.83.0.2, 10.83.0.4], "
                             "boot: network-first, access: administrator}\n",
                     "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->address.ebipa->of(8).toString(), "10.83.0.18");
    EXPECT_FALSE(site->address.ebipa->gateway);
    EXPECT_EQ(site->address.ntpTexts(), (std::vector<std::string>{"10.83.0.2", "10.83.0.4"}));
    EXPECT_TRUE(site->address.networkFirst);
    EXPECT_TRUE(site->address.access);
}

struct BadAddress {
    const char* key;
    const char* id;
};

TEST(Site, refusesAddressesThatCannotBe) {
    for (const BadAddress& row : {BadAddress{"ebipa: {first: 10.83.0.11}", "SITE-MISSING"},
                                  BadAddress{"ebipa: {first: 10.83.0.11, netmask: 255.0.255.0}", "SITE-EBIPA"},
                                  BadAddress{"ebipa: {first: 10.83.0.11, netmask: 0.0.0.0}", "SITE-EBIPA"},
                                  BadAddress{"ebipa: {first: 10.83.0.11, netmask: 255.255.255.255}", "SITE-EBIPA"},
                                  BadAddress{"ebipa: {first: 10.83.0.250, netmask: 255.255.255.0}", "SITE-EBIPA"},
                                  BadAddress{"ebipa: {first: 255.255.255.252, netmask: 255.255.255.0}", "SITE-EBIPA"},
                                  BadAddress{"ebipa: {first: 10.83.0.11, netmask: 255.255.255.0, gateway: 10.83.0.12}", "SITE-EBIPA"},
                                  BadAddress{"ebipa: {first: 10.83.0.11, netmask: 255.255.255.0, gateway: 10.84.0.1}", "SITE-EBIPA"},
                                  BadAddress{"ebipa: {first: 10.83.0.11, netmask: 255.255.255.0, dns: 10.83.0.1}", "SITE-UNKNOWN-KEY"},
                                  BadAddress{"ntp: [10.0.0.1, 10.0.0.2, 10.0.0.3]", "SITE-VALUE"},
                                  BadAddress{"ntp: [pool.ntp.org]", "SITE-VALUE"}, BadAddress{"ntp: []", "SITE-MISSING"},
                                  BadAddress{"boot: disk-first", "SITE-VALUE"}, BadAddress{"access: operator", "SITE-VALUE"},
                                  BadAddress{"gateway: 10.83.0.1", "SITE-UNKNOWN-KEY"}}) {
        const auto site = parseSite(kGood + "address: {" + row.key + "}\n", "site.yaml");
        ASSERT_FALSE(site) << row.key;
        EXPECT_EQ(site.error().id, row.id) << row.key << ": " << toSentence(site.error());
    }
}

TEST(Site, saysWhatVirtualConnectIsToBe) {
    auto site = parseSite(kGood, "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->virtualConnect.macPool, 1);
    EXPECT_FALSE(site->virtualConnect.vlanCapacity);
    EXPECT_TRUE(site->virtualConnect.hideUnused);
    const auto more = replaced(
        replaced(kGood, "  - {name: tenant, vlan: 12}\n",
                 "  - {name: tenant, vlan: 12, uplink-set: fabric, private: true, smart-link: true, preferred-speed: 1000, "
                 "max-speed: 2500, mtu: 1600}\n"
                 "  - {name: wide, ports: [\"enc0:1:X7\"], tunnel: true}\n"),
        "pack: spine",
        "uplink-sets:\n"
        "  - {name: fabric, mode: failover, ports: [{port: \"enc0:1:X3\", speed: 10000}, {port: \"enc0:1:X4\", sfp: SFP-SR}]}\n"
        "access-groups:\n"
        "  - {name: nodes, networks: [provisioning, tenant]}\n"
        "virtual-connect: {mac-pool: 7, vlan-capacity: expanded, unused-flexnics: shown}\n"
        "pack: spine");
    site = parseSite(more, "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    ASSERT_EQ(site->uplinkSets.size(), 2u);
    EXPECT_EQ(site->uplinkSets[1].mode, vc::ConnectionMode::failover);
    EXPECT_EQ(site->uplinkSets[1].ports.at(0).speedMb, 10000);
    EXPECT_EQ(site->uplinkSets[1].ports.at(1).sfp, "SFP-SR");
    const auto& tenant = site->networks.at(1);
    EXPECT_TRUE(tenant.isPrivate && tenant.smartLink);
    EXPECT_EQ(std::tuple(tenant.uplinkSet, tenant.preferredMb, tenant.maximumMb, tenant.mtu),
              std::tuple("fabric", 1000, 2500, 1600));
    EXPECT_TRUE(site->networks.at(2).tunnel);
    EXPECT_EQ(site->networks[2].ports.at(0).id, "enc0:1:X7");
    EXPECT_EQ(site->accessGroups.at(0).networks.size(), 2u);
    EXPECT_EQ(site->virtualConnect.macPool, 7);
    EXPECT_EQ(site->virtualConnect.vlanCapacity, vc::VlanCapacity::expanded);
    EXPECT_FALSE(site->virtualConnect.hideUnused);
    for (const auto& [from, to, id] : {std::tuple("mode: failover", "mode: lacp", "SITE-VALUE"), {"mac-pool: 7", "mac-pool: 65", "SITE-VALUE"},
                                       {"expanded", "huge", "SITE-VALUE"}, {"shown", "gone", "SITE-VALUE"},
                                       {"max-speed: 2500", "max-speed: 20000", "SITE-VALUE"}, {"mtu: 1600", "mtu: 100", "SITE-VALUE"},
                                       {"speed: 10000", "pace: 10000", "SITE-UNKNOWN-KEY"}, {"smart-link", "clever-link", "SITE-UNKNOWN-KEY"},
                                       {"name: nodes", "group: nodes", "SITE-UNKNOWN-KEY"}, {"ports: [\"enc0:1:X7\"]", "ports: []", "SITE-MISSING"}}) {
        site = parseSite(replaced(more, from, to), "site.yaml");
        ASSERT_FALSE(site) << to;
        EXPECT_EQ(site.error().id, id) << to << ": " << toSentence(site.error());
    }
}

TEST(Site, approvesTheOffsUnlessItSaysOtherwise) {
    auto site = parseSite(kGood, "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->recovery.approved, (std::set<Rung>{Rung::softOff, Rung::hardOff}));
    site = parseSite(kGood + "recovery: {approve: [e-fuse, soft-off], seconds: {soft-off: 7}}\n", "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->recovery.approved, (std::set<Rung>{Rung::softOff, Rung::eFuse}));
    EXPECT_EQ(site->recovery.limits.at(Rung::softOff), std::chrono::seconds(7));
    EXPECT_EQ(site->recovery.limits.at(Rung::hardOff), std::chrono::seconds(20));
    site = parseSite(kGood + "recovery: {approve: []}\n", "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_TRUE(site->recovery.approved.empty());
}

TEST(Site, mayNameANodeListAndTheServicesOfTheNetwork) {
    auto site = parseSite(kGood, "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_FALSE(site->nodesCsv);
    EXPECT_FALSE(site->services.gateway);
    site = parseSite(kGood + "nodes-csv: lists/baremetal.csv\n"
                             "services: {gateway: 203.0.113.1, dns: [203.0.113.53], name: cloud.test, ntp: [203.0.113.4, 203.0.113.5]}\n",
                     "/etc/seedbed/site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->nodesCsv, "/etc/seedbed/lists/baremetal.csv");
    EXPECT_EQ(site->services.gateway->toString(), "203.0.113.1");
    EXPECT_EQ(site->services.dns.size(), 1U);
    EXPECT_EQ(site->services.name, "cloud.test");
    EXPECT_EQ(site->services.ntp[1].toString(), "203.0.113.5");
    const std::pair<const char*, const char*> broken[] = {
        {"services: {dns: [203.0.113.53]}\n", "SITE-MISSING"}, // a name to ask it for
        {"services: {ntp: [pool.ntp.org]}\n", "SITE-VALUE"},
        {"services: {ntp: []}\n", "SITE-MISSING"},
        {"services: {router: 203.0.113.1}\n", "SITE-UNKNOWN-KEY"},
        {"nodes-csv: [a]\n", "SITE-VALUE"},
    };
    for (const auto& [text, id] : broken) {
        site = parseSite(kGood + text, "site.yaml");
        ASSERT_FALSE(site) << text;
        EXPECT_EQ(site.error().id, id) << text;
    }
}

TEST(Site, mayNameWhatIsOnTheExternalVlan) {
    auto site = parseSite(kGood + "external: {interface: ext0, router-ids: [51, 52], reach: [\"203.0.113.10:443\"]}\n", "site.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    EXPECT_EQ(site->external.interface, "ext0");
    EXPECT_EQ(site->external.routerIds, (std::vector<int>{51, 52}));
    ASSERT_EQ(site->external.reach.size(), 1U);
    EXPECT_EQ(site->external.reach[0].toString(), "203.0.113.10:443");
    const std::pair<const char*, const char*> broken[] = {
        {"external: {interface: ext0}\n", "SITE-MISSING"},
        {"external: {router-ids: [51]}\n", "SITE-MISSING"},
        {"external: {interface: ext0, router-ids: [256]}\n", "SITE-VALUE"},
        {"external: {interface: -ext, router-ids: [51]}\n", "SITE-INTERFACE"},
        {"external: {reach: [203.0.113.10]}\n", "SITE-VALUE"},
        {"external: {reach: [\"203.0.113.10:\"]}\n", "SITE-VALUE"},
        {"external: {reach: [\"203.0.113.10:443x\"]}\n", "SITE-VALUE"},
        {"external: {reach: [\"203.0.113.10:65536\"]}\n", "SITE-VALUE"},
        {"external: {reach: [\"cloud.test:443\"]}\n", "SITE-VALUE"},
        {"external: {vlan: 7}\n", "SITE-UNKNOWN-KEY"},
    };
    for (const auto& [text, id] : broken) {
        site = parseSite(kGood + text, "site.yaml");
        ASSERT_FALSE(site) << text;
        EXPECT_EQ(site.error().id, id) << text;
    }
}

TEST(Site, namesTheLineOfARungThatDoesNotExist) {
    const std::pair<const char*, const char*> broken[] = {
        {"recovery:\n  approve:\n    - soft-off\n    - hammer\n", "SITE-RECOVERY"},
        {"recovery:\n  approve: [hard-off]\n  seconds:\n    e-fuse: 0\n", "SITE-VALUE"},
        {"recovery:\n  approve: [hard-off]\n  seconds:\n    hammer: 3\n", "SITE-UNKNOWN-KEY"},
        {"recovery:\n\n\n  allow: [hard-off]\n", "SITE-UNKNOWN-KEY"},
        {"# one\n# two\nrecovery:\n  approve: soft-off\n", "SITE-VALUE"},
    };
    const auto before = std::count(kGood.begin(), kGood.end(), '\n');
    for (const auto& [text, id] : broken) {
        const auto site = parseSite(kGood + text, "site.yaml");
        ASSERT_FALSE(site) << text;
        EXPECT_EQ(site.error().id, id) << text;
        EXPECT_EQ(site.error().object, fmt::format("site.yaml line {}", before + 4)) << text;
    }
}

struct Mutation {
    const char* from;
    const char* to;
    const char* id;
    const char* line;
};

TEST(Site, namesFileLineAndKeyOfEveryMistake) { // PF-01, PF-21, E-26
    const Mutation mutations[] = {
        {"oa: 10.83.0.2", "oa: 10.83.0.256", "SITE-VALUE", "line 3"},
        {"  user: Administrator\n", "", "SITE-MISSING", "line 2"},
        {"pack: spine", "pakc: spine", "SITE-UNKNOWN-KEY", "line 18"},
        {"vlan: 12", "vlan: 4095", "SITE-VALUE", "line 14"},
        {"vlan: 12", "vlan: twelve", "SITE-VALUE", "line 14"},
        {"native: true", "native: maybe", "SITE-VALUE", "line 13"},
        {"192.0.2.21-192.0.2.124", "192.0.2.124-192.0.2.21", "SITE-RANGE", "line 11"},
        {"192.0.2.21-192.0.2.124", "192.0.3.21-192.0.3.124", "SITE-RANGE", "line 11"},
        {"192.0.2.21-192.0.2.124", "192.0.2.21-192.0.2.255", "SITE-RANGE", "line 11"},
        {"192.0.2.21-192.0.2.124", "192.0.2.21-192.0.2.21", "SITE-RANGE", "line 11"},
        {"address: 192.0.2.1", "address: 192.0.2.30", "SITE-RANGE", "line 9"},
        {"address: 192.0.2.1", "address: 192.0.2.0", "SITE-RANGE", "line 9"},
        {"interface: prov0", "interface: \"--help\"", "SITE-INTERFACE", "line 10"},
        {"interface: prov0", "interface: prov0,lo", "SITE-INTERFACE", "line 10"},
        {"interface: prov0", "interface: a-name-of-16-cha", "SITE-INTERFACE", "line 10"},
        {"network: provisioning", "network: missing", "SITE-REFERENCE", "line 7"},
        {"bays: \"1-2\"", "bays: \"1-9\"", "SITE-VALUE", "line 19"},
        {"images: images", "images: images\nsite: again", "YAML-DUPLICATE-KEY", "line 21"},
        {"chassis:", "chassis: [", "YAML-SYNTAX", "line"},
        {"cidr: 192.0.2.0/24", "cidr: 192.0.2.1/24", "SITE-VALUE", "line 8"},
    };
    for (const Mutation& mutation : mutations) {
        auto site = parseSite(replaced(kGood, mutation.from, mutation.to), "/x/site.yaml");
        ASSERT_FALSE(site) << mutation.to;
        EXPECT_EQ(site.error().id, mutation.id) << toSentence(site.error());
        EXPECT_NE(site.error().object.find(mutation.line), std::string::npos) << toSentence(site.error());
        EXPECT_NE(site.error().object.find("site.yaml"), std::string::npos);
        EXPECT_FALSE(site.error().action.empty());
    }
}

TEST(Site, aByteThatIsNotUtf8IsNamedWithItsLine) {
    const auto file = std::filesystem::temp_directory_path() / ("site-" + newUuid());
    ASSERT_TRUE(writeFile(file, kGood + "# caf\xe9\n"));
    auto site = readSite(file);
    std::filesystem::remove(file);
    ASSERT_FALSE(site);
    EXPECT_EQ(site.error().id, "SITE-ENCODING");
    EXPECT_NE(site.error().object.find("line 21"), std::string::npos) << site.error().object;
}

const std::string kPack = "name: small\ndescription: d\nimage: node\nrole: r\ngreeting: g\ndisk-gb: 1\nstack: s.yaml\n";

TEST(Pack, saysWhatEachFlexNicCarries) {
    const auto pack = parsePack(kPack + "unused-flexnics: hidden\naccess-group: nodes\nflexnics:\n  - {network: a, speed: 1000}\n"
                                        "  - unused\n  - {networks: [b, c], untagged: b}\n  - d\n",
                                "small");
    ASSERT_TRUE(pack) << toSentence(pack.error());
    ASSERT_EQ(pack->flexNics.size(), 4u);
    EXPECT_EQ(pack->flexNics[0].network, "a");
    EXPECT_EQ(pack->flexNics[0].speedMb, 1000);
    EXPECT_EQ(pack->flexNics[1].network, "");
    EXPECT_EQ(pack->flexNics[2].networks, (std::vector<std::string>{"b", "c"}));
    EXPECT_EQ(pack->flexNics[2].untagged, "b");
    EXPECT_EQ(pack->flexNics[3].network, "d");
    EXPECT_TRUE(pack->unusedMustBeHidden);
    EXPECT_EQ(pack->accessGroup, "nodes");
    for (const auto& [nics, id] : {std::pair("[]", "SITE-MISSING"), {"[{speed: 1000}]", "SITE-MISSING"}, {"[{network: a, speed: 50}]", "SITE-VALUE"},
                                   {"[{nets: [a]}]", "SITE-UNKNOWN-KEY"}, {"[[a]]", "SITE-VALUE"}, {"[a]\nunused-flexnics: shown", "SITE-VALUE"}}) {
        const auto bad = parsePack(kPack + "flexnics: " + nics + "\n", "small");
        ASSERT_FALSE(bad) << nics;
        EXPECT_EQ(bad.error().id, id) << nics << ": " << toSentence(bad.error());
    }
}

TEST(Layout, ofTheKitIsEightFlexNicsABlade) {
    const std::filesystem::path golden = SEEDBED_TEST_DATA;
    const auto site = readSite(golden / "site" / "kit.yaml");
    ASSERT_TRUE(site) << toSentence(site.error());
    const auto pack = readPack(golden / "../../installer/packs", site->pack);
    ASSERT_TRUE(pack) << toSentence(pack.error());
    const auto intent = connectivityIntent(*site, *pack);
    ASSERT_EQ(intent.bays.size(), 8u);
    const auto domain = vc::compile(intent);
    ASSERT_TRUE(domain) << toSentence(domain.error());
    for (const auto& profile : domain->profiles) {
        ASSERT_EQ(profile.connections.size(), 8u) << profile.name;
        EXPECT_EQ(profile.connections[0].pxe, vc::Pxe::enabled);
        EXPECT_TRUE(profile.hideUnused);
    }
    for (const auto& port : vc::allotments(*domain)) {
        for (const auto& nic : port.flexNics) {
            EXPECT_EQ(nic.asked, "custom " + vc::speedText(nic.given.minimumMb)) << "all that is asked for is given";
        }
    }
}

TEST(Pack, anUnknownOneIsRefusedWithThoseThereAre) {
    auto packs = std::filesystem::temp_directory_path() / ("packs-" + newUuid());
    std::filesystem::create_directories(packs / "small");
    std::ofstream(packs / "small" / "pack.yaml")
        << "name: small\ndescription: d\nimage: node\nrole: r\ngreeting: g\ndisk-gb: 1\nstack: s.yaml\nflexnics: [a, b]\n";
    std::ofstream(packs / "small" / "s.yaml") << "heat_template_version: 2013-05-23\n";
    for (const char* name : {"large", "../small", "", "small/.."}) {
        auto pack = readPack(packs, name);
        ASSERT_FALSE(pack) << name;
        EXPECT_EQ(pack.error().id, "PACK-UNKNOWN");
        EXPECT_EQ(pack.error().action, "name one of: small");
    }
    auto pack = readPack(packs, "small");
    ASSERT_TRUE(pack) << toSentence(pack.error());
    EXPECT_EQ(pack->flexNics.size(), 2u);
    std::filesystem::remove_all(packs);
}

} // namespace
} // namespace seedbed
