// SPDX-License-Identifier: GPL-3.0-or-later
// The planner's commands typed at the emulated Virtual Connect, whose rules and bandwidth were written apart
// from it: each command is obeyed with only those blades off that the plan names, what is read back leaves
// nothing to do, and both sides share out the 10 Gb of a port alike.
#include <gtest/gtest.h>

#include "firmware/emulator/vc/bandwidth.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"
#include "tests/unit/support/random_layout.hpp"
#include "vc-config/compile/bandwidth.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/drift.hpp"
#include "vc-config/plan/plan.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {
namespace {

constexpr int bays = 7; // the eighth of the emulated chassis is empty

class Module {
public:
    std::string type(const std::string& line) {
        const bool import = line == "import enclosure";
        return emulator::vc::perform(module_,
                                     import ? line + " username=Administrator password=swordfish" : line)
            .text;
    }
    VcDomain read() {
        DomainReplies replies;
        for (const auto& query : queries()) {
            replies.*query.reply = type(std::string(query.command));
        }
        if (replyError(replies.domain, "show domain")) {
            VcDomain none;
            none.enclosureImported = false;
            return none;
        }
        const auto domain = parseDomain(replies);
        EXPECT_TRUE(domain) << toSentence(domain.error());
        return domain.value_or(VcDomain{});
    }
    void power(BayNumber bay, bool on) {
        lab_.chassis.command(bay, on ? emulator::PowerCommand::on : emulator::PowerCommand::hardOff);
    }
    std::vector<ConnectionRecord> connections() {
        return parseConnections(type("show enet-connection *"), "show enet-connection *").value();
    }

private:
    emulator::LabChassis lab_;
    emulator::vc::VirtualConnect module_{lab_.chassis};
};

void apply(Module& module, const VcPlan& made) {
    for (const auto& command : made.commands) {
        const auto text = toCommand(command.operation);
        const auto done = checkChanged(module.type(text), text);
        ASSERT_TRUE(done) << text << ": " << toSentence(done.error());
    }
}

VcDomain layout(unsigned seed) {
    auto intent = test::randomLayout(seed, 3);
    for (auto& bay : intent.bays) {
        bay.bay = 1 + bay.bay % bays;
    }
    if (!checkIntent(intent).empty()) { // two of them share a bay now
        return layout(seed + 100000);
    }
    return compile(intent).value();
}

TEST(AgainstEmulator, everyCommandIsObeyedAndNothingIsLeft) {
    for (unsigned seed = 0; seed < 20 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        Module module;
        auto before = module.read();
        for (const unsigned step : {seed, seed + 1000, seed + 2000}) {
            const auto desired = layout(step);
            const auto made = plan(desired, before);
            ASSERT_TRUE(made) << toSentence(made.error());
            const auto off = made->baysThatMustBeOff();
            for (BayNumber bay = 1; bay <= bays; ++bay) {
                module.power(bay, std::find(off.begin(), off.end(), bay) == off.end());
            }
            ASSERT_NO_FATAL_FAILURE(apply(module, *made));
            before = module.read();
            const auto again = plan(desired, before);
            ASSERT_TRUE(again) << toSentence(again.error());
            EXPECT_TRUE(again->empty()) << toCommand(again->commands[0].operation);
            const auto left = drift(desired, before);
            const bool capacityOnly =
                left.differences.size() == 1 && left.differences[0].field == "VLAN capacity";
            EXPECT_TRUE(left.empty() || capacityOnly) << toSentence(left.differences[0]);
        }
    }
}

TEST(AgainstEmulator, rollbackLeavesTheArrival) {
    for (unsigned seed = 0; seed < 16 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        Module module;
        auto saved = module.read();
        if (seed % 4 != 0) {
            auto theirs = layout(seed);
            theirs.vlanCapacity.reset();
            theirs.profiles.pop_back();
            ASSERT_NO_FATAL_FAILURE(apply(module, plan(theirs, saved).value()));
            saved = module.read();
        }
        auto ours = layout(seed + 1000);
        ours.vlanCapacity.reset();
        ASSERT_NO_FATAL_FAILURE(apply(module, plan(ours, saved).value()));
        const auto back = planRollback(saved, module.read(), ours);
        ASSERT_TRUE(back) << toSentence(back.error());
        EXPECT_FALSE(back->empty());
        ASSERT_NO_FATAL_FAILURE(apply(module, *back));
        const auto left = planRollback(saved, module.read(), ours);
        ASSERT_TRUE(left) << toSentence(left.error());
        EXPECT_TRUE(left->empty()) << toCommand(left->commands[0].operation);
        EXPECT_EQ(sorted(module.read()), sorted(saved));
    }
}

// "2.5 Gb (min) / 10 Gb (max)"
TEST(AgainstEmulator, theAllotmentShownIsTheOneExplained) {
    for (unsigned seed = 0; seed < 16; ++seed) {
        Module module;
        const auto desired = layout(seed);
        ASSERT_NO_FATAL_FAILURE(apply(module, plan(desired, module.read()).value()));
        const auto shown = parseRecords(module.type("show enet-connection *"), "show enet-connection *");
        std::map<std::string, std::string> allotted;
        for (const auto& record : shown) {
            allotted[record.get("Profile") + " " + record.get("Port")] = record.get("Allocated Speed");
        }
        for (const auto& port : allotments(desired)) {
            for (const auto& nic : port.flexNics) {
                const auto& said = allotted.at(port.profile + " " + std::to_string(nic.connection));
                const auto minimum =
                    nic.given.minimumMb == 0 ? "Not Allocated" : speedText(nic.given.minimumMb);
                EXPECT_TRUE(said.starts_with(minimum))
                    << seed << " bay" << port.bay << " " << flexNicName(nic.connection) << ": " << said
                    << ", not " << minimum;
            }
        }
    }
}

// The domain in the emulator's own types, as far as its bandwidth rules look at it.
emulator::vc::Domain theirs(const VcDomain& domain) {
    emulator::vc::Domain made;
    for (const auto& network : domain.networks) {
        made.networks.push_back(
            {.name = network.name, .preferredMb = network.preferredMb, .maxMb = network.maximumMb});
    }
    for (const auto& profile : domain.profiles) {
        emulator::vc::Profile one{.name = profile.name, .bay = *profile.bay};
        for (const auto& connection : profile.connections) {
            using Speed = emulator::vc::SpeedType;
            const std::map<SpeedType, Speed> speeds{{SpeedType::preferred, Speed::preferred},
                                                    {SpeedType::automatic, Speed::automatic},
                                                    {SpeedType::custom, Speed::custom},
                                                    {SpeedType::disabled, Speed::disabled}};
            emulator::vc::Connection nic{.network = connection.network,
                                         .speed = speeds.at(connection.speed),
                                         .customMb = connection.speedMb};
            for (const auto& mapped : connection.map) {
                nic.mappings.push_back({mapped.network, mapped.vlan, mapped.untagged});
            }
            one.connections.push_back(std::move(nic));
        }
        made.profiles.push_back(std::move(one));
    }
    return made;
}

// Each port of ten thousand sites: what the compiled domain asks for, and the share of it. Every third site
// asks for what the rules refuse, so that shares are scaled too.
TEST(AgainstEmulator, theBandwidthOfTenThousandSitesIsTheSame) {
    for (unsigned seed = 0; seed < 10000; ++seed) {
        auto domain = compile(test::randomLayout(seed, 2)).value();
        for (std::size_t n = 0; seed % 3 == 0 && n < domain.networks.size(); ++n) {
            domain.networks[n].preferredMb = 100 + static_cast<int>((seed + n * 37) % 100) * 100;
        }
        for (std::size_t n = 0; seed % 3 == 0 && n < domain.profiles[0].connections.size(); ++n) {
            domain.profiles[0].connections[n].speed =
                n % 2 == 0 ? SpeedType::preferred : SpeedType::automatic;
        }
        const auto other = theirs(domain);
        for (const auto& port : allotments(domain)) {
            const auto given =
                emulator::vc::allottedMb(other, *emulator::vc::findProfile(other, port.profile));
            for (const auto& nic : port.flexNics) {
                ASSERT_EQ(nic.given.minimumMb, given[static_cast<std::size_t>(nic.connection - 1)])
                    << seed << " " << port.profile << " " << flexNicName(nic.connection);
            }
        }
    }
}

TEST(AgainstEmulator, bandwidthIsSharedAlike) {
    using Theirs = emulator::vc::SpeedRequest;
    std::mt19937 random(4);
    for (int round = 0; round < 20000; ++round) {
        std::vector<SpeedRequest> ours;
        std::vector<Theirs> theirs;
        for (unsigned n = 1 + random() % 4; n > 0; --n) {
            const unsigned kind = random() % 4;
            const int mb = kind > 1 ? static_cast<int>(100 * (1 + random() % 100)) : 0;
            ours.push_back({kind != 0, mb});
            theirs.push_back({kind == 0   ? Theirs::Kind::none
                              : kind == 1 ? Theirs::Kind::automatic
                                          : Theirs::Kind::fixed,
                              mb});
        }
        std::vector<int> minimums;
        for (const auto& allotment : allot(ours)) {
            minimums.push_back(allotment.minimumMb);
        }
        ASSERT_EQ(minimums, emulator::vc::allotBandwidth(theirs)) << round;
    }
}

} // namespace
} // namespace seedbed::vc
