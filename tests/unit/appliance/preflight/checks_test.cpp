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
    std::optional<Error> domainError_;
    std::string password_ = "not-a-common-one";
};

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
}

TEST_F(Preflight, PF06privilege) {
    EXPECT_EQ(findings(checkIloPrivilege), Words{});
    record(2).gaps.push_back({.kind = ErrorKind::refused, .id = "BMC-PRIVILEGE", .cause = "privilege level insufficient"});
    EXPECT_EQ(findings(checkIloPrivilege), Words{"fail bay2"});
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
}

TEST(Checks, theTableIsTheCatalogue) {
    ASSERT_EQ(checks().size(), 30U);
    for (std::size_t i = 0; i < checks().size(); ++i) {
        EXPECT_EQ(checks()[i].id, fmt::format("PF-{:02}", i + 1));
    }
}

} // namespace
} // namespace seedbed
