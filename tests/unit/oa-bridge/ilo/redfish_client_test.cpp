// SPDX-License-Identifier: GPL-3.0-or-later
// The Redfish client against an HTTPS server that answers from the golden files.
#include "oa-bridge/ilo/redfish.hpp"

#include <map>

#include "tests/unit/oa-bridge/ilo/fake_ilo.hpp"

namespace seedbed {
namespace {

const std::map<std::string, std::string> resources{
    {"/redfish/v1/", "root"},
    {"/redfish/v1/Systems/", "systems"},
    {"/redfish/v1/Systems/1/", "system"},
    {"/redfish/v1/Managers/", "managers"},
    {"/redfish/v1/Managers/1/", "manager"},
    {"/redfish/v1/Managers/1/DateTime/", "date_time"},
};

class RedfishClient : public testing::Test {
protected:
    HttpResponse answer(const HttpRequest& request) {
        const auto key = request.method + " " + request.target;
        if (const auto other = others_.find(key); other != others_.end()) {
            return other->second(request);
        }
        const auto known = resources.find(request.target);
        if (request.method == "GET" && known != resources.end()) {
            return json(200, request.target == "/redfish/v1/Systems/1/" ? system_ : known->second);
        }
        return request.method == "GET" ? json(404, "missing") : json(200, "success");
    }
    static HttpResponse json(unsigned status, const std::string& file) {
        auto response = jsonResponse(status, test::golden("redfish-client/" + file + ".json"));
        response.headers.set("ETag", "W/\"0123ABCD\"");
        return response;
    }
    static HttpResponse redirect(const std::string& location) {
        HttpResponse response;
        response.status = 308;
        response.headers.set("Location", location);
        return response;
    }
    template <class T>
    Result<T> run(Task<T> task) {
        return test::runOn(io_, std::move(task));
    }

    asio::io_context io_;
    std::string system_ = "system";
    std::map<std::string, test::FakeIlo::Answer> others_; // "GET /uri" -> another answer
    test::FakeIlo ilo_{io_, [this](const HttpRequest& request) { return answer(request); }};
    Redfish redfish_{io_.get_executor(), ilo_.access()};
};

TEST_F(RedfishClient, followsLinksToTheSystem) {
    EXPECT_EQ(run(redfish_.powerStatus()).value(), PowerReading::on);
    const auto identity = run(redfish_.identity());
    ASSERT_TRUE(identity) << toSentence(identity.error());
    EXPECT_EQ(identity->serialNumber, "SGH0000001");
    EXPECT_EQ(identity->romFamily, "I31");
    EXPECT_EQ(identity->romDate, "06/01/2014");
    EXPECT_EQ(run(redfish_.firmware())->version, "2.55");
    EXPECT_EQ(ilo_.count("GET /redfish/v1/\n"), 1) << "the root is read once";
    EXPECT_EQ(ilo_.requests[0].headers.get("OData-Version"), "4.0");
    EXPECT_TRUE(ilo_.requests[0].headers.get("Authorization")->starts_with("Basic "));
}

TEST_F(RedfishClient, firmwareWithoutRedfishIsToldApart) {
    others_["GET /redfish/v1/"] = [](const HttpRequest&) { return json(404, "missing"); };
    EXPECT_EQ(run(redfish_.open()).error().id, "REDFISH-UNSUPPORTED");
    others_["GET /redfish/v1/"] = [](const HttpRequest&) { return textResponse(200, "<html>iLO</html>"); };
    EXPECT_EQ(run(redfish_.open()).error().id, "REDFISH-UNSUPPORTED");
    EXPECT_EQ(run(redfish_.powerStatus()).error().kind, ErrorKind::unsupported);
}

TEST_F(RedfishClient, powersOnlyWhatNeedsIt) {
    const std::string action = "POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset/\n";
    EXPECT_FALSE(run(redfish_.setPower(PowerCommand::on)).value());
    EXPECT_EQ(ilo_.count(action), 0);
    EXPECT_TRUE(run(redfish_.setPower(PowerCommand::softOff)).value());
    EXPECT_EQ(ilo_.count(action + "{\"ResetType\":\"PushPowerButton\"}"), 1);
    system_ = "system_off";
    EXPECT_EQ(run(redfish_.setPower(PowerCommand::reset)).error().id, "REDFISH-POWER-OFF");
    EXPECT_TRUE(run(redfish_.setPower(PowerCommand::on)).value());
    system_ = "system_reset";
    EXPECT_EQ(run(redfish_.setPower(PowerCommand::on)).error().id, "REDFISH-POWER-UNKNOWN");
}

TEST_F(RedfishClient, setsTheBootOverrideAndReadsItBack) {
    const wire::BootOverride pxe{wire::BootOverride::Lasting::once, BootSource::network};
    const auto ignored = run(redfish_.setBootOverride(pxe));
    ASSERT_FALSE(ignored) << "the golden system holds none";
    EXPECT_EQ(ignored.error().id, "REDFISH-BOOT-IGNORED");
    others_["PATCH /redfish/v1/Systems/1/"] = [this](const HttpRequest& request) {
        EXPECT_EQ(request.headers.get("If-Match"), "W/\"0123ABCD\"");
        system_ = "system_pxe";
        return json(200, "success");
    };
    EXPECT_TRUE(run(redfish_.setBootOverride(pxe)));
    others_["PATCH /redfish/v1/Systems/1/"] = [](const HttpRequest&) { return json(400, "in_post"); };
    EXPECT_EQ(run(redfish_.setBootOverride(pxe)).error().kind, ErrorKind::busy);
}

TEST_F(RedfishClient, followsRedirectsOnlyOnTheSameHost) {
    others_["GET /redfish/v1/Systems"] = [](const HttpRequest&) { return redirect("/redfish/v1/Systems/"); };
    const auto read = run(redfish_.get("/redfish/v1/Systems"));
    ASSERT_TRUE(read) << toSentence(read.error());
    EXPECT_EQ(read->uri, "/redfish/v1/Systems/");
    others_["GET /a"] = [](const HttpRequest&) { return redirect("https://127.0.0.1/redfish/v1/Systems/"); };
    EXPECT_TRUE(run(redfish_.get("/a"))) << "an absolute one, as iLO writes it";
    for (const std::string away : {"https://192.0.2.66/redfish/v1/", "http://127.0.0.1/redfish/v1/", "//192.0.2.66/x",
                                   "https://127.0.0.1@192.0.2.66/", "https://127.0.0.1.example.com/x", ""}) {
        others_["GET /b"] = [away](const HttpRequest&) { return redirect(away); };
        const auto refused = run(redfish_.get("/b"));
        ASSERT_FALSE(refused) << away;
        EXPECT_EQ(refused.error().id, "REDFISH-REDIRECT") << away;
    }
    others_["GET /c"] = [](const HttpRequest&) { return redirect("/c"); };
    EXPECT_EQ(run(redfish_.get("/c")).error().id, "REDFISH-NONSENSE") << "without an end";
    EXPECT_EQ(run(redfish_.get("/x\r\nHost: evil")).error().id, "REDFISH-REDIRECT") << "no link has a line break";
}

TEST_F(RedfishClient, opensASessionAndGivesItBack) {
    others_["POST /redfish/v1/SessionService/Sessions/"] = [](const HttpRequest& request) {
        EXPECT_NE(request.body.find("\"UserName\":\"Administrator\""), std::string::npos);
        auto response = json(201, "created");
        response.headers.set("X-Auth-Token", "token-1");
        response.headers.set("Location", "https://127.0.0.1/redfish/v1/SessionService/Sessions/admin1/");
        return response;
    };
    ASSERT_TRUE(run(redfish_.logIn()));
    EXPECT_TRUE(run(redfish_.powerStatus()));
    EXPECT_EQ(ilo_.requests.back().headers.get("X-Auth-Token"), "token-1");
    EXPECT_FALSE(ilo_.requests.back().headers.get("Authorization"));
    EXPECT_TRUE(run(redfish_.logOut()));
    EXPECT_EQ(ilo_.count("DELETE /redfish/v1/SessionService/Sessions/admin1/"), 1);
    EXPECT_TRUE(run(redfish_.logOut())) << "fine without one";
}

TEST_F(RedfishClient, aLostSessionFallsBackToThePassword) {
    others_["POST /redfish/v1/SessionService/Sessions/"] = [](const HttpRequest&) {
        auto response = json(201, "created");
        response.headers.set("X-Auth-Token", "token-1");
        response.headers.set("Location", "https://127.0.0.1/redfish/v1/SessionService/Sessions/admin1/");
        return response;
    };
    ASSERT_TRUE(run(redfish_.logIn()));
    others_["GET /redfish/v1/Systems/"] = [](const HttpRequest& request) {
        return request.headers.get("X-Auth-Token") ? json(401, "no_session") : json(200, "systems");
    };
    EXPECT_EQ(run(redfish_.powerStatus()).value(), PowerReading::on);
}

TEST_F(RedfishClient, aRefusedLogInIsFinal) {
    others_["GET /redfish/v1/Systems/"] = [](const HttpRequest&) { return json(401, "no_session"); };
    const auto refused = run(redfish_.powerStatus());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "REDFISH-LOGIN-REFUSED");
    EXPECT_EQ(ilo_.count("GET /redfish/v1/Systems/\n"), 1);
    EXPECT_EQ(toSentence(refused.error()).find("secret"), std::string::npos);
}

TEST_F(RedfishClient, followsATaskToItsEnd) {
    int asked = 0;
    others_["POST /start"] = [](const HttpRequest&) {
        auto response = json(202, "task");
        response.headers.set("Location", "/redfish/v1/TaskService/Tasks/7/");
        return response;
    };
    others_["GET /redfish/v1/TaskService/Tasks/7/"] = [&asked](const HttpRequest&) {
        return ++asked < 2 ? json(202, "task") : json(200, "task_done");
    };
    EXPECT_TRUE(run(redfish_.post("/start", "{}")));
    EXPECT_EQ(asked, 2);
    others_["GET /redfish/v1/TaskService/Tasks/7/"] = [](const HttpRequest&) { return json(200, "task_failed"); };
    EXPECT_EQ(run(redfish_.post("/start", "{}")).error().id, "REDFISH-TASK");
}

TEST_F(RedfishClient, readsTheClockAndResetsTheManager) {
    const auto clock = run(redfish_.clock());
    ASSERT_TRUE(clock) << toSentence(clock.error());
    EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(clock->device),
              std::chrono::sys_days(std::chrono::year(2014) / 11 / 27) + std::chrono::hours(10));
    EXPECT_TRUE(run(redfish_.resetManager()));
    EXPECT_EQ(ilo_.count("POST /redfish/v1/Managers/1/Actions/Manager.Reset/"), 1);
}

} // namespace
} // namespace seedbed
