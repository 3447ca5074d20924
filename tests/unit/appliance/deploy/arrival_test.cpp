// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/arrival.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

constexpr const char* kSerial = "SGH1234567";
constexpr const char* kAddress = "192.0.2.3";

vc::Arrival sample(const std::string& name) {
    vc::Arrival arrival;
    arrival.domain.name = name;
    arrival.ours.networks = {{.name = "tenant", .uplinkSet = "us", .vlan = 12}};
    return arrival;
}

class ArrivalFiles : public testing::Test {
protected:
    void TearDown() override { std::filesystem::remove_all(state_); }
    std::filesystem::path state_ = std::filesystem::temp_directory_path() / ("arrival-" + newUuid());
};

TEST_F(ArrivalFiles, areOfTheEnclosureAndNotOfAnAddress) {
    const ArrivalFile file(state_, kSerial, kAddress);
    EXPECT_FALSE(file.read().value().has_value());
    ASSERT_TRUE(file.write(sample("customer")));
    const auto read = ArrivalFile(state_, kSerial, "192.0.2.4").read();
    ASSERT_TRUE(read && *read);
    EXPECT_EQ((*read)->domain.name, "customer");
    EXPECT_EQ((*read)->ours, sample("customer").ours);
    EXPECT_FALSE(ArrivalFile(state_, "SGH7654321", kAddress).read().value().has_value());
}

TEST_F(ArrivalFiles, ofTheOldNameAreFoundAndGivenTheNewOne) {
    const ArrivalFile old(state_, "", kAddress);
    ASSERT_TRUE(old.write(sample("customer")));
    ASSERT_TRUE(old.writeScript("show config"));
    const ArrivalFile file(state_, kSerial, kAddress);
    EXPECT_TRUE(file.isUnderOldName());
    const auto read = file.read();
    ASSERT_TRUE(read && *read);
    ASSERT_TRUE(file.write(**read));
    EXPECT_FALSE(file.isUnderOldName());
    ASSERT_TRUE(file.close());
    EXPECT_FALSE(file.read().value().has_value());
    EXPECT_FALSE(old.read().value().has_value());
    EXPECT_TRUE(std::filesystem::exists(state_ / "virtual-connect/arrival-SGH1234567.restored.json"));
    EXPECT_TRUE(std::filesystem::exists(state_ / "virtual-connect/arrival-192.0.2.3.restored.txt"));
    EXPECT_TRUE(file.close()) << "nothing is left to close";
}

TEST_F(ArrivalFiles, aSerialNumberThatIsNoNameIsNotOne) {
    for (const char* serial : {"../../etc/passwd", "", " ", "a/b"}) {
        EXPECT_EQ(ArrivalFile(state_, serial, kAddress).path().filename(), "arrival-192.0.2.3.json")
            << serial;
    }
}

TEST_F(ArrivalFiles, thatCannotBeReadAreNamed) {
    const ArrivalFile file(state_, kSerial, kAddress);
    ASSERT_TRUE(file.write({}));
    ASSERT_TRUE(writeFile(file.path(), "{\"domain\": {}}", 0600));
    const auto read = file.read();
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().id, "VC-SAVED-DOMAIN");
}

} // namespace
} // namespace seedbed
