// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/net/ssh.hpp"

#include <thread>

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/pin_store.hpp"
#include "tests/unit/support/ssh_shell_server.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;

class Ssh : public testing::Test {
protected:
    Ssh() {
        script_.greeting = "Welcome\n";
        script_.answer = [](const std::string& line) {
            return line == "big" ? std::string(2u << 20, 'x')
                                 : "you said " + line + "\n-> is no prompt here\n";
        };
        script_.keepSilentOn = [](const std::string& line) { return line == "silence"; };
        script_.hangUpOn = [](const std::string& line) { return line == "hang up"; };
    }
    Result<SshSession> open() {
        if (!server_) {
            server_ = std::make_unique<test::SshShellServer>(script_);
        }
        target_.host = "127.0.0.1";
        target_.port = server_->port();
        return SshSession::open(target_);
    }
    test::ShellScript script_;
    std::unique_ptr<test::SshShellServer> server_;
    SshTarget target_ = [] {
        SshTarget target;
        target.user = "Administrator";
        target.password = Secret("secret");
        target.timeout = 5000ms;
        return target;
    }();
};

TEST_F(Ssh, shellByKeyboardInteractive) {
    auto session = open();
    ASSERT_TRUE(session) << toSentence(session.error());
    EXPECT_EQ(session->hostKey().size(), 64U);
    ASSERT_TRUE(session->openShell());
    EXPECT_EQ(session->readUntilPrompt("->", 5000ms).value(), "Welcome\r\n");
    ASSERT_TRUE(session->send("hello\n"));
    EXPECT_EQ(session->readUntilPrompt("->", 5000ms).value(),
              "hello\r\nyou said hello\r\n-> is no prompt here\r\n");
}

TEST_F(Ssh, execByPasswordWithLegacyAlgorithmsAllowed) {
    script_.passwordMethod = true;
    target_.legacy = true;
    auto session = open();
    ASSERT_TRUE(session) << toSentence(session.error());
    auto outcome = session->exec("show", 5000ms);
    ASSERT_TRUE(outcome) << toSentence(outcome.error());
    EXPECT_EQ(outcome->output, "you said show\n-> is no prompt here\n");
    EXPECT_EQ(outcome->errors, "noted");
    EXPECT_EQ(outcome->status, 7);
}

TEST_F(Ssh, wrongCredentialsAreRefusedByBothMethods) {
    target_.password = Secret("wrong");
    auto refused = open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "SSH-REFUSED");
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    server_.reset();
    script_.passwordMethod = true;
    EXPECT_EQ(open().error().id, "SSH-REFUSED");
}

TEST_F(Ssh, thePinnedHostKeyMustBeTheOne) {
    auto first = open();
    ASSERT_TRUE(first);
    target_.pinnedHostKeySha256 = first->hostKey();
    first = fail(Error{});
    EXPECT_TRUE(open());
    target_.pinnedHostKeySha256 = std::string(64, '0');
    EXPECT_EQ(open().error().id, "SSH-HOST-KEY");
}

TEST_F(Ssh, theFirstHostKeyIsRememberedAndComparedBeforeTheLogin) {
    const auto directory = std::filesystem::temp_directory_path() / ("ssh-pins-" + newUuid());
    std::filesystem::create_directories(directory);
    auto pins = PinStore::open(directory / "pins.json");
    ASSERT_TRUE(pins) << toSentence(pins.error());
    target_.pins = &*pins;
    std::string key;
    {
        auto first = open();
        ASSERT_TRUE(first) << toSentence(first.error());
        key = first->hostKey();
    }
    const auto peer = sshPeer("127.0.0.1", target_.port);
    EXPECT_EQ(pins->pinOf(peer), key);
    EXPECT_TRUE(open());
    ASSERT_TRUE(pins->forget("127.0.0.1"));
    ASSERT_TRUE(pins->meet(peer, std::string(64, '0')));
    target_.password = Secret("wrong"); // and is not sent
    const auto changed = open();
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().id, "SSH-HOST-KEY");
    EXPECT_EQ(changed.error().object, "127.0.0.1:" + std::to_string(target_.port));
    EXPECT_NE(changed.error().cause.find(key), std::string::npos);
    EXPECT_TRUE(changed.error().action.ends_with("run: seedbed pin forget 127.0.0.1"));
    std::filesystem::remove_all(directory);
}

TEST_F(Ssh, limitsHoldAndAClosedShellIsNoticed) {
    auto session = open();
    ASSERT_TRUE(session);
    ASSERT_TRUE(session->openShell());
    ASSERT_TRUE(session->readUntilPrompt("->", 5000ms));
    ASSERT_TRUE(session->send("silence\n"));
    EXPECT_EQ(session->readUntilPrompt("->", 50ms).error().id, "SSH-TIMEOUT");
    ASSERT_TRUE(session->send("big\n"));
    EXPECT_EQ(session->readUntilPrompt("->", 5000ms).error().id, "SSH-TOO-LARGE");
}

TEST_F(Ssh, aQuestionInPlaceOfThePromptIsAnswered) {
    script_.ask = [](const std::string& line) { return line == "delete" ? "text\nAre you sure? (YES/NO) : " : ""; };
    auto session = open();
    ASSERT_TRUE(session);
    ASSERT_TRUE(session->openShell());
    ASSERT_TRUE(session->readUntilPrompt("->", 5000ms));
    session->answer("(YES/NO) :", "NO\n");
    ASSERT_TRUE(session->send("delete\n"));
    auto text = session->readUntilPrompt("->", 5000ms);
    ASSERT_TRUE(text) << toSentence(text.error());
    EXPECT_TRUE(text->starts_with("delete\r\ntext\r\nAre you sure? NO\r\nyou said NO")) << *text;
}

TEST_F(Ssh, aPeerThatHangsUp) {
    auto session = open();
    ASSERT_TRUE(session);
    EXPECT_EQ(session->send("x").error().id, "SSH-CLOSED");
    ASSERT_TRUE(session->openShell());
    ASSERT_TRUE(session->send("hang up\n"));
    ASSERT_TRUE(session->readUntilPrompt("->", 5000ms));
    EXPECT_EQ(session->readUntilPrompt("->", 5000ms).error().id, "SSH-CLOSED");
}

TEST_F(Ssh, execHasALimit) {
    auto session = open();
    ASSERT_TRUE(session);
    EXPECT_EQ(session->exec("silence", 50ms).error().id, "SSH-TIMEOUT");
}

TEST_F(Ssh, nobodyThereAndNoSsh) {
    ASSERT_TRUE(open());
    server_.reset();
    auto gone = SshSession::open(target_);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().id, "SSH-UNREACHABLE");
    EXPECT_EQ(gone.error().object, "127.0.0.1:" + std::to_string(target_.port));
}

TEST_F(Ssh, aPeerThatGoesAwayInTheHandshake) {
    using boost::asio::ip::tcp;
    boost::asio::io_context io;
    tcp::acceptor acceptor(io, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0));
    std::thread peer([&] {
        auto socket = acceptor.accept();
        boost::asio::write(socket, boost::asio::buffer(std::string("SSH-2.0-gone\r\n")));
        std::string greeting;
        boost::asio::read_until(socket, boost::asio::dynamic_buffer(greeting), "\n");
    });
    target_.host = "127.0.0.1";
    target_.port = acceptor.local_endpoint().port();
    const auto session = SshSession::open(target_);
    peer.join();
    ASSERT_FALSE(session);
    EXPECT_EQ(session.error().id, "SSH-CLOSED") << toSentence(session.error());
}

TEST_F(Ssh, aKeyFileThatIsNone) {
    target_.keyFile = "/nonexistent";
    EXPECT_EQ(open().error().id, "SSH-REFUSED");
}

} // namespace
} // namespace seedbed
