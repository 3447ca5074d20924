// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/chassis.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "firmware/emulator/state/identity.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

using namespace std::chrono_literals;
using Calls = std::vector<std::string>;

// Notes what the chassis asks of it. A held power-on ends when the test releases it.
class Recorder : public BladeBackend {
public:
    Recorder(asio::any_io_executor executor, Calls& calls) : calls_(calls), released_(executor) {}
    Task<> powerOn(const Blade&, BootDevice device) override {
        note("on", device);
        if (hold) {
            co_await released_.wait();
        }
        if (broken) {
            co_return fail({.id = "TEST-BROKEN"});
        }
        co_return Result<>();
    }
    Task<> powerOff() override {
        calls_.push_back("off");
        co_return Result<>();
    }
    Task<> reset(const Blade&, BootDevice device) override {
        note("reset", device);
        co_return Result<>();
    }
    Task<> pressButton() override {
        calls_.push_back("button");
        co_return Result<>();
    }
    void rewire(const Blade& blade) override { calls_.push_back("rewire " + blade.nics[0].network); }
    void typeConsole(std::string_view bytes) override { calls_.push_back("type " + std::string(bytes)); }
    void release() { released_.notifyAll(); }
    bool hold = false;
    bool broken = false;

private:
    void note(const char* what, BootDevice device) {
        calls_.push_back(fmt::format("{} {}", what, static_cast<int>(device)));
    }
    Calls& calls_;
    Event released_;
};

class ChassisTest : public testing::Test {
protected:
    static ChassisOptions options(Timings timings) {
        ChassisOptions options;
        options.network = Ipv4Net::parse("127.61.0.0/24").value();
        options.bays = {1, 2, 3};
        options.timings = timings;
        return options;
    }
    explicit ChassisTest(Timings timings = {1ms, 0ms})
        : directory_(testing::TempDir() + "chassis-" + newUuid()),
          chassis_(io_.get_executor(), options(timings), directory_) {
        auto backend = std::make_unique<Recorder>(io_.get_executor(), calls_);
        backend_ = backend.get();
        chassis_.setBackend(1, std::move(backend));
    }
    ~ChassisTest() override {
        io_.restart();
        auto ended = asio::co_spawn(io_, chassis_.powerOffAll(), asio::use_future);
        io_.run_for(5s);
        ended.get();
        std::filesystem::remove_all(directory_);
    }
    // Lets the chassis work until `done` holds; false if that takes five seconds.
    bool until(const std::function<bool()>& done) {
        const auto limit = std::chrono::steady_clock::now() + 5s;
        while (!done() && std::chrono::steady_clock::now() < limit) {
            io_.restart();
            io_.run_one_for(100ms);
        }
        return done();
    }
    bool untilCalls(const Calls& expected) {
        const bool came = until([&] { return calls_ == expected; });
        EXPECT_EQ(calls_, expected);
        return came;
    }
    bool powerOn() {
        return chassis_.command(1, PowerCommand::on) && until([&] { return !calls_.empty(); }) &&
               until([&] { return !chassis_.blade(1).inPost; });
    }
    const Blade& blade() const { return chassis_.blade(1); }

    asio::io_context io_;
    std::string directory_;
    Calls calls_;
    Chassis chassis_;
    Recorder* backend_ = nullptr;
};

class LongPostTest : public ChassisTest {
protected:
    LongPostTest() : ChassisTest({10min, 0ms}) {}
};

constexpr int kPxe = 1, kDisk = 2;
const std::string onPxe = fmt::format("on {}", kPxe);
const std::string onDisk = fmt::format("on {}", kDisk);

TEST_F(ChassisTest, powerShowsAtOnceAndPostEndsWithThePermanentDevice) {
    EXPECT_TRUE(chassis_.command(1, PowerCommand::on));
    EXPECT_TRUE(blade().powered);
    EXPECT_TRUE(blade().inPost);
    EXPECT_TRUE(untilCalls({onPxe}));
    EXPECT_FALSE(blade().inPost);
}

TEST_F(ChassisTest, refusesWhatMakesNoSenseForABladeThatIsOff) {
    for (const auto command : {PowerCommand::cycle, PowerCommand::reset, PowerCommand::softOff}) {
        EXPECT_FALSE(chassis_.command(1, command));
    }
    EXPECT_TRUE(chassis_.command(1, PowerCommand::hardOff)) << "it is off already";
    EXPECT_FALSE(chassis_.command(5, PowerCommand::on)) << "the bay is empty";
    EXPECT_TRUE(calls_.empty());
}

TEST_F(ChassisTest, aOneTimeOverrideIsConsumedByPost) {
    chassis_.setBootOverride(1, {BootDevice::disk, false, false, true, std::nullopt});
    chassis_.command(1, PowerCommand::on);
    EXPECT_TRUE(untilCalls({onDisk}));
    EXPECT_FALSE(blade().bootOverride.valid);
    chassis_.command(1, PowerCommand::cycle);
    EXPECT_TRUE(untilCalls({onDisk, "off", onPxe}));
}

TEST_F(ChassisTest, aPersistentOverrideStays) {
    chassis_.setBootOverride(1, {BootDevice::disk, true, false, true, std::nullopt});
    chassis_.command(1, PowerCommand::on);
    EXPECT_TRUE(untilCalls({onDisk}));
    EXPECT_TRUE(blade().bootOverride.valid);
}

TEST_F(ChassisTest, anOverrideExpiresUnlessTheBladeRestartsInTime) {
    const auto soon = std::chrono::steady_clock::now() + 1ms;
    chassis_.setBootOverride(1, {BootDevice::disk, false, false, true, soon});
    EXPECT_TRUE(until([&] { return !blade().bootOverride.valid; }));
}

TEST_F(LongPostTest, aRestartByCommandKeepsTheOverridePastItsTime) {
    chassis_.setBootOverride(1,
                             {BootDevice::disk, false, false, true, std::chrono::steady_clock::now() + 1ms});
    chassis_.command(1, PowerCommand::on);
    io_.run_for(20ms);
    EXPECT_TRUE(blade().inPost);
    EXPECT_TRUE(blade().bootOverride.valid);
}

TEST_F(LongPostTest, powerOffDuringPostNeverStartsTheMachine) {
    chassis_.command(1, PowerCommand::on);
    io_.poll();
    chassis_.command(1, PowerCommand::softOff);
    EXPECT_FALSE(blade().powered);
    EXPECT_FALSE(blade().inPost);
    io_.restart();
    io_.run_for(20ms);
    EXPECT_TRUE(calls_.empty());
}

TEST_F(ChassisTest, offThenOnWhileTheMachineIsStartingLeavesOneMachine) {
    backend_->hold = true;
    chassis_.command(1, PowerCommand::on);
    ASSERT_TRUE(untilCalls({onPxe}));
    backend_->hold = false;
    chassis_.command(1, PowerCommand::hardOff);
    chassis_.command(1, PowerCommand::on);
    backend_->release();
    EXPECT_TRUE(untilCalls({onPxe, "off", onPxe}));
    EXPECT_TRUE(blade().powered);
}

TEST_F(ChassisTest, resetStopsTheMachineAtOnceAndBootsAnew) {
    ASSERT_TRUE(powerOn());
    EXPECT_TRUE(chassis_.command(1, PowerCommand::reset));
    EXPECT_TRUE(blade().powered);
    EXPECT_TRUE(blade().inPost);
    EXPECT_TRUE(untilCalls({onPxe, "off", onPxe}));
}

TEST_F(ChassisTest, softOffPressesTheButtonAndTheGuestDecides) {
    ASSERT_TRUE(powerOn());
    chassis_.command(1, PowerCommand::softOff);
    EXPECT_TRUE(untilCalls({onPxe, "button"}));
    EXPECT_TRUE(blade().powered);
    chassis_.bladeStopped(1, "guest shut down");
    EXPECT_FALSE(blade().powered);
}

TEST_F(ChassisTest, aGuestThatResetsItselfGetsTheBackendsReset) {
    ASSERT_TRUE(powerOn());
    chassis_.setPermanentFirst(1, BootDevice::disk);
    chassis_.bladeReset(1);
    EXPECT_TRUE(blade().inPost);
    EXPECT_TRUE(untilCalls({onPxe, fmt::format("reset {}", kDisk)}));
}

TEST_F(ChassisTest, thePermanentOrderPassesOverWhatIsNotThere) {
    chassis_.setBootOrder(1, {BootDevice::usb, BootDevice::cd, BootDevice::disk});
    EXPECT_EQ(blade().permanentFirst, BootDevice::usb);
    EXPECT_EQ(blade().bootOrder.size(), 5u);
    ASSERT_TRUE(powerOn());
    EXPECT_EQ(calls_, Calls{onDisk});
}

TEST_F(ChassisTest, virtualMediaBootOnceOrAlways) {
    auto& cd = chassis_.ilo(1).cd;
    cd.connected = true;
    cd.boot = MediaBoot::once;
    const auto onCd = fmt::format("on {}", static_cast<int>(BootDevice::cd));
    ASSERT_TRUE(powerOn());
    EXPECT_EQ(calls_, Calls{onCd});
    EXPECT_EQ(cd.boot, MediaBoot::none);
    chassis_.command(1, PowerCommand::reset);
    EXPECT_TRUE(untilCalls({onCd, "off", onPxe}));
}

TEST_F(ChassisTest, aMachineThatCannotStartLeavesTheBladeOff) {
    backend_->broken = true;
    chassis_.command(1, PowerCommand::on);
    EXPECT_TRUE(until([&] { return !blade().powered; }));
    chassis_.typeConsole(1, "lost");
    EXPECT_EQ(calls_, Calls{onPxe});
}

TEST_F(ChassisTest, profilesWireTheNicsAndLeaveFactoryMacsBehind) {
    auto nics = factoryNics(blade());
    const auto factory = nics[0].mac;
    nics[0] = {MacAddress::parse("02:00:00:00:00:77").value(), "deploy", true};
    chassis_.assignProfile(1, "P1", nics);
    EXPECT_EQ(blade().profile, "P1");
    EXPECT_TRUE(calls_.empty()) << "nothing to rewire in a blade that is off";
    ASSERT_TRUE(powerOn());
    chassis_.assignProfile(1, std::nullopt, nics);
    EXPECT_EQ(blade().nics[0].mac, factory);
    EXPECT_EQ(calls_, (Calls{onPxe, "rewire "}));
}

TEST_F(ChassisTest, faultsHoldForTheirBayOrForAll) {
    const auto one = chassis_.addFault({"slow", 2, {{"ms", "5"}}});
    EXPECT_TRUE(chassis_.hasFault("slow", 2));
    EXPECT_FALSE(chassis_.hasFault("slow", 1));
    EXPECT_FALSE(chassis_.hasFault("slow", 0));
    const auto all = chassis_.addFault({"slow", 0, {}});
    EXPECT_TRUE(chassis_.hasFault("slow", 1));
    EXPECT_TRUE(chassis_.removeFault(one));
    EXPECT_TRUE(chassis_.removeFault(all));
    EXPECT_FALSE(chassis_.removeFault(all));
    EXPECT_FALSE(chassis_.hasFault("slow", 2));
}

TEST_F(ChassisTest, stuckPowerAcceptsAndDoesNothing) {
    chassis_.addFault({"power-stuck", 1, {}});
    EXPECT_TRUE(chassis_.command(1, PowerCommand::on));
    EXPECT_FALSE(blade().powered);
}

TEST_F(ChassisTest, anIgnoredBootFlagIsConsumedAndNotObeyed) {
    chassis_.addFault({"boot-flag-ignored", 1, {}});
    chassis_.setBootOverride(1, {BootDevice::disk, false, false, true, std::nullopt});
    chassis_.command(1, PowerCommand::on);
    EXPECT_TRUE(untilCalls({onPxe}));
    EXPECT_FALSE(blade().bootOverride.valid);
}

TEST_F(ChassisTest, aDroppedProfileIsGoneAtPowerOn) {
    auto nics = factoryNics(blade());
    nics[0].network = "deploy";
    chassis_.assignProfile(1, "P1", nics);
    chassis_.addFault({"profile-dropped", 1, {}});
    chassis_.command(1, PowerCommand::on);
    EXPECT_EQ(blade().profile, "");
    EXPECT_EQ(blade().nics[0].network, "");
}

TEST_F(ChassisTest, aDuplicateMacIsOnTheBladeAndItsNicsUntilTheFaultGoes) {
    const auto own = chassis_.blade(2).lomMacs;
    auto nics = factoryNics(chassis_.blade(2));
    nics[2].mac = *MacAddress::parse("00:17:a4:77:00:02"); // Virtual Connect's
    chassis_.assignProfile(2, "P2", nics);
    const auto fault = chassis_.addFault({"duplicate-mac", 2, {{"of", "1"}}});
    EXPECT_EQ(chassis_.blade(2).lomMacs[0], chassis_.blade(1).lomMacs[0]);
    EXPECT_EQ(chassis_.blade(2).lomMacs[1], own[1]);
    EXPECT_EQ(chassis_.blade(2).nics[0].mac, chassis_.blade(1).nics[0].mac);
    EXPECT_EQ(chassis_.blade(2).nics[2].mac, nics[2].mac);
    chassis_.removeFault(fault);
    EXPECT_EQ(chassis_.blade(2).lomMacs, own);
    EXPECT_EQ(chassis_.blade(2).nics[0].mac, own[0]);
}

TEST_F(ChassisTest, anExchangedBladeHasAnotherSerialUntilTheFaultGoes) {
    const auto own = chassis_.blade(2);
    const auto fault = chassis_.addFault({"blade-exchanged", 2, {}});
    EXPECT_NE(chassis_.blade(2).serial, own.serial);
    EXPECT_NE(chassis_.blade(2).uuid, own.uuid);
    EXPECT_EQ(chassis_.blade(2).lomMacs, own.lomMacs);
    chassis_.removeFault(fault);
    EXPECT_EQ(chassis_.blade(2).serial, own.serial);
}

TEST_F(ChassisTest, everyChangeIsObserved) {
    std::vector<BayNumber> seen;
    chassis_.observe([&seen](BayNumber bay) { seen.push_back(bay); });
    chassis_.setUid(2, true);
    chassis_.setNetworks({{"deploy", {{"X1"}}}});
    EXPECT_EQ(seen, (std::vector<BayNumber>{2, 0}));
}

TEST_F(ChassisTest, theConsoleKeepsAFileAndFeedsListeners) {
    auto& console = chassis_.console(2);
    std::string heard;
    const auto handle = console.listen([&heard](std::string_view bytes) { heard += bytes; });
    console.received("first ");
    console.forget(handle);
    console.received("second");
    EXPECT_EQ(heard, "first ");
    EXPECT_EQ(readFile(console.file()).value(), "first second");
}

TEST_F(ChassisTest, aBladeWithoutMachinePrintsAndEchoes) {
    chassis_.command(2, PowerCommand::on);
    EXPECT_TRUE(until([&] {
        return readFile(chassis_.console(2).file()).value().find("Boot device: pxe") != std::string::npos;
    }));
    chassis_.typeConsole(2, "typed");
    EXPECT_NE(readFile(chassis_.console(2).file()).value().find("typed"), std::string::npos);
    chassis_.command(2, PowerCommand::softOff);
    EXPECT_TRUE(until([&] { return !chassis_.blade(2).powered; }));
}

} // namespace
} // namespace seedbed::emulator
