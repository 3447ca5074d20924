// SPDX-License-Identifier: GPL-3.0-or-later
// C-08, C-09: a plan that can be read, with the blades that must be off and why.
#include "appliance/api/plan_groups.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace seedbed {
namespace {

using nlohmann::json;
using testing::ElementsAre;

json change(const std::string& object, std::vector<std::string> fields, std::vector<int> off = {}) {
    return {{"object", object}, {"fields", fields}, {"reason", off.empty() ? "" : "boot"}, {"needs_off", off}};
}

TEST(PlanGroups, theSameForSeveralBaysIsOne) {
    json changes = json::array();
    changes.push_back(change("network tenant", {"VLAN: (none) -> 12"}));
    for (const int bay : {1, 2, 3, 7}) {
        changes.push_back(change(fmt::format("profile seedbed-bay{} connection 1 (LOM:1-a)", bay), {"PXE: disabled -> enabled"}, {bay}));
    }
    changes.push_back(change("profile seedbed-bay8 connection 1 (LOM:1-a)", {"PXE: enabled -> disabled"}, {8}));
    const auto groups = groupOverBays(changes);
    ASSERT_EQ(groups.size(), 3u);
    EXPECT_EQ(groups[0].object, "network tenant");
    EXPECT_EQ(groups[1].object, "profile seedbed-bay[1-3,7] connection 1 (LOM:1-a)");
    EXPECT_THAT(groups[1].needsOff, ElementsAre(1, 2, 3, 7));
    EXPECT_EQ(groups[1].reason, "boot");
    EXPECT_EQ(groups[2].object, "profile seedbed-bay8 connection 1 (LOM:1-a)");
}

TEST(PlanGroups, theBayItselfIsNoDifference) {
    const auto groups = groupOverBays({change("profile seedbed-bay1", {"bay: (none) -> 1", "name: (none) -> seedbed-bay1"}, {1}),
                                       change("profile seedbed-bay12", {"bay: (none) -> 12", "name: (none) -> seedbed-bay12"}, {12})});
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(groups[0].object, "profile seedbed-bay[1,12]");
    EXPECT_THAT(groups[0].fields, ElementsAre("bay: (none) -> its bay", "name: (none) -> seedbed-bay[1,12]"));
}

TEST(PlanGroups, oneBladeThatMayStayOnIsNotHiddenAmongThoseThatMustBeOff) {
    const auto groups = groupOverBays({change("profile seedbed-bay1", {"x"}, {1}), change("profile seedbed-bay2", {"x"})});
    EXPECT_EQ(groups.size(), 2u);
}

TEST(PlanGroups, ofNothingIsNothing) {
    EXPECT_TRUE(groupOverBays(json::array()).empty());
    EXPECT_EQ(bayRange({}), "");
    EXPECT_EQ(bayRange({4}), "bay4");
}

} // namespace
} // namespace seedbed
