// SPDX-License-Identifier: GPL-3.0-or-later
// The command line client against an SSH server that answers from the golden files.
#include "oa-bridge/oa/oa_command_line.hpp"

#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "tests/unit/support/golden.hpp"
#include "tests/unit/support/run.hpp"
#include "tests/unit/support/ssh_shell_server.hpp"

namespace seedbed {
namespace {

const std::map<std::string, std::string> answers{
    {"SHOW SERVER LIST", "server_list"}, {"SHOW SERVER STATUS 1", "server_status"}, {"SHOW EBIPA SERVER", "ebipa"},
    {"RESET SERVER 3", "fuse"},          {"RESET ILO 3", "ilo_reset"},              {"SHOW POWER", "power"},
    {"SHOW DATE", "date"},
};

class OaCliClient : public testing::Test {
protected:
    OaCliClient() {
        test::ShellScript script;
        script.answer = [this](const std::string& command) { return answer(command); };
        server_ = std::make_unique<test::SshShellServer>(std::move(script));
        access_.ssh.host = "127.0.0.1";
        access_.ssh.port = server_->port();
        access_.ssh.user = "Administrator";
        access_.ssh.password = Secret("secret");
        access_.limit = std::chrono::seconds(10);
    }
    std::string answer(const std::string& command) {
        const std::scoped_lock lock(mutex_); // the server has a thread of its own
        commands_.push_back(command);
        const auto known = answers.find(command);
        if (endless_) {
            return std::string(64u << 20, 'x'); // so much that the client has left long before its end
        }
        return known != answers.end() ? test::golden("oa-cli-client/" + known->second + ".txt")
                                      : "OA-1 [SCRIPT MODE]> " + command + "\n\n\n" + other_ + "\nOA-1 [SCRIPT MODE]> \n";
    }
    std::vector<std::string> commands() {
        const std::scoped_lock lock(mutex_);
        return commands_;
    }
    template <class T>
    Result<T> run(Task<T> task) {
        return test::runOn(io_, std::move(task));
    }

    std::mutex mutex_;
    std::vector<std::string> commands_;
    std::string other_;
    std::atomic<bool> endless_{false};
    std::unique_ptr<test::SshShellServer> server_;
    asio::io_context io_;
    Blocking blocking_{io_.get_executor(), 2};
    OaCliAccess access_;
};

TEST_F(OaCliClient, readsTablesAndActs) {
    OaCommandLine oa(io_.get_executor(), blocking_, access_);
    const auto list = run(oa.showServerList());
    ASSERT_TRUE(list) << toSentence(list.error());
    EXPECT_EQ(list->size(), 4U);
    EXPECT_EQ(run(oa.showServerStatus(1))->watts, 120);
    EXPECT_EQ(run(oa.showEbipa(EbipaKind::server))->size(), 3U);
    EXPECT_EQ(run(oa.powerSettings())->mode, "Redundant");
    EXPECT_TRUE(run(oa.resetBay(3)));
    EXPECT_TRUE(run(oa.resetIlo(3)));
    EXPECT_TRUE(run(oa.clock()));
    EXPECT_EQ(oa.hostKey().size(), 64U);
}

TEST_F(OaCliClient, setsEbipaCommandByCommand) {
    OaCommandLine oa(io_.get_executor(), blocking_, access_);
    EbipaEntry entry;
    entry.bay = 2;
    entry.enabled = true;
    entry.address = "192.0.2.102";
    entry.netmask = "255.255.255.0";
    EXPECT_TRUE(run(oa.setEbipa(EbipaKind::server, entry)));
    EXPECT_TRUE(run(oa.saveEbipa()));
    EXPECT_EQ(commands(), (std::vector<std::string>{"SET EBIPA SERVER 192.0.2.102 255.255.255.0 2",
                                                    "ENABLE EBIPA SERVER 2", "SAVE EBIPA"}));
}

TEST_F(OaCliClient, setsAndReadsTimeServers) {
    OaCommandLine oa(io_.get_executor(), blocking_, access_);
    EXPECT_TRUE(run(oa.setTimeServers({"192.0.2.3"})));
    EXPECT_EQ(commands(), (std::vector<std::string>{"SET NTP PRIMARY 192.0.2.3", "ENABLE NTP"}));
    other_ = "#Script\nSET NTP PRIMARY \"192.0.2.3\"\nENABLE NTP";
    EXPECT_EQ(*run(oa.timeSettings()), (OaTimeSettings{true, {"192.0.2.3"}}));
    other_ = "SET RACK NAME \"x\"";
    EXPECT_EQ(run(oa.timeSettings()).error().id, "OA-NONSENSE");
}

TEST_F(OaCliClient, refusalsAreErrorsWhateverWasAsked) {
    OaCommandLine oa(io_.get_executor(), blocking_, access_);
    other_ = "Not a valid request while running in standby mode.";
    EXPECT_EQ(run(oa.showConfig()).error().id, "OA-STANDBY");
    EXPECT_EQ(run(oa.resetBay(4)).error().id, "OA-STANDBY");
    other_ = "There is no server blade installed in bay 4.";
    const auto refused = run(oa.resetBay(4));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "OA-CLI-REFUSED");
    EXPECT_EQ(refused.error().object, "OA 127.0.0.1");
    EXPECT_EQ(run(oa.run("SHOW X\nRESET SERVER 1")).error().id, "OA-CLI-USAGE");
}

TEST_F(OaCliClient, anEndlessAnswerIsRefused) {
    OaCommandLine oa(io_.get_executor(), blocking_, access_);
    endless_ = true;
    const auto refused = run(oa.syslog());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "OA-NONSENSE") << toSentence(refused.error());
    EXPECT_NE(refused.error().cause.find("SSH-TOO-LARGE"), std::string::npos);
}

TEST_F(OaCliClient, wrongPasswordAndWrongKey) {
    auto wrong = access_;
    wrong.ssh.password = Secret("other");
    OaCommandLine refused(io_.get_executor(), blocking_, wrong);
    EXPECT_EQ(run(refused.syslog()).error().id, "OA-LOGIN-REFUSED");
    wrong = access_;
    wrong.ssh.pinnedHostKeySha256 = std::string(64, '0');
    OaCommandLine changed(io_.get_executor(), blocking_, wrong);
    EXPECT_EQ(run(changed.syslog()).error().id, "OA-HOST-KEY");
    EXPECT_TRUE(commands().empty());
}

} // namespace
} // namespace seedbed
