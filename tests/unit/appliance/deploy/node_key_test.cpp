// SPDX-License-Identifier: GPL-3.0-or-later
// The key that the nodes are given: made once, whoever asks first.
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/deployment.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

constexpr const char* kSite = R"(site: lab
chassis: {oa: 127.0.0.1, user: Administrator, password-file: password}
provisioning:
  network: provisioning
  cidr: 192.0.2.0/24
  address: 192.0.2.1
  interface: prov0
  range: 192.0.2.21-192.0.2.124
networks:
  - {name: provisioning, vlan: 10, native: true}
uplink-set: {name: datacentre, ports: ["enc0:1:X1"]}
pack: spine
bays: "1-2"
images: images
)";

TEST(NodeKey, twoFirstRequestsAtOnceShareOne) {
    const auto state = std::filesystem::temp_directory_path() / ("node-key-" + newUuid());
    std::filesystem::create_directories(state);
    ASSERT_TRUE(writeFile(state / "site.yaml", kSite));
    ASSERT_TRUE(writeFile(state / "password", "secret\n", 0600));
    auto journal = std::move(*Journal::open(state / "journal.sqlite"));
    asio::io_context io;
    EventBus bus(io.get_executor());
    auto pins = PinStore::open(state / "pins.json").value();
    Deployment deployment(io.get_executor(), DeploymentParts{*journal, bus, pins},
                          Paths{state, state, SEEDBED_TEST_DATA "/../../installer/packs"});
    std::vector<std::string> ends;
    for (int request = 0; request < 2; ++request) {
        auto ended = [&ends](const std::exception_ptr& thrown, const Result<std::int64_t>& run) {
            ends.push_back(thrown ? "threw" : run ? "a run" : run.error().id);
        };
        asio::co_spawn(io, deployment.start(RunOrder{state / "site.yaml"}), ended);
    }
    io.run();
    EXPECT_EQ(ends, std::vector<std::string>(2, "IMAGES-MANIFEST")); // both are past the key
    EXPECT_TRUE(std::filesystem::exists(state / "secrets.d/node-key"));
    std::filesystem::remove_all(state);
}

} // namespace
} // namespace seedbed
