// SPDX-License-Identifier: GPL-3.0-or-later
// The clients of RIBCL, Redfish, the OA's command line and xmldata against the doors of the emulated chassis: one
// state behind all of them.
#include <algorithm>

#include "oa-bridge/ilo/redfish.hpp"
#include "oa-bridge/ilo/ribcl.hpp"
#include "oa-bridge/net/pin_store.hpp"
#include "oa-bridge/oa/oa_command_line.hpp"
#include "oa-bridge/oa/xmldata.hpp"
#include "tests/integration/clients_lab.hpp"

namespace seedbed {
namespace {

class Doors : public Clients {
protected:
    Doors() {
        cliAccess_.ssh.host = network + "2";
        cliAccess_.ssh.user = "Administrator";
        cliAccess_.ssh.password = Secret(password);
    }
    IloAccess iloAccess(int bay) const {
        IloAccess access;
        access.address = network + std::to_string(10 + bay);
        access.user = "Administrator";
        access.password = Secret(password);
        return access;
    }
    Ribcl ribcl(int bay) { return Ribcl(io_.get_executor(), iloAccess(bay)); }
    Redfish redfish(int bay) { return Redfish(io_.get_executor(), iloAccess(bay)); }
    OaCommandLine cli() { return OaCommandLine(io_.get_executor(), blocking_, cliAccess_); }
    // The value, or a failed test that says why there is none.
    template <class T>
    T get(Task<T> task) {
        auto result = run(std::move(task));
        EXPECT_TRUE(result) << toSentence(result.error());
        return result ? *result : T{};
    }
    void must(Task<> task) {
        auto result = run(std::move(task));
        EXPECT_TRUE(result) << toSentence(result.error());
    }
    DeviceIdentity who(const std::string& address) {
        ProbeAccess access;
        access.address = address;
        return get(probeDevice(access));
    }

    OaCliAccess cliAccess_;
};

TEST_F(Doors, agreeOnWhoIsWho) {
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    const auto enclosure = get(oa.survey());
    const auto oaSays = who(network + "2");
    EXPECT_EQ(oaSays.kind, DeviceIdentity::Kind::oa);
    EXPECT_EQ(oaSays.serialNumber, enclosure.serialNumber);
    ASSERT_EQ(enclosure.bays.size(), 8U);
    for (int bay = 1; bay <= 4; ++bay) {
        const auto& seen = *enclosure.bay(bay);
        auto one = ribcl(bay);
        auto other = redfish(bay);
        const auto byRibcl = get(one.hostIdentity());
        const auto byRedfish = get(other.identity());
        const auto byXml = who(seen.ilo.address);
        EXPECT_EQ(byRibcl.serialNumber, seen.serialNumber);
        EXPECT_EQ(byRedfish.serialNumber, seen.serialNumber);
        EXPECT_EQ(byXml.serialNumber, seen.serialNumber);
        EXPECT_EQ(byRibcl.product, seen.product);
        EXPECT_EQ(lower(byRedfish.uuid), byRibcl.uuid);
        EXPECT_EQ(byXml.uuid, byRibcl.uuid);
        EXPECT_EQ(byXml.bay, bay);
        EXPECT_EQ(byXml.oaAddress, network + "2");
        EXPECT_FALSE(byRibcl.nics.empty());
        EXPECT_EQ(byRibcl.romFamily, "I31");
        const auto found = std::find_if(oaSays.blades.begin(), oaSays.blades.end(),
                                        [bay](const DeviceBay& b) { return b.number == bay; });
        ASSERT_NE(found, oaSays.blades.end());
        EXPECT_EQ(found->serialNumber, seen.serialNumber);
    }
}

TEST_F(Doors, powerIsOneState) {
    auto one = ribcl(2);
    auto other = redfish(2);
    auto line = cli();
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    EXPECT_EQ(get(one.powerStatus()), PowerReading::off);
    EXPECT_EQ(run(one.setPower(PowerCommand::reset)).error().id, "RIBCL-POWER-OFF");
    EXPECT_TRUE(get(one.setPower(PowerCommand::on)));
    EXPECT_FALSE(get(other.setPower(PowerCommand::on))) << "on already, by the other door";
    expectPower(oa, 2, PowerReading::on);
    EXPECT_EQ(get(line.showServerStatus(2)).power, PowerReading::on);
    EXPECT_TRUE(get(other.setPower(PowerCommand::reset)));
    EXPECT_TRUE(get(other.setPower(PowerCommand::off)));
    EXPECT_EQ(get(one.powerStatus()), PowerReading::off);
    const auto rows = get(line.showServerList());
    ASSERT_EQ(rows.size(), 8U);
    EXPECT_EQ(rows[1].power, PowerReading::off);
    EXPECT_EQ(rows[1].address, network + "12");
    EXPECT_EQ(rows[6].presence, Presence::absent);
    EXPECT_EQ(run(other.setPower(PowerCommand::reset)).error().id, "REDFISH-POWER-OFF");
}

TEST_F(Doors, oneTimeBootIsOneState) {
    auto one = ribcl(1);
    auto other = redfish(1);
    auto ipmi = bmc(1);
    must(one.setOneTimeBoot(BootSource::network));
    EXPECT_EQ(get(other.bootOverride()), (wire::BootOverride{wire::BootOverride::Lasting::once, BootSource::network}));
    EXPECT_EQ(get(ipmi.getBootDevice()).target, wire::BootTarget::pxe);
    must(other.setBootOverride({wire::BootOverride::Lasting::once, BootSource::disk}));
    EXPECT_EQ(get(one.oneTimeBoot()), BootSource::disk);
    must(one.setOneTimeBoot(BootSource::normal));
    EXPECT_EQ(get(other.bootOverride()), wire::BootOverride{});
    must(one.setPersistentBoot({{BootSource::network, BootSource::disk}}));
    const auto order = get(one.persistentBoot());
    ASSERT_GE(order.sources.size(), 2U);
    EXPECT_EQ(order.sources[0], BootSource::network);
    EXPECT_EQ(order.sources[1], BootSource::disk);
}

TEST_F(Doors, ribclTellsAndKeepsSettings) {
    auto one = ribcl(3);
    EXPECT_EQ(get(one.firmware()).processor, "iLO4");
    EXPECT_NE(get(one.productName()).find("Gen8"), std::string::npos);
    const auto health = get(one.health());
    EXPECT_EQ(health.worst(), Health::ok);
    EXPECT_FALSE(health.temperatures.empty());
    EXPECT_FALSE(health.firmware.empty());
    EXPECT_GT(health.memoryMb, 0);
    EXPECT_EQ(get(one.networkSettings()).address, network + "13");
    must(one.setIpmiOverLan(false));
    EXPECT_EQ(get(one.globalSettings()).ipmiOverLan, false);
    must(one.setIpmiOverLan(true));
    EXPECT_EQ(get(one.globalSettings()).ipmiOverLan, true);
    (void)get(one.eventLog());
    (void)get(one.managementLog());
    EXPECT_LT(std::abs(get(one.clock()).skew().count()), 5);
}

TEST_F(Doors, ribclKeepsUsers) {
    auto one = ribcl(3);
    IloUser user;
    user.login = "seedbed";
    user.name = "Seedbed";
    user.privileges.resetServer = true;
    must(one.addUser(user, Secret("Other<&>1")));
    user.privileges.configureIlo = true;
    must(one.modifyUser(user));
    const auto users = get(one.users());
    const auto found = std::find_if(users.begin(), users.end(), [](const IloUser& u) { return u.login == "seedbed"; });
    ASSERT_NE(found, users.end());
    EXPECT_EQ(found->privileges, user.privileges);
    must(one.setUserPassword("seedbed", Secret("Next-pass-1")));
    auto access = iloAccess(3);
    access.user = "seedbed";
    access.password = Secret("Next-pass-1");
    Ribcl theirs(io_.get_executor(), access);
    EXPECT_EQ(get(theirs.powerStatus()), PowerReading::off);
    EXPECT_EQ(run(theirs.addUser(user, Secret("Whatever-1"))).error().id, "RIBCL-PRIVILEGE");
    access.password = Secret("wrong");
    Ribcl nobody(io_.get_executor(), access);
    EXPECT_EQ(run(nobody.powerStatus()).error().id, "RIBCL-LOGIN-REFUSED");
    Redfish nobodyElse(io_.get_executor(), access);
    EXPECT_EQ(run(nobodyElse.powerStatus()).error().id, "REDFISH-LOGIN-REFUSED");
}

TEST_F(Doors, virtualMediaGoInAndOut) {
    auto one = ribcl(4);
    EXPECT_FALSE(get(one.virtualMedia(MediaDrive::cdrom)).inserted);
    must(one.insertMedia(MediaDrive::cdrom, "http://" + network + "1/boot.iso"));
    const auto held = get(one.virtualMedia(MediaDrive::cdrom));
    EXPECT_TRUE(held.inserted);
    EXPECT_TRUE(held.connected);
    EXPECT_EQ(held.url, "http://" + network + "1/boot.iso");
    must(one.ejectMedia(MediaDrive::cdrom));
    EXPECT_FALSE(get(one.virtualMedia(MediaDrive::cdrom)).inserted);
}

TEST_F(Doors, redfishSessionsClockAndLinks) {
    auto other = redfish(4);
    const auto root = get(other.open());
    EXPECT_EQ(root.managerType, "iLO 4");
    must(other.logIn());
    EXPECT_EQ(get(other.powerStatus()), PowerReading::off);
    EXPECT_FALSE(get(other.firmware()).version.empty());
    EXPECT_LT(std::abs(get(other.clock()).skew().count()), 5);
    must(other.logOut());
    EXPECT_EQ(run(other.get("/redfish/v1/Nowhere/")).error().id, "REDFISH-NOT-FOUND");
    const auto unslashed = get(other.get("/redfish/v1/Systems"));
    EXPECT_EQ(unslashed.uri, "/redfish/v1/Systems/");
    EXPECT_EQ(run(other.patch(root.systems + "1/", "{\"Model\":\"x\"}")).error().id, "REDFISH-VALUE");
}

TEST_F(Doors, theCommandLineOfTheOa) {
    auto line = cli();
    EbipaEntry entry;
    entry.bay = 3;
    entry.enabled = true;
    entry.address = network + "13";
    entry.netmask = "255.255.255.0";
    entry.gateway = network + "1";
    must(line.setEbipa(EbipaKind::server, entry));
    must(line.saveEbipa());
    const auto entries = get(line.showEbipa(EbipaKind::server));
    ASSERT_EQ(entries.size(), 8U);
    EXPECT_EQ(entries[2].address, entry.address);
    EXPECT_EQ(entries[2].netmask, entry.netmask);
    EXPECT_EQ(entries[2].gateway, entry.gateway);
    EXPECT_TRUE(entries[2].enabled);
    EXPECT_GT(get(line.powerSettings()).capacityWatts, 0);
    EXPECT_FALSE(get(line.showConfig()).empty());
    EXPECT_FALSE(get(line.syslog()).empty());
    EXPECT_LT(std::abs(get(line.clock()).skew().count()), 90) << "it may tell minutes only";
    EXPECT_EQ(run(line.run("FROBNICATE")).error().id, "OA-CLI-UNKNOWN");
    EXPECT_EQ(get(line.showServerStatus(8)).presence, Presence::absent);
    must(line.resetIlo(4));
    must(line.resetBay(2));
    auto wrong = cliAccess_;
    wrong.ssh.password = Secret("wrong");
    OaCommandLine refused(io_.get_executor(), blocking_, wrong);
    EXPECT_EQ(run(refused.syslog()).error().id, "OA-LOGIN-REFUSED");
}

TEST_F(Doors, theOaOverSoapBesidesTheSurvey) {
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    const auto maps = get(oa.portMaps(8));
    const auto first = std::find_if(maps.begin(), maps.end(), [](const BladePortMap& m) { return m.bay == 1; });
    ASSERT_NE(first, maps.end());
    ASSERT_FALSE(first->routes.empty());
    EXPECT_EQ(first->routes[0].interconnectBay, 1) << "the Flex-10/10D";
    EXPECT_FALSE(first->routes[0].address.empty());
    (void)get(oa.bladeThermals(1)); // may be empty
    EXPECT_GT(get(oa.enclosureThermal()).celsius, 0);
    const auto power = get(oa.powerConfig());
    EXPECT_FALSE(power.redundancyMode.empty());
    must(oa.setPowerConfig(power));
    const auto user = get(oa.userInfo("Administrator"));
    EXPECT_TRUE(user.enabled);
    EXPECT_TRUE(user.oaAccess);
    EXPECT_FALSE(user.bays.empty());
    EXPECT_FALSE(get(oa.syslog(1)).empty());
    const auto log = get(oa.iloEventLog(1));
    ASSERT_FALSE(log.empty());
    auto one = ribcl(1);
    EXPECT_EQ(log.front().initial, get(one.eventLog()).front().initial) << "one log behind two doors";
    EXPECT_LT(std::abs(get(oa.clock()).skew().count()), 5);
    (void)get(oa.managementLog(1));
    EXPECT_FALSE(get(oa.bootOrder(1)).sources.empty());
    must(oa.setUnitLight(1, true));
    EXPECT_TRUE(get(oa.getBladeStatus(1)).unitLight);
    must(oa.setUnitLight(1, false));
}

TEST_F(Doors, certificatesArePinnedWhenADeviceIsFirstMet) {
    const auto directory = std::filesystem::temp_directory_path() / ("pins-" + newUuid());
    std::filesystem::create_directories(directory);
    auto pins = PinStore::open(directory / "pins.json");
    ASSERT_TRUE(pins) << toSentence(pins.error());
    auto access = iloAccess(1);
    access.tls.pins = &*pins;
    Ribcl met(io_.get_executor(), access);
    (void)get(met.powerStatus());
    EXPECT_EQ(pins->pinOf(access.address).size(), 64U);
    ASSERT_TRUE(pins->forget(access.address));
    ASSERT_TRUE(pins->meet(access.address, std::string(64, '0')));
    Redfish changed(io_.get_executor(), access);
    EXPECT_EQ(run(changed.powerStatus()).error().id, "TLS-PIN-MISMATCH");
    oaAccess_.tls.pins = &*pins;
    ASSERT_TRUE(pins->meet(oaAccess_.address, std::string(64, '0')));
    OnboardAdministrator oa(io_.get_executor(), oaAccess_);
    EXPECT_EQ(run(oa.survey()).error().id, "TLS-PIN-MISMATCH");
    std::filesystem::remove_all(directory);
}

} // namespace
} // namespace seedbed
