// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/refresh.hpp"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

#include <fmt/format.h>

#include "firmware/posix/child.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;

bool mayRun(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-';
    });
    return plain && entry.is_regular_file() && ::access(entry.path().c_str(), X_OK) == 0;
}

long numberOf(const std::string& name) { return std::strtol(name.c_str(), nullptr, 10); }

} // namespace

const std::vector<std::string>& refreshPhases() {
    static const std::vector<std::string> phases{"pre-configure", "configure", "post-configure", "migration"};
    return phases;
}

std::vector<std::string> runnable(const fs::path& directory) {
    std::vector<std::string> names;
    std::error_code ignored; // what cannot be listed has nothing to run
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
        if (mayRun(entry)) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        return std::pair(numberOf(a), a) < std::pair(numberOf(b), b);
    });
    return names;
}

Result<> runParts(const fs::path& directory) {
    for (const std::string& name : runnable(directory)) {
        auto outcome = posix::runChild(posix::ChildSpec({(directory / name).string()}));
        if (!outcome) {
            return fail(outcome.error());
        }
        if (outcome->status != 0) {
            return fail({.kind = ErrorKind::internal,
                         .id = "REFRESH-SCRIPT",
                         .object = (directory / name).string(),
                         .attempted = "run it",
                         .cause = fmt::format("it ended with {}", outcome->status),
                         .action = "look at its output above"});
        }
    }
    return {};
}

Result<> refresh(const fs::path& base) {
    for (const std::string& phase : refreshPhases()) {
        log::info("REFRESH-PHASE", phase);
        auto done = runParts(base / (phase + ".d"));
        if (!done) {
            auto cared = runParts(base / "error.d"); // its result does not count
            if (!cared) {
                log::error(cared.error());
            }
            return done;
        }
    }
    return {};
}

} // namespace seedbed::node_agent
