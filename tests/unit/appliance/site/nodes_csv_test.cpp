// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/nodes_csv.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

const std::string kRow = "9c:b6:54:00:11:22,Administrator,pa$$\"word,10.83.0.11,8,32768,838";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST(NodesCsv, readsRowsOfBothWidths) {
    const auto nodes = parseNodesCsv(kRow + "\n" + kRow + ",bm,occ12\n", "baremetal.csv");
    ASSERT_TRUE(nodes.faults.empty()) << nodes.faults[0].cause;
    ASSERT_EQ(nodes.rows.size(), 2U);
    const NodeRow& row = nodes.rows[1];
    EXPECT_EQ(row.line, 2);
    EXPECT_EQ(row.mac.toString(), "9c:b6:54:00:11:22");
    EXPECT_EQ(row.user, "Administrator");
    EXPECT_EQ(row.password.reveal(), "pa$$\"word");
    EXPECT_EQ(row.ilo.toString(), "10.83.0.11");
    EXPECT_EQ(row.cores, 8);
    EXPECT_EQ(row.memoryMb, 32768);
    EXPECT_EQ(row.diskGib, 838);
    EXPECT_EQ(nodes.place(2), "baremetal.csv line 2");
    EXPECT_EQ(parseNodesCsv(kRow, "x").rows.size(), 1U) << "the last line need not be ended";
}

struct Mistake {
    std::string line;
    const char* cause;
};

TEST(NodesCsv, namesLineAndCauseOfEveryMistake) { // PF-01
    const Mistake mistakes[] = {
        {"", "blank"},
        {"  \t", "blank"},
        {kRow + "\r", "Windows"},
        {kRow + " ", "bad character 0x20"},
        {"\xef\xbb\xbf" + kRow, "bad character 0xef at place 1"},
        {replaced(kRow, "Admin", "\xc3\x84" "dmin"), "bad character 0xc3"},
        {replaced(kRow, ",838", ""), "6 columns"},
        {kRow + ",bm", "8 columns"},
        {kRow + ",bm,occ1,", "10 columns"},
        {kRow + ",hw,occ1", "hw_type"},
        {kRow + ",vm,occ", "node_type"},
        {"mac_address,ilo_user,ilo_password,ilo_ip,cpus,memory,disk", "MAC address"},
        {replaced(kRow, "9c:b6:54:00:11:22", "9c-b6-54-00-11-22"), "MAC address"},
        {replaced(kRow, "9c:", "9d:"), "MAC address"}, // a group's
        {replaced(kRow, "9c:b6:54:00:11:22", "00:00:00:00:00:00"), "MAC address"},
        {replaced(kRow, "Administrator", ""), "user or password"},
        {replaced(kRow, "10.83.0.11", "10.83.0.256"), "iLO address"},
        {replaced(kRow, ",8,", ",0,"), "number of cores"},
        {replaced(kRow, "32768", "32GB"), "memory"},
        {replaced(kRow, ",838", ",99999999999"), "disk size"},
        {replaced(kRow, ",838", ",-1"), "disk size"},
    };
    for (const auto& [line, cause] : mistakes) {
        const auto nodes = parseNodesCsv(kRow + "\n" + line + "\n" + kRow + "\n", "baremetal.csv");
        EXPECT_EQ(nodes.rows.size(), 2U) << line;
        ASSERT_EQ(nodes.faults.size(), 1U) << line;
        EXPECT_EQ(nodes.faults[0].line, 2) << line;
        EXPECT_NE(nodes.faults[0].cause.find(cause), std::string::npos) << nodes.faults[0].cause;
        EXPECT_FALSE(nodes.faults[0].fix.empty()) << line;
        EXPECT_EQ(nodes.faults[0].cause.find("pa$$"), std::string::npos) << "the password is told";
    }
}

TEST(NodesCsv, aShiftedColumnDoesNotTellThePassword) { // C-21
    const auto nodes = parseNodesCsv("9c:b6:54:00:11:22,x,Administrator,pa$$word,8,32768,838\n", "x");
    ASSERT_EQ(nodes.faults.size(), 1U);
    EXPECT_EQ(nodes.faults[0].cause.find("pa$$"), std::string::npos);
}

TEST(NodesCsv, theFileIsThereAndOfASensibleSize) {
    EXPECT_EQ(parseNodesCsv("", "x").faults.size(), 1U);
    EXPECT_EQ(parseNodesCsv(std::string(1000, '\n'), "x").faults.size(), 20U);
    const auto none = readNodesCsv("/nowhere/baremetal.csv");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().id, "NODES-CSV");
    EXPECT_FALSE(none.error().action.empty());
    const auto file = std::filesystem::temp_directory_path() / ("seedbed-nodes-" + newUuid() + ".csv");
    ASSERT_TRUE(writeFile(file, kRow + "\n", 0600));
    const auto read = readNodesCsv(file);
    std::filesystem::remove(file);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->name, file.filename().string());
    EXPECT_EQ(read->rows.size(), 1U);
}

} // namespace
} // namespace seedbed
