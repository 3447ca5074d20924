// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/kept_certificate.hpp"

#include <filesystem>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

TEST(KeptCertificate, isTheSameAfterARestartAndAnotherWhenItsFileIsGone) {
    const LabChassis lab;
    const CertificateSubject subject{"OA-1", lab.chassis.oaAddress()};
    const auto first = keptCertificate(lab.chassis, "oa", subject);
    ASSERT_TRUE(first) << toSentence(first.error());
    struct stat facts{};
    ASSERT_EQ(::stat((lab.directory / "oa.pem").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777, 0600U) << "it holds a private key";
    const auto second = keptCertificate(lab.chassis, "oa", subject);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->certificate, first->certificate);
    EXPECT_EQ(second->key, first->key);
    EXPECT_TRUE(makeServerContext(*second));
    ASSERT_TRUE(std::filesystem::remove(lab.directory / "oa.pem"));
    EXPECT_NE(keptCertificate(lab.chassis, "oa", subject)->certificate, first->certificate);
}

} // namespace
} // namespace seedbed::emulator
