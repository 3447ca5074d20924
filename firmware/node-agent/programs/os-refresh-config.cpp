// SPDX-License-Identifier: GPL-3.0-or-later
// os-refresh-config: see refresh.hpp.
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "firmware/node-agent/options.hpp"
#include "firmware/node-agent/refresh.hpp"
#include "firmware/posix/descriptor.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;

namespace {

std::string baseDirectory() {
    const char* given = std::getenv("OS_REFRESH_CONFIG_BASE_DIR"); // NOLINT(concurrency-mt-unsafe): one thread
    const std::string usual = "/usr/libexec/os-refresh-config";
    const std::string old = "/opt/stack/os-config-refresh";
    if (given != nullptr) {
        return given;
    }
    return ::access(usual.c_str(), F_OK) != 0 && ::access(old.c_str(), F_OK) == 0 ? old : usual;
}

} // namespace

int main(int argc, char** argv) {
    auto options = Options::parse(argc, argv, {{"lockfile", "log-level", "timeout"}, {"print-base", "print-phases", "help"}, {{'h', "help"}}});
    if (!options) {
        return complain(options.error());
    }
    if (options->has("help")) {
        std::puts("usage: os-refresh-config [--lockfile FILE] [--print-base] [--print-phases]\n"
                  "Runs pre-configure.d, configure.d, post-configure.d and migration.d of the base directory.");
        return 0;
    }
    if (options->has("print-base")) {
        std::puts(baseDirectory().c_str());
        return 0;
    }
    if (options->has("print-phases")) {
        const char* separator = "";
        for (const std::string& phase : refreshPhases()) {
            std::printf("%s%s", separator, phase.c_str());
            separator = "\t";
        }
        std::puts("");
        return 0;
    }
    posix::Descriptor lock(::open(options->get("lockfile", "/var/run/os-refresh-config.lock").c_str(),
                                  O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        int reason = errno;
        std::fprintf(stderr, "error: REFRESH-LOCKED: another os-refresh-config runs, or the lock cannot be made\n");
        return reason;
    }
    auto done = refresh(baseDirectory());
    return done ? 0 : complain(done.error());
}
