// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/ipmi_failure.hpp"

#include <freeipmi/freeipmi.h>
#include <gtest/gtest.h>
#include <ipmiconsole.h>

namespace seedbed {
namespace {

using namespace std::chrono_literals;

TEST(IpmiFailure, everyLibraryErrorHasAClassAnIdAndAnAction) {
    for (int code = IPMI_ERR_SUCCESS; code < IPMI_ERR_ERRNUMRANGE; ++code) {
        const auto error = ipmiFailure(code, "log in");
        EXPECT_FALSE(error.id.empty() || error.cause.empty() || error.action.empty()) << code;
    }
    for (int code = IPMICONSOLE_ERR_SUCCESS; code < IPMICONSOLE_ERR_ERRNUMRANGE; ++code) {
        const auto error = consoleFailure(code, "open");
        EXPECT_FALSE(error.id.empty() || error.cause.empty() || error.action.empty()) << code;
    }
}

TEST(IpmiFailure, credentialsAndSettingsAreNeverRetried) {
    const int fatal[] = {IPMI_ERR_USERNAME_INVALID,
                         IPMI_ERR_PASSWORD_INVALID,
                         IPMI_ERR_PASSWORD_VERIFICATION_TIMEOUT,
                         IPMI_ERR_K_G_INVALID,
                         IPMI_ERR_PRIVILEGE_LEVEL_INSUFFICIENT,
                         IPMI_ERR_PRIVILEGE_LEVEL_CANNOT_BE_OBTAINED,
                         IPMI_ERR_AUTHENTICATION_TYPE_UNAVAILABLE,
                         IPMI_ERR_CIPHER_SUITE_ID_UNAVAILABLE,
                         IPMI_ERR_IPMI_2_0_UNAVAILABLE,
                         IPMI_ERR_DEVICE_NOT_FOUND,
                         IPMI_ERR_INTERNAL_ERROR};
    for (const int code : fatal) {
        EXPECT_FALSE(worthRetrying(ipmiFailure(code, "log in"))) << code;
    }
    const int passing[] = {IPMI_ERR_CONNECTION_TIMEOUT, IPMI_ERR_SESSION_TIMEOUT, IPMI_ERR_DRIVER_TIMEOUT,
                           IPMI_ERR_MESSAGE_TIMEOUT, IPMI_ERR_BMC_BUSY};
    for (const int code : passing) {
        EXPECT_TRUE(worthRetrying(ipmiFailure(code, "log in"))) << code;
    }
}

TEST(IpmiFailure, passwordVerificationTimeoutNamesBothCauses) {
    const auto error = ipmiFailure(IPMI_ERR_PASSWORD_VERIFICATION_TIMEOUT, "log in");
    EXPECT_NE(error.action.find("password"), std::string::npos);
    EXPECT_NE(error.action.find("overloaded"), std::string::npos);
}

TEST(IpmiFailure, theLadderOfPauses) {
    const Duration expected[] = {1s, 2s, 2s, 4s, 6s, 8s, 12s, 12s};
    for (int attempt = 0; attempt < 8; ++attempt) {
        EXPECT_EQ(retryDelay(attempt, 0.0), expected[attempt]);
        EXPECT_EQ(retryDelay(attempt, 1.0), expected[attempt] * 5 / 4);
    }
}

} // namespace
} // namespace seedbed
