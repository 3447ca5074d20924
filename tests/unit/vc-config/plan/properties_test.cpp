// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every layout, tried on ten thousand of them from seeds.
#include <gtest/gtest.h>

#include "tests/unit/support/random_layout.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/drift.hpp"
#include "vc-config/plan/plan.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {
namespace {

constexpr unsigned sites = 10000;
constexpr unsigned parts = 4; // so that they run side by side

VcDomain layout(unsigned seed) {
    return compile(test::randomLayout(seed, 2)).value();
}

VcDomain nothing() {
    VcDomain none;
    none.enclosureImported = false;
    return none;
}

// Some of the plan's commands, all of them if `count` is too large.
void apply(const VcPlan& made, std::size_t count, VcDomain& domain) {
    for (std::size_t i = 0; i < std::min(count, made.commands.size()); ++i) {
        takeEffect(domain, made.commands[i].operation);
    }
}

std::string commandsOf(const VcPlan& made) {
    std::string text;
    for (const auto& command : made.commands) {
        text += toCommand(command.operation) + "\n";
    }
    return text;
}

class Properties : public testing::TestWithParam<unsigned> {
protected:
    template <class Body>
    void forSites(Body body, unsigned every = 1) {
        for (unsigned seed = GetParam(); seed < sites && !HasFatalFailure(); seed += parts * every) {
            SCOPED_TRACE(seed);
            body(seed);
        }
    }
};

// Applied in one go, then cut off at some place, planned anew, cut off again, and so on to its end.
TEST_P(Properties, appliedInOneGoOrInPiecesItIsTheSameAndNothingIsLeft) {
    forSites([](unsigned seed) {
        std::mt19937 random(seed);
        const auto desired = layout(seed + 50000);
        auto whole = seed % 3 == 0 ? nothing() : layout(seed);
        auto pieces = whole;
        auto made = plan(desired, whole);
        ASSERT_TRUE(made) << toSentence(made.error());
        const auto planned = made->commands.size();
        apply(*made, planned, whole);
        for (std::size_t round = 0; !made->empty(); ++round) {
            ASSERT_LE(round, planned);
            apply(*made, 1 + random() % made->commands.size(), pieces);
            made = plan(desired, pieces);
            ASSERT_TRUE(made) << toSentence(made.error());
        }
        EXPECT_EQ(sorted(pieces), sorted(whole));
        const auto again = plan(desired, whole);
        ASSERT_TRUE(again) << toSentence(again.error());
        EXPECT_TRUE(again->empty()) << commandsOf(*again);
        const auto left = drift(desired, whole);
        const bool capacityOnly =
            left.differences.size() == 1 && left.differences[0].field == "VLAN capacity";
        EXPECT_TRUE(left.empty() || capacityOnly) << toSentence(left.differences[0]);
    });
}

// A change of networks and speeds alone switches no blade off.
TEST_P(Properties, aBladeIsOffOnlyForWhatNeedsIt) {
    forSites(
        [](unsigned seed) {
            const auto actual = layout(seed);
            const auto desired = layout(seed + 50000);
            const auto made = plan(desired, actual);
            ASSERT_TRUE(made) << toSentence(made.error());
            for (const auto& command : made->commands) {
                EXPECT_EQ(command.needsOff.empty(), command.reason.empty());
            }
            const auto off = made->baysThatMustBeOff();
            for (const auto& wanted : desired.profiles) {
                const auto* held = actual.profile(wanted.name);
                const auto bootOf = [](const ServerProfile& p) {
                    std::vector<Pxe> all;
                    for (const auto& c : p.connections) {
                        all.push_back(c.pxe);
                    }
                    return all;
                };
                const bool same = held->bay == wanted.bay && bootOf(*held) == bootOf(wanted) &&
                                  held->hideUnused == wanted.hideUnused;
                if (same && std::find(off.begin(), off.end(), *wanted.bay) != off.end()) {
                    // another profile has left or got this bay
                    EXPECT_TRUE(std::any_of(desired.profiles.begin(), desired.profiles.end(),
                                            [&](const auto& other) {
                                                return other.name != wanted.name &&
                                                       (other.bay == wanted.bay ||
                                                        actual.profile(other.name)->bay == wanted.bay);
                                            }))
                        << commandsOf(*made);
                }
            }
        },
        4);
}

// Arrive at some domain, apply ours over it, perhaps not to the end; the way back leaves no difference.
TEST_P(Properties, rollbackLeadsBackToTheArrival) {
    forSites([](unsigned seed) {
        std::mt19937 random(seed);
        auto saved = seed % 5 == 0 ? nothing() : layout(seed);
        std::erase_if(saved.profiles, [&](const ServerProfile&) { return random() % 2 == 0; });
        saved.vlanCapacity.reset();
        auto ours = layout(seed + 50000);
        ours.vlanCapacity.reset();
        auto actual = saved;
        const auto made = plan(ours, actual);
        ASSERT_TRUE(made) << toSentence(made.error());
        apply(*made, made->empty() ? 0 : 1 + random() % made->commands.size(), actual);
        for (int round = 0; round < 2; ++round) { // cut off once
            const auto back = planRollback(saved, actual, ours);
            ASSERT_TRUE(back) << toSentence(back.error());
            apply(*back, round == 0 ? back->commands.size() / 2 : back->commands.size(), actual);
        }
        const auto left = planRollback(saved, actual, ours);
        ASSERT_TRUE(left) << toSentence(left.error());
        EXPECT_TRUE(left->empty()) << commandsOf(*left);
        EXPECT_EQ(sorted(actual), sorted(saved));
        EXPECT_TRUE(!saved.enclosureImported || drift(saved, actual).empty());
    });
}

TEST_P(Properties, undoneFromTheEndItIsAsBefore) {
    forSites(
        [](unsigned seed) {
            const auto start = layout(seed);
            auto domain = start;
            const auto made = plan(layout(seed + 50000), start);
            ASSERT_TRUE(made) << toSentence(made.error());
            bool undoable = true;
            for (const auto& command : made->commands) {
                undoable = undoable && command.undo.has_value();
                takeEffect(domain, command.operation);
            }
            for (auto command = made->commands.rbegin(); undoable && command != made->commands.rend();
                 ++command) {
                takeEffect(domain, *command->undo);
            }
            EXPECT_TRUE(!undoable || sorted(domain) == sorted(start)) << commandsOf(*made);
        },
        4);
}

INSTANTIATE_TEST_SUITE_P(OfTenThousand, Properties, testing::Range(0U, parts));

} // namespace
} // namespace seedbed::vc
