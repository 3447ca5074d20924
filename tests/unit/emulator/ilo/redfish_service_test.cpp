// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/redfish/service.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator::redfish {
namespace {

struct ModernLab {
    static ChassisOptions options() {
        auto made = LabChassis::options();
        made.ilo = IloKind::modern;
        return made;
    }
};

class RedfishService : public testing::Test {
protected:
    explicit RedfishService(ChassisOptions options = LabChassis::options())
        : chassis(lab.io.get_executor(), std::move(options), lab.directory.string()) {}

    Answer ask(const std::string& method, const std::string& path, const std::string& body = "") {
        Request request;
        request.method = method;
        request.path = path;
        request.body = body;
        request.odataVersion = odata;
        request.ifMatch = ifMatch;
        request.authToken = token;
        request.authorization = token.empty() ? "Basic " + toBase64(user + ":" + password) : "";
        return service.answer(request);
    }
    Json get(const std::string& path) {
        const auto answer = ask("GET", path);
        EXPECT_EQ(answer.status, 200u) << path << answer.body;
        return Json::parse(answer.body);
    }
    // The one message of an answer.
    static std::string message(const Answer& answer) {
        const auto json = Json::parse(answer.body);
        const auto& entry = json["error"]["@Message.ExtendedInfo"][0];
        return entry.contains("MessageID") ? entry["MessageID"] : entry["MessageId"];
    }
    static std::string header(const Answer& answer, const std::string& name) {
        for (const auto& [known, value] : answer.headers) {
            if (known == name) {
                return value;
            }
        }
        return {};
    }

    LabChassis lab; // for its directory and context
    Chassis chassis;
    Service service{chassis, 1};
    std::string user = "Administrator", password = "swordfish", odata = "4.0", token, ifMatch;
};

class ModernRedfish : public RedfishService {
protected:
    ModernRedfish() : RedfishService(ModernLab::options()) {}
};

constexpr const char* kSystem = "/redfish/v1/Systems/1/";
constexpr const char* kReset = "/redfish/v1/Systems/1/Actions/ComputerSystem.Reset/";

// Every @odata.id and href within.
void links(const Json& json, std::set<std::string>& found) {
    if (json.is_object()) {
        for (const auto& [key, value] : json.items()) {
            if ((key == "@odata.id" || key == "href" || key == "target") && value.is_string()) {
                found.insert(value.get<std::string>());
            }
        }
    }
    if (json.is_structured()) {
        for (const auto& value : json) {
            links(value, found);
        }
    }
}

std::set<std::string> reachable(Service& service, const std::string& root, const std::string& authorization) {
    std::set<std::string> seen, waiting{root};
    while (!waiting.empty()) {
        const auto path = *waiting.begin();
        waiting.erase(waiting.begin());
        if (!seen.insert(path).second || path.find("Actions") != std::string::npos ||
            path.find('#') != std::string::npos) {
            continue;
        }
        Request request;
        request.path = path;
        request.authorization = authorization;
        request.odataVersion = root == "/redfish/v1/" ? "" : "4.0"; // the older members, too
        const auto answer = service.answer(request);
        EXPECT_EQ(answer.status, 200u) << path << answer.body;
        const auto json = Json::parse(answer.body, nullptr, false);
        EXPECT_TRUE(json.is_object()) << path;
        links(json, waiting);
    }
    return seen;
}

TEST_F(RedfishService, everyLinkLeadsSomewhere) {
    const auto basic = "Basic " + toBase64("Administrator:swordfish");
    EXPECT_GT(reachable(service, "/redfish/v1/", basic).size(), 25u);
    EXPECT_GT(reachable(service, "/rest/v1", basic).size(), 20u);
}

TEST_F(ModernRedfish, everyLinkLeadsSomewhereAndTypesAreOfTheStandard) {
    EXPECT_GT(reachable(service, "/redfish/v1", "Basic " + toBase64("Administrator:swordfish")).size(), 25u);
    EXPECT_EQ(get("/redfish/v1/Systems/1")["@odata.type"], "#ComputerSystem.v1_0_1.ComputerSystem");
    EXPECT_EQ(get("/redfish/v1/Chassis/1/Thermal")["Fans"][0]["MemberId"], "0");
    EXPECT_EQ(get("/redfish/v1/AccountService/Roles")["Members@odata.count"], 3);
}

TEST_F(RedfishService, hasTheThinShapeOfAGen8) {
    const auto system = get(kSystem);
    EXPECT_EQ(system["@odata.type"], "#ComputerSystem.1.0.1.ComputerSystem");
    EXPECT_EQ(system["@odata.id"], kSystem);
    EXPECT_EQ(system["PowerState"], "Off");
    EXPECT_EQ(system["SerialNumber"].get<std::string>().size(), 16u);
    EXPECT_FALSE(system["Boot"].contains("BootSourceOverrideMode"));
    EXPECT_EQ(system["Oem"]["Hp"]["PostState"], "PowerOff");
    EXPECT_FALSE(system.contains("Type"));
    EXPECT_EQ(get("/redfish/v1/Chassis/1/Thermal/")["Fans"][0]["FanName"], "Virtual Fan");
    EXPECT_EQ(ask("GET", "/redfish/v1/AccountService/Roles/").status, 404u);
    EXPECT_EQ(get("/redfish/v1/")["Oem"]["Hp"]["Manager"][0]["Blade"]["BayNumber"], "Bay 1");
}

TEST_F(RedfishService, tellsOlderClientsTheOlderMembers) {
    odata.clear();
    const auto system = get(kSystem);
    EXPECT_EQ(system["Type"], "ComputerSystem.1.0.1");
    EXPECT_EQ(system["links"]["self"]["href"], kSystem);
    EXPECT_EQ(system["Power"], "Off");
    const auto rest = get("/rest/v1/Systems");
    EXPECT_EQ(rest["links"]["Member"][0]["href"], "/rest/v1/Systems/1");
    EXPECT_FALSE(rest.contains("Members"));
    const auto missing = Json::parse(ask("GET", "/rest/v1/Nothing").body);
    EXPECT_EQ(missing["Messages"][0]["MessageID"], "Base.0.10.ResourceMissingAtURI");
}

TEST_F(RedfishService, redirectsToTheSlash) {
    const auto answer = ask("GET", "/redfish/v1/Systems/1");
    EXPECT_EQ(answer.status, 308u);
    EXPECT_EQ(header(answer, "Location"), kSystem);
    EXPECT_EQ(ask("GET", "/rest/v1/Systems/1").status, 200u);
    EXPECT_EQ(Json::parse(ask("GET", "/redfish").body)["v1"], "/redfish/v1/");
}

TEST_F(RedfishService, asksForALogin) {
    password = "wrong";
    const auto refused = ask("GET", kSystem);
    EXPECT_EQ(refused.status, 401u);
    EXPECT_EQ(message(refused), "iLO.0.10.UnauthorizedLoginAttempt");
    EXPECT_EQ(ask("GET", "/redfish/v1/").status, 200u);
    token = "nobody's";
    EXPECT_EQ(message(ask("GET", kSystem)), "Base.0.10.NoValidSession");
}

TEST_F(RedfishService, opensAndClosesSessions) {
    const auto opened = ask("POST", "/redfish/v1/SessionService/Sessions/",
                            R"({"UserName": "Administrator", "Password": "swordfish"})");
    ASSERT_EQ(opened.status, 201u);
    const auto location = header(opened, "Location");
    EXPECT_TRUE(startsWith(location, "https://127.59.1.11/redfish/v1/SessionService/Sessions/administrator"))
        << location;
    EXPECT_EQ(message(opened), "Base.0.10.Created");
    EXPECT_FALSE(Json::parse(opened.body).contains("Id"));
    token = header(opened, "X-Auth-Token");
    EXPECT_EQ(get(kSystem)["Id"], "1");
    EXPECT_EQ(ask("DELETE", location.substr(std::string("https://127.59.1.11").size())).status, 200u);
    EXPECT_EQ(ask("GET", kSystem).status, 401u);
    token.clear();
    EXPECT_EQ(
        ask("POST", "/redfish/v1/Sessions/", R"({"UserName": "Administrator", "Password": "no"})").status,
        401u);
}

TEST_F(ModernRedfish, tellsTheSessionItself) {
    const auto opened = ask("POST", "/redfish/v1/SessionService/Sessions",
                            R"({"UserName": "Administrator", "Password": "swordfish"})");
    const auto json = Json::parse(opened.body);
    EXPECT_EQ(header(opened, "Location"), json["@odata.id"].get<std::string>());
    EXPECT_EQ(json["UserName"], "Administrator");
}

TEST_F(RedfishService, limitsItsSessions) {
    unsigned status = 201;
    int opened = 0;
    for (; status == 201 && opened < 50; ++opened) {
        status =
            ask("POST", "/redfish/v1/Sessions/", R"({"UserName": "Administrator", "Password": "swordfish"})")
                .status;
    }
    EXPECT_EQ(status, 503u);
    EXPECT_EQ(opened, 14);
}

TEST_F(RedfishService, resetsByTypeAgainstTheState) {
    EXPECT_EQ(message(ask("POST", kReset, R"({"ResetType": "ForceOff"})")),
              "iLO.0.10.InvalidOperationForSystemState");
    EXPECT_EQ(message(ask("POST", kReset, R"({"ResetType": "GracefulShutdown"})")),
              "Base.0.10.PropertyValueNotInList");
    EXPECT_EQ(message(ask("POST", kReset, "{}")), "Base.0.10.PropertyMissing");
    EXPECT_EQ(message(ask("POST", kReset, "[1]")), "Base.0.10.MalformedJSON");
    EXPECT_EQ(ask("POST", kReset, R"({"Action": "Reset", "ResetType": "On"})").status, 200u);
    EXPECT_TRUE(chassis.blade(1).powered);
    EXPECT_EQ(get(kSystem)["Oem"]["Hp"]["PostState"], "InPost");
    EXPECT_EQ(ask("POST", kReset, R"({"ResetType": "On"})").status, 400u);
    EXPECT_EQ(ask("POST", kReset, R"({"ResetType": "ForceRestart"})").status, 200u);
    EXPECT_EQ(ask("POST", "/rest/v1/Systems/1", R"({"Action": "Reset", "ResetType": "ForceOff"})").status,
              200u);
    EXPECT_FALSE(chassis.blade(1).powered);
    EXPECT_EQ(ask("POST", "/rest/v1/Systems/1",
                  R"({"Action": "PowerButton", "PushType": "Press", "Target": "/Oem/Hp"})")
                  .status,
              200u);
    EXPECT_TRUE(chassis.blade(1).powered);
}

TEST_F(RedfishService, overridesTheBootDevice) {
    const auto patch = [this](const char* boot) {
        return ask("PATCH", kSystem, fmt::format(R"({{"Boot": {}}})", boot));
    };
    EXPECT_EQ(patch(R"({"BootSourceOverrideTarget": "Pxe", "BootSourceOverrideEnabled": "Once"})").status,
              200u);
    EXPECT_TRUE(chassis.blade(1).bootOverride.valid);
    EXPECT_EQ(chassis.blade(1).bootOverride.device, BootDevice::pxe);
    EXPECT_EQ(get(kSystem)["Boot"]["BootSourceOverrideEnabled"], "Once");
    EXPECT_EQ(patch(R"({"BootSourceOverrideEnabled": "Continuous"})").status, 200u);
    EXPECT_TRUE(chassis.blade(1).bootOverride.persistent);
    EXPECT_EQ(patch(R"({"BootSourceOverrideEnabled": "Disabled"})").status, 200u);
    EXPECT_FALSE(chassis.blade(1).bootOverride.valid);
    EXPECT_EQ(patch(R"({"BootSourceOverrideEnabled": "Once"})").status, 400u); // the target is None
    EXPECT_EQ(message(patch(R"({"BootSourceOverrideMode": "Legacy"})")), "Base.0.10.PropertyUnknown");
    EXPECT_EQ(message(patch(R"({"BootSourceOverrideTarget": "Tape"})")), "Base.0.10.PropertyValueNotInList");
    chassis.command(1, PowerCommand::on);
    EXPECT_EQ(message(patch(R"({"BootSourceOverrideTarget": "Hdd"})")),
              "iLO.0.10.UnableToModifyDuringSystemPOST");
}

TEST_F(RedfishService, changesWhatMayBeChanged) {
    EXPECT_EQ(ask("PATCH", kSystem, R"({"AssetTag": "R1", "IndicatorLED": "Lit"})").status, 200u);
    EXPECT_EQ(chassis.ilo(1).assetTag, "R1");
    EXPECT_TRUE(chassis.blade(1).uidLit);
    EXPECT_EQ(message(ask("PATCH", kSystem, R"({"Model": "x"})")), "Base.0.10.PropertyNotWritable");
    EXPECT_EQ(message(ask("PATCH", kSystem, R"({"Modle": "x"})")), "Base.0.10.PropertyUnknown");
    EXPECT_EQ(ask("PUT", kSystem, "{}").status, 405u);
    EXPECT_EQ(ask("GET", "/redfish/v1/Systems/2/").status, 404u);
}

TEST_F(RedfishService, honoursIfMatch) {
    const auto etag = header(ask("GET", kSystem), "ETag");
    EXPECT_EQ(etag.size(), 12u);
    ifMatch = etag;
    EXPECT_EQ(ask("PATCH", kSystem, R"({"AssetTag": "one"})").status, 200u);
    EXPECT_EQ(ask("PATCH", kSystem, R"({"AssetTag": "two"})").status, 412u);
    EXPECT_EQ(chassis.ilo(1).assetTag, "one");
}

TEST_F(RedfishService, insertsAndEjectsMedia) {
    const std::string cd = "/redfish/v1/Managers/1/VirtualMedia/2/";
    EXPECT_EQ(get(cd)["ConnectedVia"], "NotConnected");
    EXPECT_EQ(
        ask("PATCH", cd, R"({"Image": "http://192.0.2.1/a.iso", "Inserted": true, "WriteProtected": true})")
            .status,
        200u);
    EXPECT_EQ(chassis.ilo(1).cd.url, "http://192.0.2.1/a.iso");
    EXPECT_EQ(get(cd)["Image"], "http://192.0.2.1/a.iso");
    EXPECT_EQ(ask("PATCH", cd, R"({"Image": "http://192.0.2.1/b.iso"})").status, 400u);
    EXPECT_EQ(ask("PATCH", cd, R"({"Oem": {"Hp": {"BootOnNextServerReset": true}}})").status, 200u);
    EXPECT_EQ(chassis.ilo(1).cd.boot, MediaBoot::once);
    EXPECT_EQ(ask("POST", cd + "Actions/Oem/Hp/HpiLOVirtualMedia.EjectVirtualMedia/", "{}").status, 200u);
    EXPECT_TRUE(get(cd)["Image"].is_null());
}

TEST_F(RedfishService, tellsTheLogs) {
    chassis.logManagement(1, LogSeverity::caution, "Power", "It sagged.");
    const auto entries = get("/redfish/v1/Systems/1/LogServices/IML/Entries/");
    EXPECT_EQ(entries["Members"].back()["Message"], "It sagged.");
    EXPECT_EQ(entries["Members"].back()["Severity"], "Warning");
    EXPECT_EQ(ask("POST", "/redfish/v1/Systems/1/LogServices/IML/Actions/LogService.ClearLog/", "{}").status,
              200u);
    EXPECT_EQ(get("/redfish/v1/Systems/1/LogServices/IML/Entries/")["Members@odata.count"], 0);
}

TEST_F(RedfishService, asksForPrivileges) {
    auto& watcher = chassis.ilo(1).users[1];
    watcher.login = user = "watcher";
    watcher.password = Secret(password = "watching1");
    EXPECT_EQ(get(kSystem)["PowerState"], "Off");
    EXPECT_EQ(ask("POST", kReset, R"({"ResetType": "On"})").status, 403u);
    EXPECT_EQ(ask("PATCH", kSystem, R"({"AssetTag": "x"})").status, 403u);
    EXPECT_FALSE(chassis.blade(1).powered);
}

TEST_F(RedfishService, restartsOnlyOnceItIsSent) {
    const auto answer = ask("POST", "/redfish/v1/Managers/1/Actions/Manager.Reset/", "{}");
    EXPECT_TRUE(answer.restartIlo);
    EXPECT_TRUE(chassis.iloIsUp(1));
}

TEST_F(RedfishService, answersPathsThatAreNoText) {
    EXPECT_EQ(ask("POST",
                  "/rest/v1/Sys\xb3"
                  "ems/1",
                  "{}")
                  .status,
              404u);
    chassis.ilo(1).assetTag = "\xff";
    EXPECT_EQ(get(kSystem)["AssetTag"], "\xef\xbf\xbd");
}

TEST_F(RedfishService, heedsFaultsOfItsDoor) {
    chassis.addFault({"lie-power", 1, {{"door", "redfish"}}});
    EXPECT_EQ(get(kSystem)["PowerState"], "On");
    chassis.addFault({"lie-serial", 1, {{"door", "redfish"}}});
    EXPECT_NE(trim(get(kSystem)["SerialNumber"].get<std::string>()), chassis.blade(1).serial);
    chassis.addFault({"ilo-busy", 1, {{"door", "redfish"}}});
    EXPECT_EQ(ask("GET", kSystem).status, 503u);
}

TEST_F(RedfishService, theClockIsBehindALinkOfTheManager) {
    chassis.addFault({"ilo-clock", 1, {{"seconds", "7200"}}});
    const auto home = get("/redfish/v1/Managers/1/")["Oem"]["Hp"]["Links"]["DateTimeService"]["@odata.id"];
    EXPECT_EQ(home, "/redfish/v1/Managers/1/DateTime/");
    const auto clock = get(home);
    EXPECT_EQ(clock["@odata.type"], "#HpiLODateTime.1.0.0.HpiLODateTime");
    EXPECT_GE(clock["DateTime"].get<std::string>(), isoTime(chassis.now() + std::chrono::seconds(7195)));
    EXPECT_EQ(get("/rest/v1/Managers/1")["Oem"]["Hp"]["links"]["DateTimeService"]["href"], "/rest/v1/Managers/1/DateTime");
}

TEST_F(ModernRedfish, theManagerTellsTheTimeItself) {
    EXPECT_LE(get("/redfish/v1/Managers/1")["DateTime"].get<std::string>(), isoTime(chassis.now()));
}

} // namespace
} // namespace seedbed::emulator::redfish
