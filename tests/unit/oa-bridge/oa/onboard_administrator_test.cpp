// SPDX-License-Identifier: GPL-3.0-or-later
// The client against an HTTPS server that answers from the golden replies.
#include "oa-bridge/oa/onboard_administrator.hpp"

#include <gtest/gtest.h>

#include <map>

#include "oa-bridge/net/http.hpp"
#include "oa-bridge/wire/xml.hpp"
#include "tests/unit/support/golden.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;

const std::map<std::string, std::string> answers{
    {"userLogIn", "log_in"},
    {"getEnclosureInfo", "enclosure_info"},
    {"getEnclosureStatus", "enclosure_status"},
    {"getRackTopology2", "rack_topology2"},
    {"getBladeInfoArray", "blade_info_array"},
    {"getBladeStatusArray", "blade_status_array"},
    {"getBladeStatus", "blade_status"},
    {"getBladeMpInfo", "blade_mp_info"},
    {"getInterconnectTrayInfoArray", "interconnect_info_array"},
    {"getInterconnectTrayStatusArray", "interconnect_status_array"},
    {"getPowerSubsystemInfo", "power_subsystem"},
    {"getPowerSupplyInfoArray", "power_supply_info_array"},
    {"getPowerSupplyStatusArray", "power_supply_status_array"},
    {"getFanInfoArray", "fan_info_array"},
    {"setBladePower", "return_code"},
};

class OaClient : public testing::Test {
protected:
    OaClient() {
        HttpServerOptions options;
        auto identity = makeSelfSigned("oa", "127.0.0.1");
        EXPECT_TRUE(identity);
        options.tls = *identity;
        server_ = std::make_unique<HttpServer>(
            io_.get_executor(), [this](HttpRequest request) { return answer(std::move(request)); }, options);
        EXPECT_TRUE(server_->listenTcp("127.0.0.1", 0));
        OaAccess access;
        access.address = "127.0.0.1";
        access.user = "Administrator";
        access.password = Secret("secret");
        access.port = server_->port();
        access.callDeadline = 5s;
        oa_ = std::make_unique<OnboardAdministrator>(io_.get_executor(), access);
    }

    asio::awaitable<HttpResponse> answer(HttpRequest request) {
        auto document = wire::parseXml(request.body);
        const auto call = wire::child(wire::child(**document, "Envelope"), "Body").first_child();
        const std::string name(wire::localName(call.name()));
        calls_.push_back(name);
        parameters_[name] = wire::childText(call, "power") + wire::childText(call, "oneTimeBootAgent");
        auto file = name == "userLogIn"      ? loginReply_
                    : answers.contains(name) ? answers.at(name)
                                             : "fault_other";
        if (name != "userLogIn" && refusals_ > 0) {
            --refusals_;
            file = "fault_session";
        }
        HttpResponse response;
        response.body = test::golden("oa/" + file + ".xml");
        response.headers.set("Content-Type", "application/soap+xml");
        response.status = file.starts_with("fault") ? 400 : 200;
        co_return response;
    }
    int count(const std::string& name) const {
        return static_cast<int>(std::count(calls_.begin(), calls_.end(), name));
    }

    asio::io_context io_;
    std::unique_ptr<HttpServer> server_;
    std::unique_ptr<OnboardAdministrator> oa_;
    std::vector<std::string> calls_;
    std::map<std::string, std::string> parameters_;
    std::string loginReply_ = "log_in";
    int refusals_ = 0;
};

TEST_F(OaClient, surveysTheChassisAndNamesWhatItCouldNotRead) {
    auto enclosure = test::runOn(io_, oa_->survey());
    ASSERT_TRUE(enclosure) << toSentence(enclosure.error());
    EXPECT_EQ(enclosure->name, "kit-1");
    EXPECT_EQ(enclosure->bays.size(), 8U);
    EXPECT_EQ(enclosure->activeOa()->address, "192.0.2.2");
    EXPECT_EQ(enclosure->powerSupplies.size(), 6U);
    ASSERT_EQ(enclosure->gaps.size(), 1U) << "the OA faults on getOaVcmMode";
    EXPECT_EQ(enclosure->gaps[0].id, "OA-FAULT");
    EXPECT_EQ(enclosure->gaps[0].object, "OA 127.0.0.1");
    EXPECT_EQ(count("userLogIn"), 1);
    EXPECT_EQ(count("getBladeMpInfo"), 2) << "present bays only";
}

TEST_F(OaClient, logsInAgainOnceWhenTheSessionIsGone) {
    ASSERT_TRUE(test::runOn(io_, oa_->getBladeStatus(1)));
    refusals_ = 1;
    EXPECT_TRUE(test::runOn(io_, oa_->getBladeStatus(1)));
    EXPECT_EQ(count("userLogIn"), 2);
    refusals_ = 100;
    auto refused = test::runOn(io_, oa_->getBladeStatus(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "OA-SESSION-REFUSED");
    EXPECT_EQ(count("userLogIn"), 3);
}

TEST_F(OaClient, aRefusedLogInIsFinal) {
    loginReply_ = "fault_login";
    auto refused = test::runOn(io_, oa_->survey());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "OA-LOGIN-REFUSED");
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_EQ(calls_.size(), 1U);
    EXPECT_EQ(toSentence(refused.error()).find("secret"), std::string::npos);
}

TEST_F(OaClient, powersOnlyWhatNeedsIt) {
    auto already = test::runOn(io_, oa_->setPower(1, PowerCommand::on));
    ASSERT_TRUE(already);
    EXPECT_FALSE(*already);
    EXPECT_EQ(count("setBladePower"), 0);
    EXPECT_TRUE(*test::runOn(io_, oa_->setPower(1, PowerCommand::off)));
    EXPECT_EQ(parameters_["setBladePower"], "PRESS_AND_HOLD");
    EXPECT_TRUE(*test::runOn(io_, oa_->setPower(1, PowerCommand::reset)));
    EXPECT_EQ(parameters_["setBladePower"], "RESET");
}

TEST_F(OaClient, nobodyThere) {
    server_->stop();
    auto gone = test::runOn(io_, oa_->survey());
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().id, "OA-UNREACHABLE");
    EXPECT_TRUE(isTransient(gone.error()));
    EXPECT_EQ(gone.error().object, "OA 127.0.0.1");
}

} // namespace
} // namespace seedbed
