// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>

#include <fmt/format.h>

#include "appliance/deploy/address.hpp"
#include "appliance/deploy/steps.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

// The devices that the concern below sees and sets: "old" becomes "new".
struct World {
    std::map<BayNumber, std::string> is{{1, "old"}, {2, "old"}};
    std::map<BayNumber, Error> refuses; // setting fails
    std::map<BayNumber, int> away;      // for so many looks
    std::vector<std::string> done;
    bool diesAfterSet = false;
    std::function<void()> die;
};
World* world = nullptr; // a concern's functions are plain ones

Task<AddressStates> look(DeployContext&, AddressTargets targets) {
    AddressStates states;
    for (const AddressTarget& target : targets) {
        AddressState state = iloState(target, "thing");
        if (world->away[target.bay]-- > 0) {
            state.unseen = Error{.kind = ErrorKind::unreachable, .id = "GONE", .object = state.object};
        } else if (world->is[target.bay] != "new") {
            state.fields = {fieldChange("thing", world->is[target.bay], "new")};
        }
        states.push_back(state);
    }
    co_return states;
}

Task<> set(DeployContext&, AddressTarget target) {
    world->done.push_back(fmt::format("set {}", target.bay));
    const auto refused = world->refuses.find(target.bay);
    if (refused != world->refuses.end()) {
        co_return fail(refused->second);
    }
    world->is[target.bay] = "new";
    co_return Result<>();
}

Task<> finish(DeployContext&) {
    if (world->diesAfterSet) {
        world->diesAfterSet = false;
        world->die();
        co_await pause(std::chrono::hours(1)); // ends early when cancelled
        co_await pause(std::chrono::hours(1)); // and the next one throws
    }
    world->done.push_back("finish");
    co_return Result<>();
}

const AddressConcern kConcern{"thing", {}, [](const AddressSpec& address) { return address.networkFirst; }, look, set, finish};

class AddressStepTest : public testing::Test {
protected:
    AddressStepTest() {
        world = &world_;
        journal_ = std::move(*Journal::open(file_));
        run_ = *journal_->startRun("hash", "{}");
        site_.address.networkFirst = true;
    }
    ~AddressStepTest() override {
        world = nullptr;
        journal_.reset();
        for (const char* suffix : {"", "-wal", "-shm"}) {
            std::filesystem::remove(file_.string() + suffix);
        }
    }
    // One life of the daemon; no value when it died on the way.
    std::optional<RunEnd> live() {
        asio::io_context io;
        Blocking blocking(io.get_executor(), 1);
        Turn engineTurn(io.get_executor());
        PinStore pins = *PinStore::open(file_.string() + ".pins");
        DeployContext context{.site = site_,
                              .pack = {},
                              .plan = {},
                              .paths = {},
                              .chassisPassword = Secret("secret"),
                              .blocking = blocking,
                              .engineTurn = engineTurn,
                              .pins = pins};
        for (const BayNumber bay : {1, 2}) {
            PlannedBlade blade;
            blade.bay = bay;
            blade.iloAddress = fmt::format("10.0.0.1{}", bay);
            context.plan.blades.push_back(blade);
        }
        EventBus bus(io.get_executor());
        Runner runner(io.get_executor(), *journal_, bus);
        RunSteps list;
        list.before.push_back(makeAddressStep(context, *journal_, kConcern));
        std::optional<RunEnd> end;
        Nursery daemon(io.get_executor());
        world_.die = [&] { asio::post(io, [&daemon] { daemon.cancel(); }); };
        daemon.spawn("run", test::keepResult(end, runner.run(run_, list)));
        io.run();
        blocked_ = context.blocked;
        return end;
    }
    std::string state() {
        const auto end = live();
        return end ? end->state : "died";
    }
    std::vector<std::string> journalled(const std::string& type) {
        std::vector<std::string> texts;
        const auto events = *journal_->events(run_, 0, 1000);
        for (const EventRecord& event : events) {
            if (event.type == type) {
                texts.push_back(event.text);
            }
        }
        return texts;
    }
    using Words = std::vector<std::string>;

    std::filesystem::path file_ = std::filesystem::temp_directory_path() / ("journal-" + newUuid());
    std::unique_ptr<Journal> journal_;
    std::int64_t run_ = 0;
    SiteSpec site_;
    World world_;
    std::map<BayNumber, Error> blocked_;
};

TEST_F(AddressStepTest, setsWhatDiffersOnceAndJournalsItBefore) {
    world_.is[1] = "new";
    EXPECT_EQ(state(), "succeeded");
    EXPECT_EQ(world_.done, (Words{"set 2", "finish"}));
    EXPECT_EQ(journalled("effect"), Words{"bay2 iLO thing: thing: old -> new"});
    EXPECT_TRUE(blocked_.empty());
}

TEST_F(AddressStepTest, onlyLooksWhereNothingIsAskedFor) {
    site_.address.networkFirst = false;
    EXPECT_EQ(state(), "succeeded");
    EXPECT_TRUE(world_.done.empty());
    EXPECT_EQ(journalled("address"), Words{"address-thing: the site asks for nothing, nothing is changed"});
}

TEST_F(AddressStepTest, aBladeThatDoesNotComeToItIsKeptOutAlone) {
    world_.refuses[1] = Error{.kind = ErrorKind::refused, .id = "NO", .object = "bay1"};
    EXPECT_EQ(state(), "succeeded");
    EXPECT_EQ(world_.done, (Words{"set 1", "set 2", "finish"})) << "a refusal is not asked again";
    ASSERT_EQ(blocked_.size(), 1U);
    EXPECT_EQ(blocked_.at(1).id, "NO");
    EXPECT_EQ(journalled(kKeptOut).size(), 1U);
}

TEST_F(AddressStepTest, noneLeftEndsTheRun) {
    for (const BayNumber bay : {1, 2}) {
        world_.refuses[bay] = Error{.kind = ErrorKind::refused, .id = "NO", .object = "iLO"};
    }
    EXPECT_EQ(state(), "failed");
}

TEST_F(AddressStepTest, waitsForADeviceThatIsAway) {
    world_.away = {{1, 3}};
    EXPECT_EQ(state(), "succeeded");
    EXPECT_EQ(world_.is[1], "new");
    EXPECT_TRUE(blocked_.empty());
}

TEST_F(AddressStepTest, aKilledDaemonFinishesWhatItBegan) {
    world_.diesAfterSet = true;
    EXPECT_EQ(state(), "died");
    EXPECT_EQ(world_.done, (Words{"set 1", "set 2"}));
    EXPECT_EQ(state(), "succeeded");
    EXPECT_EQ(world_.done, (Words{"set 1", "set 2", "finish"})) << "all reads as asked, and is not saved yet";
    EXPECT_EQ(journalled("effect").size(), 2U);
    EXPECT_EQ(state(), "succeeded");
    EXPECT_EQ(world_.done.size(), 3U);
}

} // namespace
} // namespace seedbed
