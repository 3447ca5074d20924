// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/ipmi.hpp"

#include <gtest/gtest.h>

namespace seedbed::wire {
namespace {

TEST(Ipmi, bootFlagsGoOutAsTheSpecificationSays) {
    BootFlags flags;
    flags.persistent = true;
    flags.efi = true;
    flags.target = BootTarget::pxe;
    const IpmiBytes expected{0x08, 0x05, 0xe0, 0x04, 0, 0, 0};
    EXPECT_EQ(setBootFlags(flags).bytes, expected);
    flags.persistent = flags.efi = false;
    flags.target = BootTarget::disk;
    const IpmiBytes once{0x08, 0x05, 0x80, 0x08, 0, 0, 0};
    EXPECT_EQ(setBootFlags(flags).bytes, once);
    EXPECT_EQ(keepBootFlagsValid().bytes, (IpmiBytes{0x08, 0x03, 0x08}));
}

TEST(Ipmi, bootFlagsComeBack) {
    auto flags = readBootFlags({0x09, 0x00, 0x01, 0x05, 0xe0, 0x04, 0, 0, 0});
    ASSERT_TRUE(flags);
    EXPECT_EQ(flags->target, BootTarget::pxe);
    EXPECT_TRUE(flags->valid && flags->persistent && flags->efi);
    EXPECT_EQ(readBootFlags({0x09, 0x00, 0x01, 0x03, 0xe0, 0x04}).error().id, "BMC-NONSENSE");
    EXPECT_EQ(readBootFlags({0x09, 0x00, 0x01}).error().id, "BMC-NONSENSE");
}

TEST(Ipmi, deviceIdAndGuid) {
    auto id = readDeviceId(
        {0x01, 0x00, 0x13, 0x01, 0x02, 0x03, 0x02, 0xbf, 0x0b, 0x00, 0x00, 0x00, 0x20, 0, 0, 0, 0});
    ASSERT_TRUE(id);
    EXPECT_EQ(id->deviceId, 0x13);
    EXPECT_EQ(id->firmware, "2.03");
    EXPECT_EQ(id->ipmiVersion, "2.0");
    EXPECT_EQ(id->manufacturer, 11);
    EXPECT_EQ(id->product, 0x2000);
    IpmiBytes guid{0x37, 0x00};
    for (int i = 15; i >= 0; --i) {
        guid.push_back(static_cast<std::uint8_t>(i));
    }
    EXPECT_EQ(readSystemGuid(guid).value(), "00010203-0405-0607-0809-0a0b0c0d0e0f");
}

TEST(Ipmi, chassisStatus) {
    EXPECT_TRUE(readChassisStatus({0x01, 0x00, 0x21, 0x00, 0x00})->powerOn);
    EXPECT_FALSE(readChassisStatus({0x01, 0x00, 0x20, 0x00, 0x00})->powerOn);
}

TEST(Ipmi, completionCodesHaveTheirClass) {
    struct Row {
        std::uint8_t code;
        ErrorKind kind;
    };
    const Row rows[] = {{0xc0, ErrorKind::busy},        {0xc3, ErrorKind::busy},
                        {0xd2, ErrorKind::busy},        {0xd4, ErrorKind::refused},
                        {0xd5, ErrorKind::conflict},    {0xc1, ErrorKind::unsupported},
                        {0x80, ErrorKind::unsupported}, {0xff, ErrorKind::nonsense}};
    for (const auto& row : rows) {
        const auto reply = replyData(getChassisStatus(), {0x01, row.code}, 3);
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind, row.kind) << int(row.code);
        EXPECT_FALSE(reply.error().action.empty());
    }
    EXPECT_EQ(replyData(getChassisStatus(), {0x02, 0x00, 1, 2, 3}, 3).error().id, "BMC-NONSENSE");
    EXPECT_EQ(replyData(getChassisStatus(), {}, 0).error().id, "BMC-NONSENSE");
}

} // namespace
} // namespace seedbed::wire
