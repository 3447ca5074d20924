// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/net/process.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

Result<ProcessOutcome> outcomeOf(ProcessSpec spec) {
    asio::io_context io;
    return test::runOn(io, run(std::move(spec)));
}

TEST(Process, AChildHasItsThreeDescriptorsAndNoneOfOurs) {
    const int ours = ::open("/dev/null", O_RDONLY); // inheritable, as Asio's sockets are
    ASSERT_GT(ours, STDERR_FILENO);
    auto listed = outcomeOf(ProcessSpec({"ls", "/proc/self/fd"}));
    ::close(ours);
    ASSERT_TRUE(listed.has_value());
    EXPECT_EQ(listed->output, "0\n1\n2\n3\n"); // 3 is the folder that ls reads
}

TEST(Process, InputStatusAndErrorsComeBack) {
    ProcessSpec spec({"tee", "/dev/stderr"});
    spec.input = "spoken\n";
    auto told = outcomeOf(std::move(spec));
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(told->status, 0);
    EXPECT_EQ(told->output, "spoken\n");
    EXPECT_EQ(told->errors, "spoken\n");
}

TEST(Process, AFailureIsWordedWithTheLastLineOfItsErrors) {
    asio::io_context io;
    auto listed = test::runOn(io, runChecked(ProcessSpec({"ls", "/nowhere/at/all"})));
    ASSERT_FALSE(listed.has_value());
    EXPECT_EQ(listed.error().id, "PROCESS-FAILED");
    EXPECT_NE(listed.error().cause.find("/nowhere/at/all"), std::string::npos);
}

TEST(Process, AProgramThatIsMissingIsNamed) {
    auto none = outcomeOf(ProcessSpec({"no-such-program-anywhere"}));
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().id, "PROCESS-NOT-FOUND");
    EXPECT_EQ(none.error().object, "no-such-program-anywhere");
}

TEST(Process, ALogThatCannotBeOpenedIsNamed) {
    asio::io_context io;
    for (auto log : {&ProcessSpec::logFile, &ProcessSpec::errorFile}) {
        ProcessSpec spec({"true"});
        spec.*log = "/proc"; // a directory
        auto started = Process::start(io.get_executor(), std::move(spec));
        ASSERT_FALSE(started.has_value());
        EXPECT_EQ(started.error().id, "PROCESS-LOG");
        EXPECT_EQ(started.error().object, "/proc");
        EXPECT_EQ(started.error().cause, "Is a directory");
    }
}

TEST(Process, TheDeadlineEndsIt) {
    ProcessSpec spec({"sleep", "3600"});
    spec.deadline = std::chrono::milliseconds(20);
    auto slow = outcomeOf(std::move(spec));
    ASSERT_FALSE(slow.has_value());
    EXPECT_EQ(slow.error().id, "PROCESS-TIMEOUT");
}

} // namespace
} // namespace seedbed
