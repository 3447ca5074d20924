// SPDX-License-Identifier: GPL-3.0-or-later
// The device clients against a running emulated chassis, over the real protocols on loopback addresses.
// Usage: test_clients_integration PATH_OF_SEEDBED_CHASSIS. Needs root: the chassis listens on the real ports.
#include <set>

#include "oa-bridge/ilo/serial_console.hpp"
#include "tests/integration/clients_lab.hpp"
#include "tests/unit/support/random_intent.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed {
namespace {

TEST_F(Clients, surveyFindsTheWholeChassis) {
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    auto enclosure = run(oa.survey());
    ASSERT_TRUE(enclosure) << toSentence(enclosure.error());
    for (const auto& gap : enclosure->gaps) {
        ADD_FAILURE() << toSentence(gap);
    }
    ASSERT_EQ(enclosure->bays.size(), 8U);
    for (const auto& bay : enclosure->bays) {
        EXPECT_EQ(bay.present(), bay.number <= 4) << bay.number;
        EXPECT_EQ(bay.serialNumber.empty(), bay.number > 4) << bay.serialNumber;
        EXPECT_EQ(bay.ilo.address, bay.number <= 4 ? network + std::to_string(10 + bay.number) : "");
    }
    ASSERT_NE(enclosure->activeOa(), nullptr);
    EXPECT_EQ(enclosure->activeOa()->address, network + "2");
    EXPECT_EQ(enclosure->interconnects.at(0).address, network + "3");
    EXPECT_EQ(enclosure->interconnects.at(0).presence, Presence::present);
    EXPECT_FALSE(enclosure->serialNumber.empty());
    EXPECT_EQ(enclosure->powerSupplies.size(), 6U);
    auto out = run(oa.logOut());
    EXPECT_TRUE(out) << toSentence(out.error());
}

TEST_F(Clients, powerIsOneStateBehindBothDoors) {
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    auto first = bmc(1);
    EXPECT_EQ(run(first.powerStatus()), PowerReading::off);
    EXPECT_EQ(run(first.setPower(PowerCommand::off)), false) << "off already";
    auto reset = run(first.setPower(PowerCommand::reset));
    ASSERT_FALSE(reset);
    EXPECT_EQ(reset.error().id, "BMC-POWER-OFF");
    EXPECT_EQ(run(first.setPower(PowerCommand::on)), true);
    EXPECT_EQ(run(first.setPower(PowerCommand::on)), false);
    expectPower(oa, 1, PowerReading::on);
    EXPECT_EQ(run(first.setPower(PowerCommand::reset)), true);
    EXPECT_EQ(run(oa.setPower(1, PowerCommand::off)), true);
    EXPECT_EQ(run(first.powerStatus()), PowerReading::off);
    EXPECT_EQ(run(oa.setPower(1, PowerCommand::on)), true);
    EXPECT_EQ(run(first.setPower(PowerCommand::off)), true);
    expectPower(oa, 1, PowerReading::off);
    auto absent = run(oa.setPower(7, PowerCommand::on));
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().id, "BAY-ABSENT");
}

TEST_F(Clients, bootDeviceWithEveryCombinationOfBits) {
    auto second = bmc(2);
    for (const bool persistent : {false, true}) {
        for (const bool efi : {false, true}) {
            for (const auto target : {wire::BootTarget::pxe, wire::BootTarget::disk}) {
                const wire::BootFlags flags{true, persistent, efi, target};
                auto set = run(second.setBootDevice(flags));
                ASSERT_TRUE(set) << toSentence(set.error());
                EXPECT_EQ(run(second.getBootDevice()), flags);
            }
        }
    }
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    auto once = run(oa.setOneTimePxe(3));
    ASSERT_TRUE(once) << toSentence(once.error());
    auto held = run(bmc(3).getBootDevice());
    ASSERT_TRUE(held);
    EXPECT_EQ(held->target, wire::BootTarget::pxe);
    EXPECT_FALSE(held->persistent);
}

TEST_F(Clients, identityByTwoWitnesses) {
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    auto enclosure = run(oa.survey());
    ASSERT_TRUE(enclosure);
    auto second = bmc(2);
    auto id = run(second.deviceId());
    ASSERT_TRUE(id) << toSentence(id.error());
    EXPECT_EQ(id->deviceId, 0x13);
    EXPECT_EQ(id->manufacturer, 11);
    EXPECT_EQ(id->ipmiVersion, "2.0");
    auto guid = run(second.systemGuid());
    ASSERT_TRUE(guid) << toSentence(guid.error());
    RecordProperty("oa_uuid", enclosure->bay(2)->uuid);
    RecordProperty("ipmi_guid", *guid);
    EXPECT_EQ(guid->size(), 36U);
}

TEST_F(Clients, wrongCredentialsAreRefusedAtOnceAndNeverRetried) {
    const auto start = std::chrono::steady_clock::now();
    auto access = bmcAccess(1);
    access.password = Secret("wrong");
    Bmc wrongPassword(io_.get_executor(), blocking_, access);
    auto refused = run(wrongPassword.powerStatus());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "BMC-LOGIN-REFUSED") << toSentence(refused.error());
    access = bmcAccess(1);
    access.user = "nobody";
    Bmc wrongUser(io_.get_executor(), blocking_, access);
    refused = run(wrongUser.powerStatus());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused) << toSentence(refused.error());
    oaAccess_.password = Secret("wrong");
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    EXPECT_EQ(run(oa.survey()).error().id, "OA-LOGIN-REFUSED");
    vcAccess_.ssh.password = Secret("wrong");
    vc::VirtualConnect vc(io_.get_executor(), blocking_, vcAccess_);
    EXPECT_EQ(run(vc.readDomain()).error().id, "VC-LOGIN-REFUSED");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 15s);
}

TEST_F(Clients, theNextCipherSuiteIsTried) {
    auto access = bmcAccess(1);
    access.cipherSuites = {17};
    Bmc only17(io_.get_executor(), blocking_, access);
    auto refused = run(only17.powerStatus());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "BMC-CIPHER") << toSentence(refused.error());
    access.cipherSuites = {17, 3};
    Bmc both(io_.get_executor(), blocking_, access);
    EXPECT_TRUE(run(both.powerStatus()));
}

TEST_F(Clients, nobodyAtTheAddress) {
    auto access = bmcAccess(9);
    access.deadline = 3s;
    Bmc nobody(io_.get_executor(), blocking_, access);
    const auto start = std::chrono::steady_clock::now();
    auto gone = run(nobody.powerStatus());
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().id, "BMC-UNREACHABLE") << toSentence(gone.error());
    EXPECT_TRUE(isTransient(gone.error()));
    EXPECT_LT(std::chrono::steady_clock::now() - start, 6s);
}

asio::awaitable<void> readPower(std::shared_ptr<Bmc> bmc, int& good) {
    for (int i = 0; i < 5; ++i) {
        auto power = co_await bmc->powerStatus();
        good += power ? 1 : 0;
    }
}

TEST_F(Clients, allBladesAtOnceAndManyCallsToOne) {
    int good = 0;
    Nursery nursery(io_.get_executor());
    std::vector<std::shared_ptr<Bmc>> bmcs;
    for (int bay = 1; bay <= 4; ++bay) {
        auto one = std::make_shared<Bmc>(io_.get_executor(), blocking_, bmcAccess(bay));
        nursery.spawn("first", readPower(one, good));
        nursery.spawn("second", readPower(one, good));
    }
    test::runOn(io_, [](Nursery& children) -> Task<bool> {
        co_await children.join();
        co_return true;
    }(nursery));
    EXPECT_EQ(good, 40);
}

TEST_F(Clients, serialConsoleShowsTheBladeStart) {
    auto engine = SolEngine::start();
    ASSERT_TRUE(engine) << toSentence(engine.error());
    auto fourth = bmc(4);
    {
        auto console = run(SerialConsole::open(**engine, blocking_, bmcAccess(4)));
        ASSERT_TRUE(console) << toSentence(console.error());
        ASSERT_TRUE(run(fourth.setPower(PowerCommand::on)));
        auto bytes = run(console->read());
        ASSERT_TRUE(bytes) << toSentence(bytes.error());
        EXPECT_FALSE(bytes->empty());
        EXPECT_TRUE(run(console->write("x")));
        console->close();
        auto over = run(console->read());
        ASSERT_FALSE(over);
        EXPECT_EQ(over.error().id, "SOL-CLOSED");
    }
    auto access = bmcAccess(4);
    access.password = Secret("wrong");
    auto refused = run(SerialConsole::open(**engine, blocking_, access));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "BMC-LOGIN-REFUSED") << toSentence(refused.error());
    EXPECT_TRUE(run(fourth.setPower(PowerCommand::off)));
}

TEST_F(Clients, serialConsoleIsTakenOverOrLeftAlone) {
    auto engine = SolEngine::start();
    ASSERT_TRUE(engine) << toSentence(engine.error());
    auto first = run(SerialConsole::open(**engine, blocking_, bmcAccess(3)));
    ASSERT_TRUE(first) << toSentence(first.error());
    auto polite = run(SerialConsole::open(**engine, blocking_, bmcAccess(3), SolClaim::giveWay));
    ASSERT_FALSE(polite);
    EXPECT_EQ(polite.error().id, "SOL-IN-USE") << toSentence(polite.error());
    auto second = run(SerialConsole::open(**engine, blocking_, bmcAccess(3)));
    ASSERT_TRUE(second) << toSentence(second.error());
    auto taken = run(first->read());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().id, "SOL-STOLEN") << toSentence(taken.error());
}

TEST_F(Clients, virtualConnectFromNothingToEmptyPlans) {
    vc::VirtualConnect module(io_.get_executor(), blocking_, vcAccess_);
    for (const unsigned seed : {11U, 12U, 13U}) {
        auto intent = test::randomIntent(seed);
        intent.macPool = 7;
        intent.bays.resize(std::min<std::size_t>(intent.bays.size(), 4));
        for (std::size_t i = 0; i < intent.bays.size(); ++i) {
            intent.bays[i].bay = static_cast<int>(i) + 1;
            intent.bays[i].profile = "";
        }
        const auto desired = vc::compile(intent);
        ASSERT_TRUE(desired) << toSentence(desired.error());
        auto actual = run(module.readDomain());
        ASSERT_TRUE(actual) << toSentence(actual.error());
        auto made = vc::plan(*desired, *actual);
        ASSERT_TRUE(made) << toSentence(made.error());
        EXPECT_FALSE(made->empty());
        for (const auto& command : made->commands) {
            auto done = run(module.run(command));
            ASSERT_TRUE(done) << toSentence(done.error());
        }
        actual = run(module.readDomain());
        ASSERT_TRUE(actual) << toSentence(actual.error());
        auto again = vc::plan(*desired, *actual);
        ASSERT_TRUE(again) << toSentence(again.error());
        EXPECT_TRUE(again->empty()) << vc::toCommand(again->commands[0].operation);
        auto macs = run(module.readProfileMacs(desired->profiles[0].name));
        ASSERT_TRUE(macs) << toSentence(macs.error());
        EXPECT_EQ(std::set<MacAddress>(macs->begin(), macs->end()).size(),
                  desired->profiles[0].connections.size());
    }
}

} // namespace
} // namespace seedbed

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s PATH_OF_SEEDBED_CHASSIS\n", argv[0]);
        return 3;
    }
    seedbed::chassisProgram = argv[1];
    seedbed::lab = std::make_unique<seedbed::Lab>();
    const int status = RUN_ALL_TESTS();
    seedbed::lab.reset();
    return status;
}
