// SPDX-License-Identifier: GPL-3.0-or-later
// Child processes of the programs on the metal: by argument vector, in a process group of their own, killed with
// their descendants at the deadline. Blocking, one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "firmware/posix/descriptor.hpp"

namespace seedbed::posix {

struct ChildSpec {
    explicit ChildSpec(std::vector<std::string> arguments) : argv(std::move(arguments)) {}
    std::vector<std::string> argv;                  // argv[0] is looked up on PATH
    std::map<std::string, std::string> environment; // added to ours
    std::optional<std::string> input;               // standard input; without it ours is inherited
    bool capture = false;                           // standard output comes back instead of being inherited
    std::optional<Clock::time_point> deadline;      // none: the child may take as long as it likes
};

struct ChildOutcome {
    int status = 0; // exit code, or 128 + signal
    std::string output;
};

// Errors CHILD-START, CHILD-TIMEOUT. A program that is not there ends with status 127.
Result<ChildOutcome> runChild(const ChildSpec& spec);
// Starts it and returns its process id; nothing is captured, nobody waits. Error CHILD-START.
Result<int> startChild(const ChildSpec& spec);

} // namespace seedbed::posix
