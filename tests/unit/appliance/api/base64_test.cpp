// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/base64.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::api {
namespace {

TEST(Base64, givesBackWhatWasEncoded) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(fromBase64(toBase64(bytes)), bytes);
        bytes += static_cast<char>(i);
    }
    EXPECT_EQ(fromBase64("QUJD\nREVG"), "ABC");
}

} // namespace
} // namespace seedbed::api
