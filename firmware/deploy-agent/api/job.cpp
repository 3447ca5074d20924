// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/job.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;

constexpr auto kReplace = Json::error_handler_t::replace;

Json documentOf(const Error& error) {
    return {{"kind", static_cast<int>(error.kind)}, {"id", error.id},       {"object", error.object},
            {"attempted", error.attempted},         {"cause", error.cause}, {"action", error.action}};
}

Error errorOf(const Json& document) {
    return {.kind = static_cast<ErrorKind>(document.value("kind", 0)),
            .id = document.value("id", ""),
            .object = document.value("object", ""),
            .attempted = document.value("attempted", ""),
            .cause = document.value("cause", ""),
            .action = document.value("action", "")};
}

void sendLine(const posix::Descriptor& pipe, const char* key, const Json& value) {
    const auto line = Json{{key, value}}.dump(-1, ' ', true, kReplace) + "\n";
    // an agent that is gone needs no news
    static_cast<void>(posix::writeAll(pipe, line, posix::Clock::now() + std::chrono::seconds(30)));
}

[[noreturn]] void runWork(const Job::Work& work, const posix::Descriptor& pipe) {
    Job::Tell tell = [&pipe](const Json& news) { sendLine(pipe, "told", news); };
    auto outcome = work(tell);
    sendLine(pipe, outcome ? "result" : "error", outcome ? *outcome : documentOf(outcome.error()));
    ::_exit(0);
}

} // namespace

Result<Job> Job::start(const Work& work) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(posix::systemError("AGENT-JOB", "command", "make a pipe"));
    }
    posix::Descriptor read(ends[0]);
    posix::Descriptor write(ends[1]);
    ::fcntl(read.get(), F_SETFL, O_NONBLOCK);
    int process = ::fork();
    if (process < 0) {
        return fail(posix::systemError("AGENT-JOB", "command", "start a process"));
    }
    if (process == 0) {
        read.reset();
        runWork(work, write);
    }
    return Job(std::move(read), process);
}

Job::~Job() {
    if (pipe_) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
}

void Job::take() {
    std::array<char, 16384> block{};
    ssize_t count = 0;
    while ((count = ::read(pipe_.get(), block.data(), block.size())) > 0) {
        text_.append(block.data(), static_cast<std::size_t>(count));
    }
    const bool ended = count == 0;
    for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
        takeLine(text_.substr(0, end));
        text_.erase(0, end + 1);
    }
    if (ended) {
        end();
    }
}

void Job::takeLine(const std::string& line) {
    const auto news = Json::parse(line, nullptr, false);
    if (news.contains("told")) {
        told_ = news["told"];
    } else if (news.contains("result")) {
        outcome_.emplace(news["result"]);
    } else if (news.contains("error")) {
        outcome_.emplace(fail(errorOf(news["error"])));
    }
}

void Job::end() {
    pipe_.reset();
    int status = 0;
    ::waitpid(process_, &status, 0);
    if (!outcome_) {
        outcome_.emplace(fail({.kind = ErrorKind::internal,
                               .id = "AGENT-JOB",
                               .object = "command",
                               .attempted = "run it",
                               .cause = WIFSIGNALED(status)
                                            ? "its process died of signal " + std::to_string(WTERMSIG(status))
                                            : "its process ended without a result",
                               .action = "look at the console"}));
    }
}

} // namespace seedbed::deploy_agent
