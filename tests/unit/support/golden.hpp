// SPDX-License-Identifier: GPL-3.0-or-later
// The content of a file below tests/golden; an empty text and a failed test when it is not there.
#pragma once

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::test {

inline std::string golden(const std::string& file) {
    auto content = readFile(std::string(SEEDBED_TEST_DATA) + "/" + file);
    EXPECT_TRUE(content) << file;
    return content.value_or("");
}

} // namespace seedbed::test
