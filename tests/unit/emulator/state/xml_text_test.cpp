// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/xml_text.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

TEST(XmlText, holdsWhatXmlReservesAndKeepsLineBreaks) {
    EXPECT_EQ(escapeXml("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&apos;");
    EXPECT_EQ(escapeXml("one\r\n\ttwo\n"), "one\r\n\ttwo\n");
    EXPECT_EQ(escapeXml(std::string("\0\x1b\x7f\xc3\xa4", 5)), "??\x7f\xc3\xa4");
}

} // namespace
} // namespace seedbed::emulator
