// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/posix/child.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace seedbed::posix {
namespace {

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Result<Pipe> makePipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(systemError("CHILD-START", "", "make a pipe"));
    }
    return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

[[noreturn]] void become(const ChildSpec& spec, const Pipe& in, const Pipe& out) {
    ::setpgid(0, 0);
    if (spec.input) {
        ::dup2(in.read.get(), STDIN_FILENO);
    }
    if (spec.capture) {
        ::dup2(out.write.get(), STDOUT_FILENO);
    }
    for (const auto& [name, value] : spec.environment) {
        ::setenv(name.c_str(), value.c_str(), 1); // NOLINT(concurrency-mt-unsafe): after fork
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    std::vector<char*> argv;
    for (const auto& argument : spec.argv) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
}

// Gives the input and takes the output at once, so that neither side can block the other for ever.
class Talk {
public:
    Talk(Pipe in, Pipe out, const ChildSpec& spec)
        : in_(std::move(in.write)), out_(std::move(out.read)), left_(spec.input.value_or("")) {
        if (in_) {
            ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
        }
        closeWhenDone();
    }
    bool open() const { return static_cast<bool>(out_) || static_cast<bool>(in_); }
    // False at the deadline.
    bool step(Clock::time_point deadline) {
        std::array<pollfd, 2> items{{{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}}};
        if (::poll(items.data(), items.size(), millisecondsUntil(deadline)) == 0) {
            return false;
        }
        if (items[0].revents != 0) {
            give();
        }
        if (items[1].revents != 0) {
            take();
        }
        return true;
    }
    std::string output;

private:
    void give() {
        auto count = ::write(in_.get(), left_.data(), left_.size());
        if (count < 0) {
            in_.reset(); // it does not want more
            return;
        }
        left_.erase(0, static_cast<std::size_t>(count));
        closeWhenDone();
    }
    void take() {
        std::array<char, 16384> block{};
        auto count = ::read(out_.get(), block.data(), block.size());
        if (count <= 0) {
            out_.reset();
            return;
        }
        output.append(block.data(), static_cast<std::size_t>(count));
    }
    void closeWhenDone() {
        if (left_.empty()) {
            in_.reset();
        }
    }
    Descriptor in_;
    Descriptor out_;
    std::string left_;
};

Error tooLate(const ChildSpec& spec) {
    return {.kind = ErrorKind::timeout,
            .id = "CHILD-TIMEOUT",
            .object = spec.argv[0],
            .attempted = "run it",
            .cause = "it did not end in time and was killed with its children",
            .action = "see what it waits for"};
}

// Waits for the process with a pidfd; false at the deadline.
bool ended(int pid, Clock::time_point deadline) {
    Descriptor watch(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    return !watch || waitFor(watch.get(), POLLIN, deadline);
}

int reap(int pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

struct Started {
    int pid;
    Pipe in;
    Pipe out;
};

Result<Started> start(const ChildSpec& spec) {
    Started started{};
    for (auto [wanted, pipe] : {std::pair(spec.input.has_value(), &started.in), std::pair(spec.capture, &started.out)}) {
        if (!wanted) {
            continue;
        }
        auto made = makePipe();
        if (!made) {
            return fail(made.error());
        }
        *pipe = std::move(*made);
    }
    started.pid = ::fork();
    if (started.pid < 0) {
        return fail(systemError("CHILD-START", spec.argv[0], "fork"));
    }
    if (started.pid == 0) {
        become(spec, started.in, started.out);
    }
    started.in.read.reset();
    started.out.write.reset();
    return started;
}

} // namespace

Result<ChildOutcome> runChild(const ChildSpec& spec) {
    auto started = start(spec);
    if (!started) {
        return fail(started.error());
    }
    auto deadline = spec.deadline.value_or(Clock::now() + std::chrono::hours(24 * 365));
    auto before = std::signal(SIGPIPE, SIG_IGN);
    Talk talk(std::move(started->in), std::move(started->out), spec);
    bool inTime = true;
    while (inTime && talk.open()) {
        inTime = talk.step(deadline);
    }
    std::signal(SIGPIPE, before);
    inTime = inTime && ended(started->pid, deadline);
    if (!inTime) {
        ::kill(-started->pid, SIGKILL);
    }
    int status = reap(started->pid);
    if (!inTime) {
        return fail(tooLate(spec));
    }
    return ChildOutcome{status, std::move(talk.output)};
}

Result<int> startChild(const ChildSpec& spec) {
    auto started = start(spec);
    if (!started) {
        return fail(started.error());
    }
    return started->pid;
}

} // namespace seedbed::posix
