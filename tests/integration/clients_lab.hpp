// SPDX-License-Identifier: GPL-3.0-or-later
// A running emulated chassis of four blades on loopback addresses, and how its doors are reached. For the tests of
// the device clients.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/ilo/bmc.hpp"
#include "oa-bridge/net/process.hpp"
#include "oa-bridge/oa/onboard_administrator.hpp"
#include "tests/unit/support/run.hpp"
#include "vc-config/apply/virtual_connect.hpp"

namespace seedbed {

using namespace std::chrono_literals;

inline std::string chassisProgram;
inline const std::string network = "127.61.0.";
inline const std::string password = "Lab-pass-1";

// One chassis of four blades for all tests of this program.
class Lab {
public:
    Lab() {
        std::filesystem::create_directories(directory_);
        EXPECT_TRUE(writeFile(directory_ / "password", password + "\n", 0600));
        ProcessSpec spec({chassisProgram, "--loopback", network + "0/24", "--blades", "none", "--bays", "1-4",
                          "--password-file", directory_ / "password", "--state", directory_ / "state"});
        auto started = Process::start(io.get_executor(), std::move(spec));
        EXPECT_TRUE(started) << toSentence(started.error());
        process_.emplace(std::move(*started));
        auto line = test::runOn(io, within(120s, "start", process_->readLine()));
        EXPECT_TRUE(line) << toSentence(line.error());
        EXPECT_EQ(line.value_or(""), "ready");
    }
    ~Lab() {
        auto status = test::runOn(io, process_->stop(30s));
        EXPECT_EQ(status.value_or(-1), 0);
        std::filesystem::remove_all(directory_);
    }
    asio::io_context io;

private:
    std::filesystem::path directory_ = std::filesystem::temp_directory_path() / ("clients-" + newUuid());
    std::optional<Process> process_;
};
inline std::unique_ptr<Lab> lab;

inline BmcAccess bmcAccess(int bay) {
    BmcAccess access;
    access.address = network + std::to_string(10 + bay);
    access.user = "Administrator";
    access.password = Secret(password);
    access.deadline = 10s;
    return access;
}

class Clients : public testing::Test {
protected:
    Clients() {
        oaAccess_.address = network + "2";
        oaAccess_.user = "Administrator";
        oaAccess_.password = Secret(password);
        vcAccess_.ssh.host = network + "3";
        vcAccess_.ssh.user = "Administrator";
        vcAccess_.ssh.password = Secret(password);
        vcAccess_.oaUser = "Administrator";
        vcAccess_.oaPassword = Secret(password);
    }
    Bmc bmc(int bay) { return Bmc(io_.get_executor(), blocking_, bmcAccess(bay)); }
    template <class T>
    Result<T> run(Task<T> task) {
        return test::runOn(io_, within(60s, "test", std::move(task)));
    }
    void expectPower(OnboardAdministrator& oa, BayNumber bay, PowerReading power) {
        auto status = run(oa.getBladeStatus(bay));
        ASSERT_TRUE(status) << toSentence(status.error());
        EXPECT_EQ(status->power, power);
    }

    asio::io_context& io_ = lab->io;
    Blocking blocking_{io_.get_executor(), 8};
    OaAccess oaAccess_;
    vc::VcAccess vcAccess_;
};

} // namespace seedbed
