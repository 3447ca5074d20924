// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "firmware/emulator/state/listener.hpp"

namespace seedbed::emulator {
namespace {

using asio::ip::tcp;

TEST(Listener, givesSocketsThatSendAtOnce) {
    asio::io_context io;
    auto listener = listenTcp(io.get_executor(), *Ipv4Address::parse("127.0.0.1"), 0, "test");
    ASSERT_TRUE(listener) << toSentence(listener.error());
    tcp::socket client(io);
    client.connect(listener->local_endpoint());
    const tcp::socket taken = listener->accept();
    tcp::no_delay atOnce;
    taken.get_option(atOnce);
    EXPECT_TRUE(atOnce.value());
}

TEST(Listener, saysWhoHasThePort) {
    asio::io_context io;
    const auto address = *Ipv4Address::parse("127.0.0.1");
    auto first = listenTcp(io.get_executor(), address, 0, "test");
    ASSERT_TRUE(first);
    const auto second = listenTcp(io.get_executor(), address, first->local_endpoint().port(), "second");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().id, "NET-ADDRESS-IN-USE");
    EXPECT_NE(second.error().object.find("second 127.0.0.1"), std::string::npos);
}

} // namespace
} // namespace seedbed::emulator
