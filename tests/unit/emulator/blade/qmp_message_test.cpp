// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/qmp_message.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

TEST(QmpReader, GreetingReplyAndEventInOneStream) {
    QmpReader reader;
    const auto messages = reader.feed(
        R"({"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}})"
        "\r\n"
        R"({"return": {}, "id": 7})"
        "\r\n"
        R"({"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}})"
        "\r\n");
    ASSERT_TRUE(messages) << toSentence(messages.error());
    ASSERT_EQ(messages->size(), 3u);
    EXPECT_EQ(std::get<QmpGreeting>(messages->at(0)).version, "7.2.22");
    const auto& reply = std::get<QmpReply>(messages->at(1));
    EXPECT_EQ(reply.id, 7u);
    EXPECT_TRUE(reply.ok);
    EXPECT_EQ(reply.value, "{}");
    const auto& event = std::get<QmpEvent>(messages->at(2));
    EXPECT_EQ(event.name, "SHUTDOWN");
    EXPECT_EQ(event.reason, "guest-reset");
    EXPECT_TRUE(event.guest);
}

TEST(QmpReader, KeepsHalfALineForTheNextRead) {
    QmpReader reader;
    const std::string line = R"({"error": {"class": "GenericError", "desc": "no such device"}, "id": 3})"
                             "\r\n";
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const auto none = reader.feed(line.substr(i, 1));
        ASSERT_TRUE(none);
        ASSERT_TRUE(none->empty());
    }
    const auto last = reader.feed(line.substr(line.size() - 1));
    ASSERT_TRUE(last);
    ASSERT_EQ(last->size(), 1u);
    const auto& reply = std::get<QmpReply>(last->front());
    EXPECT_FALSE(reply.ok);
    EXPECT_EQ(reply.error, "GenericError: no such device");
}

TEST(QmpReader, RefusesNonsense) {
    EXPECT_EQ(QmpReader().feed("hello\n").error().id, "QMP-NONSENSE");
    EXPECT_EQ(QmpReader().feed("[1]\n").error().id, "QMP-NONSENSE");
    EXPECT_EQ(QmpReader().feed("{\"x\":1}\n").error().id, "QMP-NONSENSE");
    EXPECT_EQ(QmpReader().feed(std::string((1u << 20) + 1, 'a')).error().id, "QMP-NONSENSE");
}

TEST(QmpCommand, IsOneLine) {
    EXPECT_EQ(qmpCommand(1, "cont", ""), "{\"execute\":\"cont\",\"id\":1}\r\n");
    EXPECT_EQ(qmpCommand(2, "set_link", R"({"name":"nic0","up":false})"),
              "{\"execute\":\"set_link\",\"id\":2,\"arguments\":{\"name\":\"nic0\",\"up\":false}}\r\n");
}

} // namespace
} // namespace seedbed::emulator
