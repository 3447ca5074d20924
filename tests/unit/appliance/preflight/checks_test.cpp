// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/preflight/check.hpp"

#include <gtest/gtest.h>

namespace seedbed {
namespace {

// A site of two blades, and whatever a test makes of it.
class Preflight : public testing::Test {
protected:
    Preflight() {
        site_.bays = {1, 2};
        site_.chassis.user = "Administrator";
        site_.chassis.oa = *Ipv4Address::parse("10.0.0.2");
        site_.provisioning.cidr = *Ipv4Net::parse("192.0.2.0/24");
        site_.provisioning.rangeFirst = *Ipv4Address::parse("192.0.2.21");
        site_.provisioning.rangeLast = *Ipv4Address::parse("192.0.2.60");
        pack_.name = "spine";
        pack_.diskGb = 838;
        for (BayNumber number = 1; number <= 2; ++number) {
            DeviceBay bay;
            bay.number = number;
            bay.status.presence = Presence::present;
            bay.serialNumber = "SGH" + std::to_string(number);
            bay.memoryMb = 65536;
            bay.cpus = {{"Xeon", 2600}};
            bay.ilo.address = "10.0.0.1" + std::to_string(number);
            bay.nics = {{"NIC 1", *MacAddress::parse("02:00:00:00:00:0" + std::to_string(number))}};
            inventory_.enclosure.bays.push_back(bay);
            BladeRecord record;
            record.bay = number;
            record.present.add(true, Source::oa, WallTime());
            record.power.add(PowerReading::off, Source::oa, WallTime());
            record.power.add(PowerReading::off, Source::ipmi, WallTime());
            record.clockAhead[Source::ipmi] = std::chrono::milliseconds(100);
            inventory_.blades.push_back(record);
        }
    }
    DeviceBay& bay(int number) { return inventory_.enclosure.bays[static_cast<std::size_t>(number - 1)]; }
    BladeRecord& record(int number) { return inventory_.blades[static_cast<std::size_t>(number - 1)]; }

    // What one check says that is not "pass", as "status object".
    std::vector<std::string> findings(Task<Findings> (*check)(PreflightContext&)) {
        PreflightContext context{.site = site_, .pack = pack_, .inventory = inventory_, .blocking = blocking_, .password = Secret(password_), .state = "/tmp"};
        context.domain = domain_;
        context.desired = desired_;
        context.domainError = domainError_;
        context.domainState = domainState_;
        context.changes = changes_;
        context.nodes = nodes_;
        context.nodesError = nodesError_;
        context.uplinks = uplinks_;
        context.uplinksError = uplinksError_;
        auto done = asio::co_spawn(io_, check(context), asio::use_future);
        io_.restart();
        io_.run();
        std::vector<std::string> words;
        const auto found = done.get();
        for (const Finding& finding : *found) {
            EXPECT_FALSE(finding.evidence.empty());
            EXPECT_EQ(finding.fix.empty(), finding.status != FindingStatus::fail) << finding.evidence; // E-22
            if (finding.status != FindingStatus::pass) {
                words.push_back(std::string(toString(finding.status)) + " " + finding.object);
            }
        }
        return words;
    }

    using Words = std::vector<std::string>;
    asio::io_context io_;
    Blocking blocking_{io_.get_executor(), 1};
    SiteSpec site_;
    PackSpec pack_;
    Inventory inventory_;
    std::optional<vc::VcDomain> domain_, desired_;
    std::optional<Error> domainError_, nodesError_, uplinksError_;
    vc::DomainState domainState_;
    std::optional<vc::VcPlan> changes_;
    std::optional<NodesCsv> nodes_;
    std::vector<vc::UplinkPort> uplinks_;
    std::string password_ = "not-a-common-one";
};

// Rows for the two blades, with so much memory each.
NodesCsv nodeList(int first, int second) {
    return parseNodesCsv(fmt::format("02:00:00:00:00:01,admin,secret,10.0.0.11,8,{},838\n02:00:00:00:00:02,admin,secret,10.0.0.12,8,{},838\n", first, second),
                         "baremetal.csv");
}

TEST_F(Preflight, PF01nodeList) {
    EXPECT_EQ(findings(checkNodeList), Words{"skipped site.yaml"});
    nodes_ = nodeList(32768, 16384);
    EXPECT_EQ(findings(checkNodeList), Words{});
    bay(2).ilo.address = "10.0.0.19";
    EXPECT_EQ(findings(checkNodeList), Words{"fail baremetal.csv line 2"});
    nodes_ = parseNodesCsv("\n02:00:00:00:00:01,admin,secret,10.0.0.11,8\n", "baremetal.csv");
    EXPECT_EQ(findings(checkNodeList), (Words{"fail baremetal.csv line 1", "fail baremetal.csv line 2"}));
    nodesError_ = Error{.kind = ErrorKind::notFound, .id = "NODES-CSV", .cause = "no such file", .action = "correct it"};
    EXPECT_EQ(findings(checkNodeList), Words{"fail site.yaml"});
}

TEST_F(Preflight, PF01onlyTheSeedHostMayBeMissingInTheNodeList) {
    nodes_ = nodeList(32768, 16384);
    nodes_->rows.pop_back();
    EXPECT_EQ(findings(checkNodeList), Words{});
    bay(1).ilo.address = "10.0.0.12";
    nodes_ = nodeList(32768, 16384);
    nodes_->rows.clear();
    EXPECT_EQ(findings(checkNodeList), Words{"fail baremetal.csv"});
}

TEST_F(Preflight, PF02duplicatesInTheNodeList) {
    nodes_ = nodeList(32768, 16384);
    EXPECT_EQ(findings(checkDuplicates), Words{});
    nodes_->rows[1].mac = nodes_->rows[0].mac;
    nodes_->rows[1].ilo = nodes_->rows[0].ilo;
    EXPECT_EQ(findings(checkDuplicates), (Words{"fail baremetal.csv line 1", "fail baremetal.csv line 1"}));
}

TEST_F(Preflight, PF04theSecondRowIsTheSmallest) {
    EXPECT_EQ(findings(checkFlavorRow), Words{"skipped site.yaml"});
    nodes_ = nodeList(16384, 32768); // the undercloud is no matter
    EXPECT_EQ(findings(checkFlavorRow), Words{});
    nodes_->rows.push_back(nodes_->rows[1]);
    EXPECT_EQ(findings(checkFlavorRow), Words{});
    nodes_->rows[2].memoryMb = 16384;
    nodes_->rows[2].cores = 4;
    EXPECT_EQ(findings(checkFlavorRow), (Words{"fail baremetal.csv line 2", "fail baremetal.csv line 2"}));
    nodes_->rows.resize(1);
    EXPECT_EQ(findings(checkFlavorRow), Words{"skipped baremetal.csv"});
    nodes_->faults.push_back({3, "the line is blank", "remove it"});
    EXPECT_EQ(findings(checkFlavorRow), Words{"skipped site.yaml"});
}

TEST_F(Preflight, PF02duplicates) {
    EXPECT_EQ(findings(checkDuplicates), Words{});
    bay(2).nics = bay(1).nics;
    bay(2).serialNumber = bay(1).serialNumber;
    bay(2).ilo.address = "10.0.0.2"; // the OA's
    EXPECT_EQ(findings(checkDuplicates), (Words{"fail bay1", "fail bay1", "fail bay2"}));
}

TEST_F(Preflight, PF03diskOfTheLabel) {
    EXPECT_EQ(findings(checkDiskUnits), Words{});
    pack_.diskGb = 900; // 838 GiB
    EXPECT_EQ(findings(checkDiskUnits), Words{"fail pack spine"});
    nodes_ = nodeList(32768, 16384);
    nodes_->rows[1].diskGib = 1000;
    EXPECT_EQ(findings(checkDiskUnits), (Words{"fail pack spine", "fail baremetal.csv line 2"}));
}

TEST_F(Preflight, PF06privilege) {
    EXPECT_EQ(findings(checkIloPrivilege), Words{});
    record(2).gaps.push_back({"IPMI", {.kind = ErrorKind::refused, .id = "BMC-PRIVILEGE", .cause = "privilege level insufficient"}});
    EXPECT_EQ(findings(checkIloPrivilege), Words{"fail bay2"});
}

TEST_F(Preflight, PF07onlyASilentDoorMayBeOff) {
    record(1).power = {};
    record(1).power.add(PowerReading::off, Source::ribcl, WallTime());
    record(1).gaps.push_back({"IPMI", {.kind = ErrorKind::timeout, .id = "BMC-TIMEOUT", .cause = "no answer"}});
    record(2).power = {};
    record(2).gaps.push_back({"IPMI", {.kind = ErrorKind::busy, .id = "BMC-BUSY", .cause = "completion code c0h"}});
    EXPECT_EQ(findings(checkCiphers), (Words{"fail bay1", "skipped bay2"}));
    record(1).power = {};
    EXPECT_EQ(findings(checkCiphers), (Words{"skipped bay1", "skipped bay2"}));
}

TEST_F(Preflight, PF09clocks) {
    EXPECT_EQ(findings(checkClocks), Words{});
    record(1).clockAhead[Source::ipmi] = std::chrono::seconds(-30);
    record(2).clockAhead[Source::ipmi] = std::chrono::hours(1);
    EXPECT_EQ(findings(checkClocks), (Words{"fail bay1", "fail bay2"}));
    record(1).clockAhead.clear();
    EXPECT_EQ(findings(checkClocks), (Words{"skipped bay1", "fail bay2"}));
}

TEST_F(Preflight, PF10onePxeNic) {
    EXPECT_EQ(findings(checkBootOrder), Words{"skipped profiles"});
    desired_.emplace();
    desired_->profiles.push_back({"seedbed-bay1", 1, {{"PROV", vc::Pxe::enabled}, {"PROV", vc::Pxe::enabled}}});
    EXPECT_EQ(findings(checkBootOrder), Words{"fail profile seedbed-bay1"});
    desired_->profiles[0].connections[1].pxe = vc::Pxe::disabled;
    EXPECT_EQ(findings(checkBootOrder), Words{});
}

TEST_F(Preflight, PF10theNetworkFirstWhereItIsWanted) {
    desired_.emplace();
    record(1).bootOrder = BootOrder{{BootSource::disk, BootSource::network}};
    EXPECT_EQ(findings(checkBootOrder), Words{}) << "nobody asks for it";
    site_.address.networkFirst = true;
    EXPECT_EQ(findings(checkBootOrder), (Words{"fail bay1", "skipped bay2"}));
    record(1).bootOrder = record(2).bootOrder = BootOrder{{BootSource::network, BootSource::disk}};
    EXPECT_EQ(findings(checkBootOrder), Words{});
}

TEST_F(Preflight, PF12disks) {
    EXPECT_EQ(findings(checkDisks), (Words{"skipped bay1", "skipped bay2"}));
    record(1).health.emplace().drives = {{.label = "1", .capacity = "900 GB", .health = Health::ok}};
    record(2).health = record(1).health;
    EXPECT_EQ(findings(checkDisks), Words{}); // 838 GiB
    record(1).health->drives[0].capacity = "300 GB";
    record(2).health->drives[0].capacity = "some";
    EXPECT_EQ(findings(checkDisks), Words{"fail bay1"});
    record(2).health->drives[0].health = Health::failed;
    EXPECT_EQ(findings(checkDisks), (Words{"fail bay1", "fail bay2"}));
}

TEST_F(Preflight, PF13memory) {
    bay(1).memoryMb = 16384;
    EXPECT_EQ(findings(checkMemory), Words{"fail bay1"});
}

TEST_F(Preflight, PF14staysOff) {
    record(1).startsByItself = record(2).startsByItself = false;
    EXPECT_EQ(findings(checkStaysOff), Words{});
    record(1).startsByItself = true;
    record(2).startsByItself.reset();
    EXPECT_EQ(findings(checkStaysOff), (Words{"fail bay1", "skipped bay2"}));
}

TEST_F(Preflight, PF15owner) {
    domain_.emplace();
    EXPECT_EQ(findings(checkOwner), Words{});
    domain_->profiles.push_back({"theirs", 1, {}});
    inventory_.blades[1].present = {};
    EXPECT_EQ(findings(checkOwner), (Words{"fail bay1", "fail bay2"}));
}

TEST_F(Preflight, PF15aBladeThatIsOnIsNoneOfOurs) {
    record(2).power = {};
    record(2).power.add(PowerReading::on, Source::oa, WallTime());
    domain_.emplace();
    EXPECT_EQ(findings(checkOwner), Words{"fail bay2"});
    domain_->profiles.push_back({"seedbed-bay2", 2, {}});
    EXPECT_EQ(findings(checkOwner), Words{});
}

TEST_F(Preflight, PF19services) {
    EXPECT_EQ(findings(checkServices), Words{"skipped site.yaml"});
    site_.services.dns = {*Ipv4Address::parse("127.83.0.99")}; // nobody is there
    site_.services.name = "cloud.test";
    EXPECT_EQ(findings(checkServices), Words{"fail DNS server 127.83.0.99"});
}

TEST_F(Preflight, PF20firewall) {
    EXPECT_EQ(findings(checkFirewall), Words{"skipped site.yaml"});
    asio::io_context there;
    asio::ip::tcp::acceptor server(there, {asio::ip::address_v4::loopback(), 0});
    const auto port = server.local_endpoint().port();
    const auto here = *Ipv4Address::parse("127.0.0.1");
    site_.external.reach = {{here, port}};
    EXPECT_EQ(findings(checkFirewall), Words{});
    server.close();
    EXPECT_EQ(findings(checkFirewall), Words{fmt::format("fail server 127.0.0.1:{}", port)});
}

TEST_F(Preflight, PF22routerIds) {
    EXPECT_EQ(findings(checkRouterIds), Words{"skipped site.yaml"});
    site_.external.interface = "none-such0";
    site_.external.routerIds = {51};
    EXPECT_EQ(findings(checkRouterIds), Words{"fail external VLAN on none-such0"});
}

TEST_F(Preflight, PF21addressPlan) {
    EXPECT_EQ(findings(checkAddressPlan), Words{});
    bay(1).ilo.address = "192.0.2.100";
    site_.provisioning.rangeLast = *Ipv4Address::parse("192.0.2.22");
    EXPECT_EQ(findings(checkAddressPlan), (Words{"fail bay1", "fail site.yaml"}));
}

TEST_F(Preflight, PF23domain) {
    EXPECT_EQ(findings(checkDomain), Words{"skipped Virtual Connect"});
    domainError_ = Error{.kind = ErrorKind::refused, .id = "SSH-REFUSED", .cause = "wrong password", .action = "correct it"};
    EXPECT_EQ(findings(checkDomain), Words{"fail Virtual Connect"});
}

TEST_F(Preflight, PF23domainThatIsUnhealthyOrNotSaved) {
    domain_ = vc::VcDomain{};
    EXPECT_EQ(findings(checkDomain), Words{});
    domainState_ = {vc::Checkpoint::valid, "OK"};
    EXPECT_EQ(findings(checkDomain), Words{});
    for (const char* status : {"Degraded", "Failed", "No Communication"}) {
        domainState_ = {vc::Checkpoint::valid, status};
        EXPECT_EQ(findings(checkDomain), Words{"fail Virtual Connect"}) << status;
    }
    domainState_ = {vc::Checkpoint::pending, "Failed"};
    EXPECT_EQ(findings(checkDomain), (Words{"fail Virtual Connect", "fail Virtual Connect"}));
}

TEST_F(Preflight, PF23firmwareThatDoesNotGoTogether) {
    domain_ = vc::VcDomain{};
    Interconnect module;
    module.bay = 1;
    module.presence = Presence::present;
    module.product = "HP VC Flex-10/10D Module";
    module.firmware = "3.70";
    inventory_.enclosure.interconnects.push_back(module);
    EXPECT_EQ(findings(checkDomain), Words{"fail interconnect bay 1"});
}

TEST_F(Preflight, PF24changesThatNeedABladeOff) {
    EXPECT_EQ(findings(checkPending), Words{"skipped profiles"});
    changes_ = vc::VcPlan{};
    changes_->pending = {{"seedbed-bay1", 1}};
    EXPECT_EQ(findings(checkPending), Words{}) << "it is off";
    record(1).power = {};
    record(1).power.add(PowerReading::on, Source::oa, WallTime());
    EXPECT_EQ(findings(checkPending), Words{"fail bay1"});
}

TEST_F(Preflight, PF25uplinks) {
    site_.uplinkSets = {{"datacentre", {{"enc0:1:X1"}, {"enc0:1:X2"}}}};
    uplinks_ = {{"enc0:1:X1", "Linked (Active) (1Gb/Full)", "SFP-RJ45", true, 1000},
                {"enc0:1:X2", "Linked (Active) (1Gb/Full)", "SFP-RJ45", true, 1000},
                {"enc0:1:X3", "Not Linked/Unpopulated", "absent", false, 0}};
    EXPECT_EQ(findings(checkUplinks), Words{});
    uplinks_[0] = {"enc0:1:X1", "Not Linked", "SFP-RJ45", false, 0};
    uplinks_[1] = {"enc0:1:X2", "Linked/Uncertified (10Gb/Full)", "SFP", true, 10000};
    EXPECT_EQ(findings(checkUplinks), (Words{"fail enc0:1:X1", "fail enc0:1:X2"}));
    uplinks_[0] = {"enc0:1:X1", "Linked (Active) (100Mb/Full)", "SFP-RJ45", true, 100};
    uplinks_.erase(uplinks_.begin() + 1);
    EXPECT_EQ(findings(checkUplinks), (Words{"fail enc0:1:X1", "fail enc0:1:X2"}));
    site_.uplinkSets[0].ports = {{"enc0:1:X1"}, {"enc0:1:X3"}};
    uplinks_ = {{"enc0:1:X1", "Linked (Active) (1Gb/Full)", "SFP-RJ45", true, 1000},
                {"enc0:1:X3", "Linked (Active) (10Gb/Full)", "SFP-SR", true, 10000}};
    EXPECT_EQ(findings(checkUplinks), Words{"fail uplink set datacentre"});
    uplinksError_ = Error{.kind = ErrorKind::conflict, .id = "VC-NOT-IMPORTED", .cause = "no enclosure"};
    EXPECT_EQ(findings(checkUplinks), Words{"skipped uplinks"});
}

TEST_F(Preflight, PF30defaultPasswords) {
    EXPECT_EQ(findings(checkCredentials), Words{});
    password_ = "Admin";
    EXPECT_EQ(findings(checkCredentials), Words{"fail chassis"});
    password_ = "7K2QX9WB"; // as on the tag
    EXPECT_EQ(findings(checkCredentials), Words{"fail chassis"});
}

TEST(Waivers, onlyWhatMayBeWaivedIs) {
    SiteSpec site;
    site.waivers = {{"PF-13", "bay1", "A. Engineer", "test machine"}, {"PF-02", "", "A. Engineer", "please"}};
    Findings list{failed("bay1", "little memory", "add some"), failed("bay2", "little memory", "add some"), failed("bay1", "two MACs", "find out")};
    list[0].id = list[1].id = "PF-13";
    list[0].severity = list[1].severity = Severity::warn;
    list[2].id = "PF-02";
    applyWaivers(site, list);
    EXPECT_EQ(list[0].status, FindingStatus::waived);
    EXPECT_EQ(list[0].waiver, "A. Engineer: test machine");
    EXPECT_EQ(list[1].status, FindingStatus::fail);
    EXPECT_EQ(list[2].status, FindingStatus::fail);
    EXPECT_TRUE(blocks(list[2]));
    ASSERT_EQ(list.size(), 4U);
    EXPECT_EQ(list[3].object, "waivers");
    EXPECT_NE(list[3].evidence.find("PF-02 is not to be waived"), std::string::npos);
    EXPECT_FALSE(blocks(list[3]));
}

TEST(Waivers, oneThatMeetsNothingIsTold) {
    SiteSpec site;
    site.waivers = {{"PF-08", "bay 2", "A. Engineer", "old firmware"}};
    Findings list{warned("bay2", "old firmware", "update it")};
    list[0].id = "PF-08";
    applyWaivers(site, list);
    EXPECT_EQ(list[0].status, FindingStatus::fail);
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[1].evidence, "PF-08 of \"bay 2\" finds nothing to waive");
}

TEST(Checks, theTableIsTheCatalogue) {
    ASSERT_EQ(checks().size(), 30U);
    for (std::size_t i = 0; i < checks().size(); ++i) {
        EXPECT_EQ(checks()[i].id, fmt::format("PF-{:02}", i + 1));
    }
}

} // namespace
} // namespace seedbed
