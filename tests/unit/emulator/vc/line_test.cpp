// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/line.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/ssh/line_editor.hpp"
#include "firmware/emulator/vc/layout.hpp"

namespace seedbed::emulator::vc {
namespace {

TEST(Line, hasVerbElementArgumentsOptionsAndProperties) {
    auto line = parseLine("ADD Network MGMT -quiet UplinkSet=US1 VLanID=10 -timeout=30");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->verb, "add");
    EXPECT_EQ(line->element, "network");
    EXPECT_EQ(line->arguments, std::vector<std::string>{"MGMT"});
    EXPECT_EQ(line->property("uplinkset"), "US1");
    EXPECT_EQ(line->property("vlanid"), "10");
    EXPECT_EQ(line->property("state"), std::nullopt);
    EXPECT_TRUE(line->has("quiet"));
    EXPECT_EQ(line->options.at("timeout"), "30");
}

TEST(Line, quotationMarksHoldBlanksAndEmptyValues) {
    auto line = parseLine("add user mark fullname=\"Mark = Smith\" Network=\"\"");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->property("fullname"), "Mark = Smith");
    EXPECT_EQ(line->property("network"), "");
    EXPECT_FALSE(parseLine("add user \"mark"));
    EXPECT_EQ(parseLine("   ")->verb, "");
}

TEST(LineEditor, echoesAndEditsLikeATerminal) {
    ssh::LineEditor editor(true);
    EXPECT_EQ(editor.type("shox\x7fw\r\n"), "shox\b \bw\r\n");
    EXPECT_EQ(editor.nextLine(), "show");
    EXPECT_EQ(editor.nextLine(), std::nullopt);
    EXPECT_EQ(editor.type("ab\x03"), "ab^C\r\n");
    EXPECT_EQ(editor.nextLine(), "");
    EXPECT_EQ(editor.type("\x1b[Aone\n"), "one\r\n");
    EXPECT_EQ(editor.nextLine(), "one");
    EXPECT_FALSE(editor.left());
    editor.type("\x04");
    EXPECT_TRUE(editor.left());
}

TEST(LineEditor, isSilentWithoutATerminalAndBounded) {
    ssh::LineEditor editor(false);
    EXPECT_EQ(editor.type("show\n" + std::string(100000, 'a') + "\r"), "");
    EXPECT_EQ(editor.nextLine(), "show");
    EXPECT_LE(editor.nextLine()->size(), 4096u);
}

TEST(Layout, aRecordIsKeysAndValuesUnderARule) {
    auto text = recordsText({{{"Name", "MGMT"}, {"Shared Uplink Set", ""}}});
    EXPECT_EQ(text, "Name              : MGMT\nShared Uplink Set : -- --\n" + std::string(79, '-') + "\n");
    EXPECT_EQ(recordsText({{{"ID", "enc0:1"}}}, kRuleInterconnect),
              "ID : enc0:1\n" + std::string(45, '-') + "\n");
}

TEST(Layout, aTableWrapsItsLongCells) {
    auto text = tableText({"Title", {"Name", "Text"}, {{"a", std::string(40, 'x')}}});
    EXPECT_EQ(text, "Title\n" + std::string(38, '=') + "\nName  Text\n" + std::string(38, '-') + "\na     " +
                        std::string(30, 'x') + "\n      " + std::string(10, 'x') + "\n\n");
}

} // namespace
} // namespace seedbed::emulator::vc
