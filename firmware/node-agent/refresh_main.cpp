// SPDX-License-Identifier: GPL-3.0-or-later
// os-refresh-config: runs the scripts of the four phases, one run at a time (tripleo-deployment 11.3).
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>

#include <fcntl.h>
#include <sys/file.h>

#include "firmware/posix/options.hpp"
#include "firmware/node-agent/run_parts.hpp"
#include "firmware/posix/descriptor.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;
using posix::helped, posix::Options, posix::OptionSpec;

namespace {

constexpr std::array<const char*, 4> kPhases{"pre-configure", "configure", "post-configure", "migration"};
using Takes = OptionSpec::Takes;
constexpr auto kUsage = R"(usage: os-refresh-config [OPTION...]
Runs the scripts of the phases pre-configure, configure, post-configure and migration, in this order.

  --print-base       print the folder of the phases
  --print-phases     print the phases
  --timeout SECONDS  the longest time for all of it
  --lockfile FILE    only one runs at a time (default: /var/run/os-refresh-config.lock)
  --log-level LEVEL  as in INFO
)";

const std::vector<OptionSpec> kOptions{{"print-base", 0, Takes::nothing},
                                       {"print-phases", 0, Takes::nothing},
                                       {"log-level"},
                                       {"lockfile"},
                                       {"timeout"}};

std::string baseFolder() {
    const char* given =
        std::getenv("OS_REFRESH_CONFIG_BASE_DIR"); // NOLINT(concurrency-mt-unsafe): one thread
    if (given != nullptr) {
        return given;
    }
    std::string standard = "/usr/libexec/os-refresh-config";
    const char* old = "/opt/stack/os-config-refresh";
    return ::access(standard.c_str(), F_OK) != 0 && ::access(old, F_OK) == 0 ? old : standard;
}

void print(const std::string& text) {
    auto written = posix::writeAll(posix::Descriptor(::dup(STDOUT_FILENO)), text + "\n",
                                   posix::Clock::now() + std::chrono::minutes(1));
    if (!written) {
        log::error(written.error());
    }
}

// Held until the program ends. Its content tells who holds it.
class Lock {
public:
    // 0, or the errno of the failure.
    int take(const std::string& path) {
        file_ = posix::Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!file_ || ::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
            int number = errno;
            log::error(posix::systemError("REFRESH-LOCK", path, "take the lock"));
            return number;
        }
        auto told = "Locked by pid==" + std::to_string(::getpid()) + " at " + nowIso() + "\n";
        [[maybe_unused]] auto emptied = ::ftruncate(file_.get(), 0);
        [[maybe_unused]] auto written = ::pwrite(file_.get(), told.data(), told.size(), 0);
        return 0;
    }
    void release() { [[maybe_unused]] auto emptied = ::ftruncate(file_.get(), 0); }

private:
    posix::Descriptor file_;
};

posix::Clock::time_point deadlineOf(const Options& options) {
    long limit = std::strtol(options.lastOr("timeout", "0").c_str(), nullptr, 10);
    return posix::Clock::now() + (limit > 0 ? std::chrono::seconds(limit) : std::chrono::hours(24));
}

int refresh(const std::string& base, posix::Clock::time_point deadline) {
    for (const char* phase : kPhases) {
        auto done = runParts(base + "/" + phase + ".d", deadline);
        if (!done) {
            log::error(done.error());
            auto cleanedUp = runParts(base + "/error.d", posix::Clock::now() + std::chrono::hours(1));
            if (!cleanedUp) {
                log::error(cleanedUp.error());
            }
            return 1;
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (helped(words, kUsage)) {
        return 0;
    }
    auto options = Options::parse(words, kOptions);
    if (!options) {
        log::error(options.error());
        return 2;
    }
    auto base = baseFolder();
    if (options->has("print-base")) {
        print(base);
        return 0;
    }
    if (options->has("print-phases")) {
        std::string names;
        for (const char* phase : kPhases) {
            names += (names.empty() ? "" : "\t") + std::string(phase);
        }
        print(names);
        return 0;
    }
    Lock lock;
    int refused = lock.take(options->lastOr("lockfile", "/var/run/os-refresh-config.lock"));
    if (refused != 0) {
        return refused;
    }
    int status = refresh(base, deadlineOf(*options));
    lock.release();
    return status;
}
