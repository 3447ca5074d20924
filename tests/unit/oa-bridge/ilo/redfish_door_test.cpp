// SPDX-License-Identifier: GPL-3.0-or-later
// What every carrier of Redfish requests must do, ours and, where it is built, libredfish.
#include "oa-bridge/ilo/redfish_door.hpp"

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/ilo/redfish.hpp"
#include "tests/unit/oa-bridge/ilo/fake_ilo.hpp"
#ifdef SEEDBED_LIBREDFISH
#include "oa-bridge/ilo/redfish_adapter/libredfish_door.hpp"
#endif

namespace seedbed {
namespace {

enum class Carrier { own, libredfish };

class RedfishContract : public testing::TestWithParam<Carrier> {
protected:
    RedfishContract() {
        if (GetParam() == Carrier::own) {
            door_ = std::make_unique<Redfish>(io_.get_executor(), ilo_.access());
        }
#ifdef SEEDBED_LIBREDFISH
        if (GetParam() == Carrier::libredfish) {
            door_ = std::make_unique<LibredfishDoor>(io_.get_executor(), blocking_, ilo_.access());
        }
#endif
    }
    static HttpResponse answer(const HttpRequest& request) {
        const auto json = [](unsigned status, const std::string& file) {
            return jsonResponse(status, test::golden("redfish-client/" + file + ".json"));
        };
        if (!request.headers.get("Authorization")) {
            return json(401, "no_session");
        }
        if (request.target == "/redfish/v1/Systems/1/") {
            return json(200, request.method == "GET" ? "system" : "success");
        }
        if (request.target == "/redfish/v1/busy/") {
            return json(400, "in_post");
        }
        return json(404, "missing");
    }
    template <class T>
    Result<T> run(Task<T> task) {
        return test::runOn(io_, std::move(task));
    }

    asio::io_context io_;
    Blocking blocking_{io_.get_executor(), 2};
    test::FakeIlo ilo_{io_, answer};
    std::unique_ptr<RedfishDoor> door_;
};

TEST_P(RedfishContract, carriesTheFourRequests) {
    const std::string uri = "/redfish/v1/Systems/1/";
    const auto read = run(door_->get(uri));
    ASSERT_TRUE(read) << toSentence(read.error());
    EXPECT_EQ(wire::readRedfishSystem(read->body)->serialNumber, "SGH0000001");
    EXPECT_TRUE(run(door_->patch(uri, "{\"AssetTag\":\"a\"}", "")));
    EXPECT_TRUE(run(door_->post(uri, "{\"ResetType\":\"On\"}")));
    EXPECT_TRUE(run(door_->del(uri)));
    EXPECT_EQ(ilo_.count("PATCH " + uri), 1);
    EXPECT_EQ(ilo_.count("\"ResetType\""), 1);
    EXPECT_EQ(ilo_.count("DELETE " + uri), 1);
}

TEST_P(RedfishContract, saysWhyNot) {
    const auto missing = run(door_->get("/redfish/v1/Nowhere/"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().id, "REDFISH-NOT-FOUND");
    EXPECT_EQ(missing.error().object, "iLO 127.0.0.1");
    const auto busy = run(door_->patch("/redfish/v1/busy/", "{}", ""));
    ASSERT_FALSE(busy);
    EXPECT_EQ(busy.error().id, "REDFISH-POST");
    EXPECT_EQ(busy.error().kind, ErrorKind::busy);
}

TEST_P(RedfishContract, nobodyThere) {
    ilo_.stop();
    const auto gone = run(door_->get("/redfish/v1/"));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().id, "REDFISH-UNREACHABLE");
    EXPECT_TRUE(isTransient(gone.error()));
}

#ifdef SEEDBED_LIBREDFISH
INSTANTIATE_TEST_SUITE_P(Carriers, RedfishContract, testing::Values(Carrier::own, Carrier::libredfish));
#else
INSTANTIATE_TEST_SUITE_P(Carriers, RedfishContract, testing::Values(Carrier::own));
#endif

} // namespace
} // namespace seedbed
