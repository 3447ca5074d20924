// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/disk_target.hpp"

#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "firmware/posix/child.hpp"

namespace seedbed::deploy_agent {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDirectory = "/run/tgtd";
const std::string kSocket = "/run/tgtd/socket"; // tgtd adds ".0", its control port
const std::map<std::string, std::string> kEnvironment{{"TGT_IPC_SOCKET", kSocket}};

Error targetError(std::string attempted, std::string cause) {
    return {.kind = ErrorKind::internal,
            .id = "AGENT-TGTD",
            .object = "tgtd",
            .attempted = std::move(attempted),
            .cause = std::move(cause),
            .action = "see its messages above"};
}

class TgtTarget : public DiskTarget {
public:
    std::string name() const override { return "tgtd"; }

    Result<> start(const std::string& iqn, const std::string& disk) override {
        // without /var/run tgtd fails and says nothing
        ::mkdir("/var", 0755);
        ::mkdir("/var/run", 0755);
        ::mkdir(kDirectory, 0755);
        posix::Descriptor watch(::inotify_init1(IN_CLOEXEC));
        ::inotify_add_watch(watch.get(), kDirectory, IN_CREATE);
        posix::ChildSpec daemon({"tgtd", "-f"});
        daemon.environment = kEnvironment;
        auto pid = posix::startChild(daemon);
        if (!pid) {
            return fail(pid.error());
        }
        daemon_ = *pid;
        auto ready = waitForSocket(watch);
        for (const auto& words : {Words{"target", "new", "--targetname", iqn},
                                  Words{"logicalunit", "new", "--lun", "1", "--backing-store", disk},
                                  Words{"target", "bind", "--initiator-address", "ALL"}}) {
            if (ready) {
                ready = administer(words);
            }
        }
        return ready;
    }

    Result<> stop() override {
        if (daemon_ <= 0) {
            return {};
        }
        // tgtd ignores SIGTERM while it has targets
        auto deleted = administer({"target", "delete", "--force"});
        ::kill(daemon_, SIGTERM);
        posix::Descriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, daemon_, 0)));
        if (!posix::waitFor(ended.get(), POLLIN, posix::Clock::now() + 2s)) {
            ::kill(daemon_, SIGKILL);
        }
        ::waitpid(std::exchange(daemon_, -1), nullptr, 0);
        return deleted;
    }

private:
    using Words = std::vector<std::string>; // mode, operation, further words

    // tgtd binds its socket and then listens, so the first connection may still be refused: try on every event.
    Result<> waitForSocket(const posix::Descriptor& watch) const {
        auto deadline = posix::Clock::now() + 10s;
        while (::access((kSocket + ".0").c_str(), F_OK) != 0) {
            if (::waitpid(daemon_, nullptr, WNOHANG) == daemon_) {
                return fail(targetError("start it", "it ended at once"));
            }
            if (posix::Clock::now() >= deadline) {
                return fail(targetError("start it", "its control socket did not appear"));
            }
            posix::waitFor(watch.get(), POLLIN, std::min(deadline, posix::Clock::now() + 500ms));
        }
        return {};
    }

    static Result<> administer(const Words& words) {
        posix::ChildSpec spec({"tgtadm", "--lld", "iscsi", "--mode", words[0], "--op", words[1], "--tid", "1"});
        spec.argv.insert(spec.argv.end(), words.begin() + 2, words.end());
        spec.environment = kEnvironment;
        spec.deadline = posix::Clock::now() + 10s;
        int status = 0;
        for (int attempt = 0; attempt < 10; ++attempt) {
            auto outcome = posix::runChild(spec);
            if (!outcome) {
                return fail(outcome.error());
            }
            status = outcome->status;
            if (status == 0) {
                return {};
            }
            ::poll(nullptr, 0, 100);
        }
        return fail(targetError("tgtadm " + words[0] + " " + words[1], "exit status " + std::to_string(status)));
    }

    int daemon_ = -1;
};

} // namespace

std::unique_ptr<DiskTarget> makeTgtTarget() { return std::make_unique<TgtTarget>(); }

} // namespace seedbed::deploy_agent
