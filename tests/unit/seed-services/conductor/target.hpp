// SPDX-License-Identifier: GPL-3.0-or-later
// The judge of the iSCSI writer: Debian's tgtd with one file as LUN 1, on a loopback address and a control
// socket of its own. Ends with the object.
#pragma once

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

extern char** environ;

namespace seedbed::test {

struct TemporaryFolder {
    TemporaryFolder() {
        std::string name = "/tmp/seedbed-test-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        path = name;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    std::filesystem::path path;
};

inline pid_t launch(const std::vector<std::string>& words, const std::string& extraEnvironment = {}) {
    std::vector<char*> argv;
    for (const auto& word : words) {
        argv.push_back(const_cast<char*>(word.c_str()));
    }
    argv.push_back(nullptr);
    std::vector<char*> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        environment.push_back(*entry);
    }
    environment.push_back(const_cast<char*>(extraEnvironment.c_str()));
    environment.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid = -1;
    if (posix_spawnp(&pid, argv[0], &quiet, nullptr, argv.data(), environment.data()) != 0) {
        pid = -1;
    }
    posix_spawn_file_actions_destroy(&quiet);
    return pid;
}

inline int finish(pid_t pid) {
    int status = 0;
    return pid > 0 && ::waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class Target {
public:
    Target(std::string address, const std::filesystem::path& folder, std::uint64_t diskBytes)
        : address_(std::move(address)), disk_(folder / "disk"),
          socket_(fmt::format("TGT_IPC_SOCKET={}", (folder / "tgtd.sock").string())) {
        std::ofstream(disk_).close();
        std::filesystem::resize_file(disk_, diskBytes);
        auto* before = std::signal(SIGXFSZ, SIG_IGN); // inherited: a write behind the limit is an error, no end
        pid_ = launch({"tgtd", "-f", "--iscsi", "portal=" + address_ + ":3260"}, socket_);
        std::signal(SIGXFSZ, before);
        for (int attempt = 0; attempt < 200 && control({"--op", "show", "--mode", "sys"}) != 0; ++attempt) {
            if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
                throw std::runtime_error("tgtd ended at once");
            }
        }
        const int made = control({"--op", "new", "--mode", "target", "--tid", "1", "-T", iqn()}) +
                         control({"--op", "new", "--mode", "logicalunit", "--tid", "1", "--lun", "1", "-b",
                                  disk_.string()}) +
                         control({"--op", "bind", "--mode", "target", "--tid", "1", "-I", "ALL"});
        if (made != 0) {
            throw std::runtime_error("tgtadm failed");
        }
    }
    ~Target() { signal(SIGKILL); }
    Target(const Target&) = delete;

    void signal(int number) {
        if (pid_ > 0) {
            ::kill(pid_, number);
        }
        if (number == SIGKILL) {
            finish(std::exchange(pid_, -1));
        }
    }
    // From this byte on the disk cannot be written.
    void endAt(std::uint64_t byte) {
        const rlimit limit{byte, byte};
        if (::prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr) != 0) {
            throw std::runtime_error("no limit for tgtd");
        }
    }
    std::string iqn() const { return "iqn-11112222-3333-4444-5555-666677778888"; }
    const std::string& address() const { return address_; }
    const std::filesystem::path& disk() const { return disk_; }

private:
    int control(std::vector<std::string> words) {
        words.insert(words.begin(), {"tgtadm", "--lld", "iscsi"});
        return finish(launch(words, socket_));
    }

    std::string address_;
    std::filesystem::path disk_;
    std::string socket_;
    pid_t pid_ = -1;
};

} // namespace seedbed::test
