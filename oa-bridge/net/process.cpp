// SPDX-License-Identifier: GPL-3.0-or-later
// On posix_spawn and pidfds: a child's end is a readable descriptor, so no signal handler is needed and several
// users of the library do not fight over SIGCHLD.
#include "oa-bridge/net/process.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

extern char** environ;

namespace seedbed {
namespace {

constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
using Descriptor = asio::posix::stream_descriptor;

struct Pipe {
    int read = -1;
    int write = -1;
};

Result<Pipe> makePipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return fail({.kind = ErrorKind::internal, .id = "PROCESS-PIPE", .cause = std::strerror(errno)});
    }
    return Pipe{ends[0], ends[1]};
}

class SpawnPlan {
public:
    SpawnPlan() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    void redirect(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
    void openAs(int descriptor, const char* file, int flags) {
        ::posix_spawn_file_actions_addopen(&actions_, descriptor, file, flags, 0640);
    }
    void enter(const std::filesystem::path& directory) {
        ::posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
    }
    int spawn(const ProcessSpec& spec, pid_t& pid) {
        short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        sigset_t none;
        sigset_t usual;
        ::sigemptyset(&none);
        ::sigemptyset(&usual);
        ::sigaddset(&usual, SIGPIPE);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &usual);
        if (spec.newSession) {
            flags |= POSIX_SPAWN_SETSID;
        }
        ::posix_spawnattr_setflags(&attributes_, flags);
        auto environment = environmentOf(spec);
        auto arguments = pointers(spec.argv);
        // Asio's sockets are not close-on-exec: a child that held our listening socket would keep its peers waiting
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        auto variables = pointers(environment);
        return ::posix_spawnp(&pid, spec.argv[0].c_str(), &actions_, &attributes_, arguments.data(), variables.data());
    }

private:
    static std::vector<char*> pointers(const std::vector<std::string>& texts) {
        std::vector<char*> result;
        for (const std::string& text : texts) {
            result.push_back(const_cast<char*>(text.c_str()));
        }
        result.push_back(nullptr);
        return result;
    }
    static std::vector<std::string> environmentOf(const ProcessSpec& spec) {
        std::vector<std::string> result;
        for (char** entry = environ; *entry != nullptr; ++entry) {
            std::string text = *entry;
            if (!spec.environment.contains(text.substr(0, text.find('=')))) {
                result.push_back(std::move(text));
            }
        }
        for (const auto& [name, value] : spec.environment) {
            result.push_back(name + "=" + value);
        }
        return result;
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

// Why a log of the child cannot be opened; 0 when it can.
int appendingFails(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (descriptor < 0) {
        return errno;
    }
    ::close(descriptor);
    return 0;
}

Error spawnError(const ProcessSpec& spec, int code) {
    for (const auto& file : {spec.logFile, spec.errorFile}) {
        const int why = file ? appendingFails(*file) : 0;
        if (why != 0) {
            return {.kind = ErrorKind::conflict,
                    .id = "PROCESS-LOG",
                    .object = file->string(),
                    .attempted = "open it as the log of " + spec.argv[0],
                    .cause = std::strerror(why),
                    .action = "move away what stands there, or correct its permissions"};
        }
    }
    if (!spec.directory.empty() && !std::filesystem::is_directory(spec.directory)) {
        return {.kind = ErrorKind::notFound,
                .id = "PROCESS-DIRECTORY",
                .object = spec.directory.string(),
                .attempted = "start " + spec.argv[0] + " in it",
                .cause = "there is no such directory",
                .action = "make it, or name another"};
    }
    return {.kind = code == ENOENT ? ErrorKind::notFound : ErrorKind::internal,
            .id = code == ENOENT ? "PROCESS-NOT-FOUND" : "PROCESS-START",
            .object = spec.argv.empty() ? "" : spec.argv[0],
            .attempted = "start the program",
            .cause = std::strerror(code),
            .action = "install it (installer/dependencies lists the packages) or correct PATH"};
}

int statusOf(int waitStatus) {
    return WIFSIGNALED(waitStatus) ? 128 + WTERMSIG(waitStatus) : WEXITSTATUS(waitStatus);
}

} // namespace

struct Process::State {
    State(asio::any_io_executor executor, pid_t child, int pidfd)
        : pid(child), exited(executor, pidfd), output(executor) {}
    pid_t pid;
    Descriptor exited; // becomes readable when the child has ended
    Descriptor output;
    std::string pending; // output received, not yet handed out
    std::optional<int> status;
    bool released = false;

    void reap() {
        int waitStatus = 0;
        if (!status && ::waitpid(pid, &waitStatus, WNOHANG) == pid) {
            status = statusOf(waitStatus);
        }
    }
};

Process::Process(std::shared_ptr<State> state) : state_(std::move(state)) {}
Process::Process(Process&&) noexcept = default;

Process& Process::operator=(Process&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

Process::~Process() {
    if (state_ && !state_->released && running()) {
        ::kill(state_->pid, SIGKILL);
        int ignored = 0;
        ::waitpid(state_->pid, &ignored, 0);
    }
}

Result<Process> Process::start(asio::any_io_executor executor, ProcessSpec spec) {
    SpawnPlan plan;
    plan.openAs(STDIN_FILENO, "/dev/null", O_RDONLY);
    Pipe pipe;
    if (spec.logFile) {
        plan.openAs(STDOUT_FILENO, spec.logFile->c_str(), O_WRONLY | O_CREAT | O_APPEND);
        plan.redirect(STDOUT_FILENO, STDERR_FILENO);
    } else {
        auto made = makePipe();
        if (!made) {
            return fail(made.error());
        }
        pipe = *made;
        plan.redirect(pipe.write, STDOUT_FILENO);
        if (spec.mergeErrors) {
            plan.redirect(STDOUT_FILENO, STDERR_FILENO);
        }
    }
    if (spec.errorFile) {
        plan.openAs(STDERR_FILENO, spec.errorFile->c_str(), O_WRONLY | O_CREAT | O_APPEND);
    }
    if (!spec.directory.empty()) {
        plan.enter(spec.directory);
    }
    pid_t pid = 0;
    int code = plan.spawn(spec, pid);
    if (pipe.write >= 0) {
        ::close(pipe.write);
    }
    int pidfd = code == 0 ? static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)) : -1;
    if (code == 0 && pidfd < 0) {
        code = errno;
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
    }
    if (code != 0) {
        if (pipe.read >= 0) {
            ::close(pipe.read);
        }
        return fail(spawnError(spec, code));
    }
    auto state = std::make_shared<State>(std::move(executor), pid, pidfd);
    if (pipe.read >= 0) {
        state->output.assign(pipe.read);
    }
    return Process(std::move(state));
}

int Process::pid() const { return state_->pid; }

bool Process::running() {
    state_->reap();
    return !state_->status;
}

void Process::signal(int number) {
    if (running()) {
        ::kill(state_->pid, number);
    }
}

void Process::release() { state_->released = true; }

asio::awaitable<int> Process::wait() {
    auto state = state_;
    state->reap();
    while (!state->status) {
        [[maybe_unused]] auto [code] = co_await state->exited.async_wait(Descriptor::wait_read, tuple);
        state->reap();
    }
    co_return *state->status;
}

namespace {

Task<int> endOf(Process& process) {
    auto status = co_await process.wait();
    co_return status;
}

} // namespace

Task<int> Process::stop(Duration grace) {
    signal(SIGTERM);
    auto status = co_await within(grace, fmt::format("process {} ends", pid()), endOf(*this));
    if (status) {
        co_return *status;
    }
    signal(SIGKILL);
    auto killed = co_await within(std::chrono::seconds(10), fmt::format("process {} dies", pid()), endOf(*this));
    co_return killed;
}

Task<std::string> Process::readLine() {
    auto state = state_;
    constexpr std::size_t limit = 1u << 20;
    while (true) {
        auto end = state->pending.find('\n');
        if (end != std::string::npos) {
            std::string line = state->pending.substr(0, end);
            state->pending.erase(0, end + 1);
            co_return line;
        }
        char block[4096];
        auto [code, bytes] = co_await state->output.async_read_some(asio::buffer(block), tuple);
        if (code || state->pending.size() > limit) {
            co_return fail({.kind = ErrorKind::notFound,
                            .id = "PROCESS-OUTPUT-END",
                            .object = fmt::format("process {}", state->pid),
                            .attempted = "read a line of its output",
                            .cause = code ? code.message() : "a line without end"});
        }
        state->pending.append(block, bytes);
    }
}

namespace {

asio::awaitable<void> feed(Descriptor input, std::string text) {
    [[maybe_unused]] auto [code, bytes] = co_await asio::async_write(input, asio::buffer(text), tuple);
    // a child that does not read all of its input says so by its status
}

asio::awaitable<void> drain(Descriptor& from, std::string& into, std::size_t limit) {
    char block[16384];
    while (true) {
        auto [code, bytes] = co_await from.async_read_some(asio::buffer(block), tuple);
        if (code) {
            co_return;
        }
        into.append(block, std::min(bytes, limit - std::min(limit, into.size())));
    }
}

// The three pipes of a child that is run to its end.
struct Pipes {
    explicit Pipes(asio::any_io_executor executor) : input(executor), output(executor), errors(executor) {}
    Descriptor input, output, errors;
};

Result<pid_t> spawnPiped(const ProcessSpec& spec, Pipes& pipes) {
    std::array<Pipe, 3> ends{};
    for (Pipe& pipe : ends) {
        auto made = makePipe();
        if (!made) {
            return fail(made.error());
        }
        pipe = *made;
    }
    pipes.input.assign(ends[0].write);
    pipes.output.assign(ends[1].read);
    pipes.errors.assign(ends[2].read);
    SpawnPlan plan;
    plan.redirect(ends[0].read, STDIN_FILENO);
    plan.redirect(ends[1].write, STDOUT_FILENO);
    plan.redirect(ends[2].write, STDERR_FILENO);
    if (!spec.directory.empty()) {
        plan.enter(spec.directory);
    }
    pid_t pid = 0;
    int code = plan.spawn(spec, pid);
    ::close(ends[0].read);
    ::close(ends[1].write);
    ::close(ends[2].write);
    if (code != 0) {
        return fail(spawnError(spec, code));
    }
    return pid;
}

Task<ProcessOutcome> collect(Process& process, Pipes& pipes, const ProcessSpec& spec) {
    ProcessOutcome outcome;
    Nursery streams(pipes.output.get_executor());
    streams.spawn("standard input", feed(std::move(pipes.input), spec.input));
    streams.spawn("standard output", drain(pipes.output, outcome.output, spec.outputLimit));
    streams.spawn("standard error", drain(pipes.errors, outcome.errors, spec.outputLimit));
    co_await streams.join();
    outcome.status = co_await process.wait();
    co_return outcome;
}

} // namespace

Task<ProcessOutcome> run(ProcessSpec spec) {
    auto executor = co_await asio::this_coro::executor;
    Pipes pipes(executor);
    auto pid = spawnPiped(spec, pipes);
    if (!pid) {
        co_return fail(pid.error());
    }
    auto process = Process::adopt(executor, *pid);
    if (!process) {
        co_return fail(process.error());
    }
    auto outcome = co_await within(spec.deadline, spec.argv[0], collect(*process, pipes, spec));
    if (!outcome && outcome.error().id == "DEADLINE") {
        outcome.error().id = "PROCESS-TIMEOUT"; // its destructor kills it
    }
    co_return outcome;
}

Task<std::string> runChecked(ProcessSpec spec) {
    std::string command = fmt::format("{}", fmt::join(spec.argv, " "));
    auto outcome = co_await run(std::move(spec));
    if (!outcome) {
        co_return fail(outcome.error());
    }
    if (outcome->status != 0) {
        std::string_view said = trim(outcome->errors.empty() ? outcome->output : outcome->errors);
        auto lastLine = said.rfind('\n');
        co_return fail({.kind = ErrorKind::internal,
                        .id = "PROCESS-FAILED",
                        .object = command,
                        .attempted = "run it",
                        .cause = fmt::format("exit status {}: {}", outcome->status,
                                             log::printable(said.substr(lastLine == std::string_view::npos ? 0 : lastLine + 1))),
                        .action = "run the command by hand to see more"});
    }
    co_return std::move(outcome->output);
}

Result<Process> Process::adopt(asio::any_io_executor executor, int pid) {
    int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (pidfd < 0) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "PROCESS-GONE",
                     .object = fmt::format("process {}", pid),
                     .attempted = "watch it",
                     .cause = std::strerror(errno)});
    }
    return Process(std::make_shared<State>(std::move(executor), pid, pidfd));
}

} // namespace seedbed
