// SPDX-License-Identifier: GPL-3.0-or-later
// Child processes by argument vector; no shell anywhere. Children die with their Process unless released.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oa-bridge/async/task.hpp"

namespace seedbed {

struct ProcessSpec {
    explicit ProcessSpec(std::vector<std::string> arguments) : argv(std::move(arguments)) {}
    std::vector<std::string> argv; // argv[0] is looked up on PATH
    std::map<std::string, std::string> environment; // added to ours
    std::filesystem::path directory;
    std::string input;                                 // given on standard input, then closed (run only)
    std::optional<std::filesystem::path> logFile;      // standard output and error appended here (start only)
    std::optional<std::filesystem::path> errorFile;    // standard error alone appended here (start only)
    Duration deadline = std::chrono::seconds(60);      // run only
    std::size_t outputLimit = 16u << 20;
    bool mergeErrors = false;                          // start: standard error joins the lines of readLine()
    bool newSession = false;                           // start: its own session, survives our terminal
};

struct ProcessOutcome {
    int status = 0; // exit code, or 128 + signal
    std::string output;
    std::string errors;
};

// Runs to the end. Errors PROCESS-NOT-FOUND, PROCESS-TIMEOUT (killed first). A non-zero status is not an error.
Task<ProcessOutcome> run(ProcessSpec spec);
// The same, but a non-zero status is the error PROCESS-FAILED with the last line of its error output.
Task<std::string> runChecked(ProcessSpec spec);

// Is `pid` alive, with both texts on its command line? A pid may have been given to somebody else since.
bool runsWith(int pid, const std::string& program, const std::string& argument);
// Ends a process that need not be a child of ours: SIGTERM, after `grace` SIGKILL. No error when it is gone already,
// PROCESS-STAYS when it does not go.
Task<> endProcess(int pid, Duration grace);

class Process {
public:
    // Errors PROCESS-NOT-FOUND, PROCESS-START, PROCESS-DIRECTORY, PROCESS-LOG.
    static Result<Process> start(asio::any_io_executor executor, ProcessSpec spec);
    // A child of ours that was started elsewhere. Error PROCESS-GONE.
    static Result<Process> adopt(asio::any_io_executor executor, int pid);
    Process(Process&&) noexcept;
    Process& operator=(Process&&) noexcept;
    ~Process(); // SIGKILL and reap, unless released
    int pid() const;
    bool running();
    void signal(int number);
    asio::awaitable<int> wait();               // its status; waits as long as it takes, or cancellation
    Task<int> stop(Duration grace);            // SIGTERM, after `grace` SIGKILL; reaps
    // Standard output line by line (start() with no logFile): end of file gives an error of kind notFound.
    Task<std::string> readLine();
    void release();                            // let it live on

private:
    struct State;
    explicit Process(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace seedbed
