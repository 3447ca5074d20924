// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/address.hpp"

#include <gtest/gtest.h>

namespace seedbed {
namespace {

const AddressConcern& concern(std::string_view name) {
    const auto& all = addressConcerns();
    return *std::find_if(all.begin(), all.end(), [name](const AddressConcern& each) { return name == each.name; });
}

AddressDifference difference(std::string_view name, BayNumber bay, std::vector<std::string> fields) {
    AddressState state;
    state.bay = bay;
    state.object = "bay" + std::to_string(bay) + " iLO " + std::string(name);
    state.fields = std::move(fields);
    return {&concern(name), state};
}

Finding finding(std::string id, std::string object) {
    Finding made;
    made.id = std::move(id);
    made.object = std::move(object);
    made.status = FindingStatus::fail;
    made.evidence = "seen";
    made.fix = "mend it";
    return made;
}

struct Left {
    const char* what;
    const char* id;
    const char* object;
    bool blocks;
};

TEST(Address, whatTheRunIsAboutToSetOnlyWarns) {
    AddressDifference silent = difference("boot", 2, {});
    silent.state.unseen = Error{.kind = ErrorKind::timeout, .id = "RIBCL-UNREACHABLE"};
    const std::vector<AddressDifference> differs{difference("clock", 1, {"time servers: (none) -> 10.0.0.9"}),
                                                 difference("access", 1, {"IPMI over LAN: off -> on"}), silent};
    for (const Left& row : {Left{"its concern, its blade", "PF-09", "bay1", false}, Left{"another concern of the blade", "PF-05", "bay1", false},
                            Left{"another blade", "PF-09", "bay2", true}, Left{"another check", "PF-12", "bay1", true},
                            Left{"not about a blade", "PF-09", "chassis", true}, Left{"not seen is not mended", "PF-10", "bay2", true}}) {
        std::vector<Finding> findings{finding(row.id, row.object)};
        leaveToAddressStage(differs, findings);
        EXPECT_EQ(blocks(findings[0]), row.blocks) << row.what;
        EXPECT_EQ(findings[0].evidence == "seen", row.blocks) << "it says why: " << row.what;
    }
}

TEST(Address, everyConcernIsAskedForByItsOwnKey) {
    for (const AddressConcern& each : addressConcerns()) {
        EXPECT_FALSE(each.asked(AddressSpec())) << each.name;
    }
    AddressSpec asked;
    asked.networkFirst = true;
    EXPECT_TRUE(concern("boot").asked(asked));
    asked.ntp = {*Ipv4Address::parse("10.0.0.9")};
    EXPECT_TRUE(concern("clock").asked(asked));
    EXPECT_FALSE(concern("ebipa").asked(asked));
    EXPECT_FALSE(concern("access").asked(asked));
}

TEST(Address, theTargetsAreTheBladesOfTheSite) {
    SiteSpec site;
    site.bays = {1, 2, 4};
    Enclosure enclosure;
    for (BayNumber number = 1; number <= 3; ++number) {
        DeviceBay bay;
        bay.number = number;
        bay.status.presence = number == 3 ? Presence::absent : Presence::present;
        bay.ilo.address = number == 2 ? "0.0.0.0" : "10.0.0.11";
        enclosure.bays.push_back(bay);
    }
    const auto targets = addressTargets(site, enclosure);
    ASSERT_EQ(targets.size(), 2U);
    EXPECT_EQ(targets[0].ilo, "10.0.0.11");
    EXPECT_EQ(targets[1].bay, 2);
    EXPECT_EQ(targets[1].ilo, "") << "it has none yet";
}

TEST(Address, aStateIsSettledWhenNothingIsLeft) {
    AddressState state;
    EXPECT_TRUE(state.settled());
    state.awaits = "its clock is 60 s ahead of ours";
    EXPECT_FALSE(state.settled());
    state = AddressState();
    state.fields = {fieldChange("gateway", "", "10.0.0.1")};
    EXPECT_EQ(state.fields[0], "gateway: (none) -> 10.0.0.1");
    EXPECT_FALSE(state.settled());
}

} // namespace
} // namespace seedbed
