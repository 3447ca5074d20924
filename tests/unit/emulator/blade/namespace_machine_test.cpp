// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/namespace_machine.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/blade/namespace_mode.hpp"

namespace seedbed::emulator {
namespace {

TEST(NamespaceMachine, SurvivesTheFile) {
    NamespaceMachine machine;
    machine.bay = 4;
    machine.serial = "SGH\"4";
    machine.bootOrder = {"pxe", "disk"};
    machine.badByte = 5000000000;
    machine.nics = {{"02:00:00:00:04:00", true}, {"02:00:00:00:04:01", false}};
    const auto read = readNamespaceMachine(toJson(machine));
    ASSERT_TRUE(read) << toSentence(read.error());
    EXPECT_EQ(read->bay, 4);
    EXPECT_EQ(read->serial, machine.serial);
    EXPECT_EQ(read->bootOrder, machine.bootOrder);
    EXPECT_EQ(read->badByte, machine.badByte);
    ASSERT_EQ(read->nics.size(), 2u);
    EXPECT_TRUE(read->nics[0].pxe);
    EXPECT_EQ(read->nics[1].mac, "02:00:00:00:04:01");
}

TEST(NamespaceStart, WithAndWithoutPartition) {
    NamespaceStart start;
    start.init = "/init";
    EXPECT_FALSE(readNamespaceStart(toJson(start))->partition);
    EXPECT_FALSE(readNamespaceStart(toJson(start))->badByte);
    start.partition = Partition{0x83, true, 1048576, 5000000000};
    const auto read = readNamespaceStart(toJson(start));
    ASSERT_TRUE(read && read->partition);
    EXPECT_EQ(read->partition->offset, 1048576u);
    EXPECT_EQ(read->partition->bytes, 5000000000u);
}

TEST(NamespaceMachine, RefusesAnIncompleteFile) {
    EXPECT_EQ(readNamespaceMachine("{\"bay\":1}").error().id, "NAMESPACE-FILE");
    EXPECT_EQ(readNamespaceStart("{\"root\":7}").error().id, "NAMESPACE-FILE");
    EXPECT_FALSE(readNamespaceMachine("nonsense"));
}

bool isMode(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (auto& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    return isNamespaceMode(static_cast<int>(words.size()), argv.data());
}

TEST(NamespaceMode, IsSeenByTheFirstWordOrTheName) {
    EXPECT_TRUE(isMode({"/usr/bin/seedbed-chassis", "namespace-blade", "f"}));
    EXPECT_TRUE(isMode({"/usr/bin/seedbed-chassis", "namespace-init", "f"}));
    EXPECT_TRUE(isMode({"/w/namespace-dhcp", "bound"}));
    EXPECT_FALSE(isMode({"seedbed-chassis", "--blades", "namespace"}));
    EXPECT_FALSE(isMode({"seedbed-chassis", "namespace-blade"}));
    EXPECT_FALSE(isMode({"seedbed-chassis"}));
}

} // namespace
} // namespace seedbed::emulator
