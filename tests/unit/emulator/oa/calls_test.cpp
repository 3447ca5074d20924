// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/calls.hpp"

#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "firmware/emulator/oa/oa_face.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

SoapRequest requestFor(const std::string& call, const std::string& parameters, const std::string& key) {
    auto request = parseSoap(fmt::format("<S:Envelope xmlns:S=\"http://www.w3.org/2003/05/soap-envelope\" "
                                         "xmlns:h=\"hpoa.xsd\"><S:Header><Security>"
                                         "<h:HpOaSessionKeyToken><h:oaSessionKey>{}</h:oaSessionKey></"
                                         "h:HpOaSessionKeyToken></Security></S:Header>"
                                         "<S:Body><h:{}>{}</h:{}></S:Body></S:Envelope>",
                                         key, call, parameters, call));
    EXPECT_TRUE(request) << call;
    return std::move(*request);
}

class Calls : public testing::Test {
protected:
    Answer call(const std::string& name, const std::string& parameters = "") {
        const auto* row = findCall(name);
        if (row == nullptr) {
            return tl::unexpected(faults::unknownCall(name));
        }
        OaState state{lab.chassis, sessions, pipes};
        return perform(*row, state, requestFor(name, parameters, key));
    }
    static std::string bay(int number) { return fmt::format("<h:bayNumber>{}</h:bayNumber>", number); }
    static const Element* find(const Element& element, const std::string& name) {
        if (element.name == name) {
            return &element;
        }
        for (const auto& child : element.children) {
            if (const auto* found = find(child, name)) {
                return found;
            }
        }
        return nullptr;
    }
    static std::string value(const Answer& answer, const std::string& name) {
        const auto* found = answer ? find(*answer, name) : nullptr;
        return found == nullptr ? "(none)" : found->text;
    }

    LabChassis lab;
    Sessions sessions;
    EventPipes pipes{lab.io.get_executor()};
    std::string key = *sessions.open(Sessions::Clock::now());
};

TEST_F(Calls, loginGivesAKeyAndRefusesTheWrongPassword) {
    auto right =
        call("userLogIn", "<h:username>Administrator</h:username><h:password>swordfish</h:password>");
    EXPECT_EQ(value(right, "oaSessionKey").size(), 16u);
    auto wrong = call("userLogIn", "<h:username>Administrator</h:username><h:password>sword</h:password>");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, 150);
    EXPECT_EQ(wrong.error().subcode, "");
    lab.chassis.addFault({"oa-refuse-login", 0, {}});
    EXPECT_FALSE(
        call("userLogIn", "<h:username>Administrator</h:username><h:password>swordfish</h:password>"));
}

TEST_F(Calls, aBadKeyAsksForANewLoginButSomeCallsNeedNone) {
    key = "ffffffffffffffff";
    auto refused = call("getEnclosureInfo");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().subcode, "wsse:FailedAuthentication");
    EXPECT_FALSE(call("isValidSession"));
    for (const char* open : {"getSoapInterfaceInfo", "getRackTopology2", "getOaId", "getOaVcmMode"}) {
        EXPECT_TRUE(call(open)) << open;
    }
    EXPECT_TRUE(call("getOaStatus", bay(1)));
    EXPECT_FALSE(call("noSuchCall"));
}

TEST_F(Calls, logoutEndsTheSession) {
    EXPECT_TRUE(find(*call("userLogOut"), "returnCodeOk"));
    EXPECT_FALSE(call("getEnclosureInfo"));
}

TEST_F(Calls, theEnclosureIsAC3000) {
    auto info = call("getEnclosureInfo");
    EXPECT_EQ(value(info, "bladeBays"), "8");
    EXPECT_EQ(value(info, "interconnectTrayBays"), "4");
    EXPECT_EQ(value(info, "fanBays"), "6");
    EXPECT_EQ(value(info, "powerSupplyBays"), "6");
    EXPECT_EQ(value(info, "name"), "BladeSystem c3000 Enclosure");
    EXPECT_EQ(value(call("getPowerSubsystemInfo"), "redundantCapacity"), "2400");
    std::string presence;
    for (int supply = 1; supply <= 6; ++supply) {
        presence += value(call("getPowerSupplyStatus", bay(supply)), "presence")[0];
    }
    EXPECT_EQ(presence, "PPAPPA");
    EXPECT_EQ(value(call("getInterconnectTrayInfo", bay(1)), "name"), "HP VC Flex-10/10D Module");
    EXPECT_EQ(value(call("getInterconnectTrayStatus", bay(2)), "presence"), "ABSENT");
    EXPECT_EQ(value(call("getOaStatus", bay(2)), "oaRole"), "OA_ABSENT");
}

TEST_F(Calls, bothEmbeddedPortsLeadToInterconnectBayOne) {
    auto map = call("getBladePortMap", bay(3));
    const auto* slots = find(*map, "mezzSlots");
    ASSERT_NE(slots, nullptr);
    std::vector<std::string> ports;
    for (const auto& slot : slots->children) {
        if (slot.name == "slot") {
            EXPECT_EQ(slot.children[1].text, "1");
            ports.push_back(slot.children[2].text);
        }
    }
    EXPECT_EQ(ports, (std::vector<std::string>{"3", "11"}));
}

TEST_F(Calls, arraysFollowTheBaysAskedForAndAbsentOnesAreNoFault) {
    auto answer = call("getBladeStatusArray",
                       "<h:bayArray><h:bay>1</h:bay><h:bay>8</h:bay><h:bay>24</h:bay></h:bayArray>");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->name, "getBladeStatusArrayResponse");
    const auto& items = answer->children[0];
    EXPECT_EQ(items.name, "bladeStatusArray");
    ASSERT_EQ(items.children.size(), 3u);
    EXPECT_EQ(find(items.children[0], "presence")->text, "PRESENT");
    EXPECT_EQ(find(items.children[1], "presence")->text, "ABSENT");
    EXPECT_EQ(find(items.children[2], "bayNumber")->text, "24");
    EXPECT_FALSE(call("getBladeStatusArray", "<h:bayArray><h:bay>x</h:bay></h:bayArray>"));
    EXPECT_FALSE(call("getBladeStatus", bay(0)));
    EXPECT_FALSE(call("getBladeStatus"));
}

TEST_F(Calls, theILoAddressComesFromTheChassis) {
    EXPECT_EQ(value(call("getBladeMpInfo", bay(2)), "ipAddress"), "127.59.1.12");
    EXPECT_EQ(value(call("getBladeMpInfo", bay(2)), "modelName"), "iLO4");
}

TEST_F(Calls, powerFollowsTheButton) {
    auto press = [&](const char* power) {
        return call("setBladePower", bay(1) + "<h:power>" + power + "</h:power>");
    };
    EXPECT_FALSE(press("RESET")); // it is off
    EXPECT_TRUE(press("MOMENTARY_PRESS"));
    EXPECT_EQ(value(call("getBladeStatus", bay(1)), "powered"), "POWER_ON");
    EXPECT_TRUE(press("RESET"));
    EXPECT_TRUE(press("PRESS_AND_HOLD"));
    EXPECT_EQ(value(call("getBladeStatus", bay(1)), "powered"), "POWER_OFF");
    EXPECT_FALSE(press("NO_SUCH_PRESS"));
    EXPECT_FALSE(call("setBladePower", bay(8) + "<h:power>MOMENTARY_PRESS</h:power>"));
}

TEST_F(Calls, moreBladesOnMeansFasterFansAndMorePower) {
    auto rpm = std::stoi(value(call("getFanInfo", bay(1)), "fanSpeed"));
    auto watts = std::stoi(value(call("getPowerSubsystemInfo"), "outputPower"));
    lab.chassis.command(1, PowerCommand::on);
    EXPECT_GT(std::stoi(value(call("getFanInfo", bay(1)), "fanSpeed")), rpm);
    EXPECT_GT(std::stoi(value(call("getPowerSubsystemInfo"), "outputPower")), watts);
}

TEST_F(Calls, bootOnceAndBootOrderReachTheBlade) {
    EXPECT_TRUE(call("setBladeOneTimeBoot",
                     bay(1) + "<h:oneTimeBootDevice>ONE_TIME_BOOT_NO_CHANGE</h:oneTimeBootDevice>"
                              "<h:oneTimeBootAgent>PXE</h:oneTimeBootAgent>"));
    EXPECT_EQ(lab.chassis.blade(1).bootOverride.device, BootDevice::pxe);
    EXPECT_TRUE(lab.chassis.blade(1).bootOverride.valid);
    EXPECT_EQ(value(call("getBladeBootInfo", bay(1)), "oneTimeBootAgent"), "PXE");
    auto order = [](const char* first, const char* second) {
        return fmt::format(
            "<h:bladeIplArray><h:ipl><h:bootPriority>2</h:bootPriority><h:iplDevice>{}</h:iplDevice>"
            "</h:ipl><h:ipl><h:bootPriority>1</h:bootPriority><h:iplDevice>{}</h:iplDevice></h:ipl>"
            "</h:bladeIplArray>",
            second, first);
    };
    EXPECT_TRUE(call("setBladeIplBootPriority", bay(1) + order("HDD", "PXE_NIC1")));
    EXPECT_EQ(lab.chassis.blade(1).permanentFirst, BootDevice::disk);
    EXPECT_EQ(value(call("getBladeBootInfo", bay(1)), "iplDevice"), "HDD");
    EXPECT_TRUE(call("setBladeIplBootPriority", bay(1) + order("USB", "PXE_NIC1")));
    EXPECT_EQ(lab.chassis.blade(1).bootOrder[1], BootDevice::pxe);
    EXPECT_FALSE(call("setBladeIplBootPriority", bay(1) + order("TAPE", "HDD")));
    EXPECT_FALSE(call("setBladeIplBootPriority", bay(1)));
}

// Clients take numbers, booleans and enumerations without asking whether they are there: only texts may be
// empty.
TEST_F(Calls, noFieldButATextIsEmpty) {
    const std::set<std::string> texts{
        "name",        "manufacturer",    "partNumber", "sparePartNumber",  "serialNumber",    "serverName",
        "uuid",        "rbsuOsName",      "assetTag",   "romVersion",       "macAddress",      "dnsName",
        "modelName",   "fwVersion",       "webUrl",     "remoteConsoleUrl", "ircUrl",          "loginUrl",
        "ircFullUrl",  "remoteSerialUrl", "oaName",     "userAssignedName", "inBandIpAddress", "urlToMgmt",
        "modelNumber", "extraData",       "hwVersion",  "vcmDomainId",      "vcmDomainName",   "contactInfo"};
    std::function<void(const Element&, const std::string&)> check = [&](const Element& element,
                                                                        const std::string& path) {
        bool empty = !element.compound && element.text.empty();
        EXPECT_TRUE(!empty || texts.contains(element.name)) << path << "/" << element.name;
        for (const auto& child : element.children) {
            check(child, path + "/" + element.name);
        }
    };
    for (auto table : {enclosureCalls(), bladeCalls(), interconnectCalls(), powerCalls()}) {
        for (const auto& row : table) {
            for (int number : {1, 8, 24}) {
                auto sensor = std::string("<h:sensorType>SENSOR_TYPE_BLADE</h:sensorType>");
                auto array = fmt::format("<h:bayArray><h:bay>{}</h:bay></h:bayArray>", number);
                if (std::string_view(row.name).starts_with("get")) {
                    auto answer = call(std::string(row.name), bay(number) + sensor + array);
                    ASSERT_TRUE(answer) << row.name;
                    check(*answer, "");
                }
            }
        }
    }
}

TEST_F(Calls, aPowerChangeComesThroughThePipe) {
    for (BayNumber number = 1; number <= kBladeBays; ++number) {
        pipes.bladeChanged(lab.chassis.blade(number));
    }
    lab.chassis.observe([&](BayNumber number) { pipes.bladeChanged(lab.chassis.blade(number)); });
    auto pid = value(call("subscribeForEvents"), "pid");
    auto parameters = "<h:pid>" + pid + "</h:pid>";
    EXPECT_EQ(value(call("getAllEventsEx", parameters), "event"), "EVENT_HEARTBEAT");
    lab.chassis.command(2, PowerCommand::on);
    lab.io.run(); // POST
    auto events = call("getAllEventsEx", parameters);
    ASSERT_TRUE(events);
    const auto& list = events->children[0].children;
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(find(list[0], "event")->text, "EVENT_BLADE_POWER_STATE");
    EXPECT_EQ(find(list[0], "powered")->text, "POWER_ON");
    EXPECT_EQ(find(list[1], "event")->text, "EVENT_BLADE_POST_COMPLETE");
    EXPECT_EQ(find(list[1], "numValue")->text, "2");
    EXPECT_TRUE(call("unSubscribeForEvents", parameters));
    EXPECT_EQ(call("getAllEventsEx", parameters).error().code, 204);
}

TEST_F(Calls, aPipeNobodyReadsIsClosedAndThereAreOnlySoMany) {
    auto now = EventPipes::Clock::now();
    auto pid = pipes.open(now);
    EXPECT_TRUE(pipes.contains(*pid, now + std::chrono::seconds(299)));
    EXPECT_FALSE(pipes.contains(*pid, now + std::chrono::seconds(300)));
    for (int count = 0; count < 16; ++count) {
        EXPECT_TRUE(pipes.open(now));
    }
    EXPECT_EQ(call("subscribeForEvents").error().code, 201);
}

TEST_F(Calls, aReaderWaitsNoLongerThanTheHeartbeat) {
    auto pid = pipes.open(EventPipes::Clock::now());
    bool ended = false;
    asio::co_spawn(lab.io, pipes.waitFor(*pid, std::chrono::milliseconds(5)), [&](auto) { ended = true; });
    lab.io.run();
    EXPECT_TRUE(ended);
}

TEST_F(Calls, ebipaIsToldByBayAndTakenBackInTheSameWords) {
    const auto entry = [](const char* bay, const char* address) {
        return fmt::format("<h:bay><h:bayNumber>{}</h:bayNumber><h:enabled>true</h:enabled><h:ipAddress>{}</h:ipAddress>"
                           "<h:netmask>255.255.255.0</h:netmask><h:gateway>192.0.2.1</h:gateway><h:domain>lab</h:domain>"
                           "<h:dns><h:ipAddress>192.0.2.2</h:ipAddress></h:dns></h:bay>", bay, address);
    };
    const auto configure = [&](const char* device, const std::string& entries) {
        return call("configureEbipaEx", fmt::format("<h:ebipaDevice>{}</h:ebipaDevice><h:config>{}</h:config>", device,
                                                    entries));
    };
    const auto pid = value(call("subscribeForEvents"), "pid");
    EXPECT_TRUE(configure("SERVER", entry("2", "192.0.2.102")));
    const auto& second = lab.chassis.oa().ebipaServer[1];
    EXPECT_EQ(second.address, "192.0.2.102");
    EXPECT_EQ(second.dns, std::vector<std::string>{"192.0.2.2"});
    const auto before = lab.chassis.oa().ebipaServer;
    EXPECT_FALSE(configure("SERVER", entry("3", "192.0.2.103") + entry("9", "192.0.2.109")));
    EXPECT_FALSE(configure("SERVER", entry("3", "not an address")));
    EXPECT_FALSE(configure("TOASTER", entry("3", "192.0.2.103")));
    EXPECT_EQ(lab.chassis.oa().ebipaServer, before);
    const auto told = call("getEbipaInfoEx");
    const auto& bays = told->children[0].children[0].children;
    ASSERT_EQ(bays.size(), 8u);
    EXPECT_EQ(find(bays[1], "ipAddress")->text, "192.0.2.102");
    const auto events = call("getAllEventsEx", "<h:pid>" + pid + "</h:pid>");
    EXPECT_EQ(value(events, "event"), "EVENT_EBIPA_INFO_CHANGED_EX");
}

TEST_F(Calls, ebipaWithoutABayMeansAllOfThem) {
    const auto set = [&](const char* name, const std::string& parameters) {
        return call(name, "<h:ebipaDevice>INTERCONNECT</h:ebipaDevice>" + parameters);
    };
    EXPECT_TRUE(set("setEbipaIpAddress", "<h:ipAddress>192.0.2.254</h:ipAddress>"));
    EXPECT_TRUE(set("setEbipaNetmask", "<h:ipAddress>255.255.0.0</h:ipAddress>"));
    EXPECT_TRUE(set("setEbipaNtpServers", "<h:ipAddress1>192.0.2.5</h:ipAddress1><h:ipAddress2/>"));
    EXPECT_FALSE(set("setEbipaGateway", "<h:ipAddress>gateway</h:ipAddress>"));
    const auto& entries = lab.chassis.oa().ebipaInterconnect;
    EXPECT_EQ(entries[0].address, "192.0.2.254");
    EXPECT_EQ(entries[3].address, "192.0.3.1");
    EXPECT_EQ(entries[3].netmask, "255.255.0.0");
    EXPECT_EQ(entries[3].ntp[0], "192.0.2.5");
}

TEST_F(Calls, theOaTellsItsTime) {
    EXPECT_EQ(value(call("getEnclosureTime"), "timeZone"), "UTC");
    EXPECT_EQ(value(call("getEnclosureTime"), "dateTime").size(), std::string("2014-06-26T10:00:00Z").size());
}

// A client reads the text of the log by line: <EVENT alone, an attribute each, /> alone.
TEST_F(Calls, theLogOfAnILoComesInItsOwnLinesAndTimes) {
    lab.chassis.logManagement(2, LogSeverity::caution, "Power", "It \"failed\".");
    const auto log = call("getBladeMpIml", bay(2));
    ASSERT_TRUE(log);
    EXPECT_EQ(log->children[0].name, "bladeMpIml");
    const auto text = value(log, "logContents");
    const auto& entry = lab.chassis.ilo(2).managementLog.entries().back();
    EXPECT_THAT(text, testing::HasSubstr("<EVENT\n SEVERITY=\"Caution\"\n CLASS=\"Power\"\n LAST_UPDATE=\"" +
                                         logTime(entry.last) + "\"\n"));
    EXPECT_THAT(text, testing::HasSubstr("\n DESCRIPTION=\"It &quot;failed&quot;.\"\n />\n</EVENT_LOG>\n"));
    EXPECT_THAT(soapAnswer(*log), testing::HasSubstr("&lt;EVENT\n SEVERITY="));
}

} // namespace
} // namespace seedbed::emulator
