// SPDX-License-Identifier: GPL-3.0-or-later
// The client over a real SSH connection to a Virtual Connect of a few lines.
#include "vc-config/apply/virtual_connect.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/fake_vc.hpp"
#include "tests/unit/support/random_intent.hpp"
#include "tests/unit/support/run.hpp"
#include "tests/unit/support/ssh_shell_server.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed::vc {
namespace {

using namespace std::chrono_literals;

class VcClient : public testing::Test {
protected:
    void start() {
        script_.answer = [this](const std::string& line) { return device_.answer(line); };
        server_ = std::make_unique<test::SshShellServer>(script_);
        VcAccess access;
        access.ssh.host = "127.0.0.1";
        access.ssh.port = server_->port();
        access.ssh.user = "Administrator";
        access.ssh.password = password_;
        access.oaUser = "oa";
        access.oaPassword = Secret("hidden-word");
        access.queryLimit = access.changeLimit = limit_;
        vc_ = std::make_unique<VirtualConnect>(io_.get_executor(), blocking_, access);
    }
    VcDomain desired(unsigned seed) { return compile(test::randomIntent(seed)).value(); }

    asio::io_context io_;
    Blocking blocking_{io_.get_executor(), 2};
    test::FakeVc device_;
    test::ShellScript script_;
    Secret password_{"secret"};
    std::chrono::milliseconds limit_{5000};
    std::unique_ptr<test::SshShellServer> server_;
    std::unique_ptr<VirtualConnect> vc_;
};

TEST_F(VcClient, fromNoDomainToTheWantedOneInOneShell) {
    device_.imported = false;
    start();
    const auto wanted = desired(1);
    auto actual = test::runOn(io_, vc_->readDomain());
    ASSERT_TRUE(actual) << toSentence(actual.error());
    EXPECT_FALSE(actual->enclosureImported);
    const auto made = plan(wanted, *actual);
    ASSERT_TRUE(made);
    for (const auto& command : made->commands) {
        auto done = test::runOn(io_, vc_->run(command));
        ASSERT_TRUE(done) << toSentence(done.error());
        EXPECT_EQ(done->find("hidden-word"), std::string::npos);
    }
    EXPECT_EQ(device_.oaLogin.at("username"), "oa");
    EXPECT_EQ(device_.oaLogin.at("password"), "hidden-word");
    actual = test::runOn(io_, vc_->readDomain());
    ASSERT_TRUE(actual) << toSentence(actual.error());
    EXPECT_TRUE(plan(wanted, *actual)->empty());
    EXPECT_EQ(server_->sessions(), 1);
    EXPECT_EQ(vc_->hostKey().size(), 64U);
}

TEST_F(VcClient, macsOfAProfileInFlexNicOrder) {
    start();
    const auto wanted = desired(2);
    auto actual = test::runOn(io_, vc_->readDomain());
    ASSERT_TRUE(actual);
    const auto made = plan(wanted, *actual);
    ASSERT_TRUE(made);
    for (const auto& command : made->commands) {
        const bool assign = std::holds_alternative<AssignProfile>(command.operation);
        if (assign && std::get<AssignProfile>(command.operation).profile == "profile0") {
            auto none = test::runOn(io_, vc_->readProfileMacs("profile0"));
            ASSERT_FALSE(none);
            EXPECT_EQ(none.error().id, "VC-NO-MAC");
        }
        ASSERT_TRUE(test::runOn(io_, vc_->run(command)));
    }
    auto macs = test::runOn(io_, vc_->readProfileMacs("profile0"));
    ASSERT_TRUE(macs) << toSentence(macs.error());
    ASSERT_EQ(macs->size(), wanted.profile("profile0")->connections.size());
    for (std::size_t i = 0; i < macs->size(); ++i) {
        EXPECT_EQ((*macs)[i].bytes[5], i + 1);
    }
    EXPECT_EQ(test::runOn(io_, vc_->readProfileMacs("nobody")).error().id, "VC-NOT-FOUND");
}

TEST_F(VcClient, whatTheDeviceRefusesIsAnError) {
    start();
    VcCommand command;
    command.operation = SetNetwork{{}, {"NONE", "US", 5, false, false}};
    auto refused = test::runOn(io_, vc_->run(command));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "VC-NOT-FOUND");
    EXPECT_EQ(refused.error().object, "VC 127.0.0.1");
}

TEST_F(VcClient, wrongPasswordIsFinal) {
    password_ = Secret("wrong");
    start();
    auto refused = test::runOn(io_, vc_->readDomain());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "VC-LOGIN-REFUSED");
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
}

TEST_F(VcClient, aModuleThatIsNotTheManagerSaysSo) {
    script_.greeting =
        "Virtual Connect Manager not found at this IP address. Please use IP Address: 192.0.2.3\n";
    start();
    EXPECT_EQ(test::runOn(io_, vc_->readDomain()).error().id, "VC-NOT-MANAGER");
}

TEST_F(VcClient, aSilentDeviceTimesOutAndTheNextCallOpensANewShell) {
    limit_ = 200ms;
    bool silent = true;
    script_.keepSilentOn = [&](const std::string&) { return std::exchange(silent, false); };
    start();
    auto late = test::runOn(io_, vc_->readDomain());
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().id, "VC-UNREACHABLE");
    EXPECT_EQ(late.error().kind, ErrorKind::timeout);
    auto domain = test::runOn(io_, vc_->readDomain());
    EXPECT_TRUE(domain) << toSentence(domain.error());
    EXPECT_EQ(server_->sessions(), 2);
}

TEST_F(VcClient, aCancelledCallKeepsTheDeviceUntilItsCommandHasEnded) {
    limit_ = 300ms;
    bool silent = true;
    script_.keepSilentOn = [&](const std::string&) { return std::exchange(silent, false); };
    start();
    auto late = test::runOn(io_, within(std::chrono::milliseconds(20), "read", vc_->readDomain()));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().id, "DEADLINE");
    auto domain = test::runOn(io_, vc_->readDomain());
    EXPECT_TRUE(domain) << toSentence(domain.error());
}

} // namespace
} // namespace seedbed::vc
