// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/identity.hpp"

#include <set>

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

ChassisOptions options(std::uint64_t seed) {
    ChassisOptions options;
    options.network = Ipv4Net::parse("127.61.0.0/24").value();
    options.bays = {1, 2, 3, 4, 5, 6, 7, 8};
    options.seed = seed;
    return options;
}

TEST(Identity, isTheSameForTheSameSeed) {
    const auto a = makeBlade(options(7), 3);
    const auto b = makeBlade(options(7), 3);
    EXPECT_EQ(a.serial, b.serial);
    EXPECT_EQ(a.uuid, b.uuid);
    EXPECT_EQ(a.iloMac, b.iloMac);
    EXPECT_EQ(a.iloAddress.toString(), "127.61.0.13");
}

TEST(Identity, neverSharesAnAddressOrSerialNumber) {
    std::set<std::string> macs, serials;
    for (const std::uint64_t seed : {1u, 2u, 36u, 70000u}) {
        for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
            const auto blade = makeBlade(options(seed), bay);
            serials.insert(blade.serial);
            macs.insert(blade.iloMac.toString());
            for (const auto& nic : blade.nics) {
                macs.insert(nic.mac.toString());
                EXPECT_EQ(nic.mac.bytes[0], 0x02);
            }
        }
    }
    EXPECT_EQ(serials.size(), 4u * kBladeBays);
    EXPECT_EQ(macs.size(), 4u * kBladeBays * (kNicsPerBlade + 1));
}

TEST(Identity, theUuidIsProductAndSerialNumberAsHpWritesThem) {
    const auto blade = makeBlade(options(1), 3);
    EXPECT_EQ(blade.serial, "SGH0001003");
    // "641016SGH0001003", the first three fields with their bytes turned round
    EXPECT_EQ(uuidText(blade.uuid), "30313436-3631-4753-4830-303031303033");
}

TEST(Identity, flexNicsAlternateBetweenTheTwoLoms) {
    const auto blade = makeBlade(options(1), 1);
    EXPECT_EQ(blade.nics[0].mac, blade.lomMacs[0]);
    EXPECT_EQ(blade.nics[1].mac, blade.lomMacs[1]);
    EXPECT_EQ(blade.nics[2].mac.bytes[5], blade.lomMacs[0].bytes[5] + 1);
    EXPECT_TRUE(blade.nics[0].pxe);
    EXPECT_EQ(blade.nics[0].network, "");
}

} // namespace
} // namespace seedbed::emulator
