// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/namespace_init.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/loop_device.hpp"
#include "firmware/emulator/blade/namespace_machine.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

struct Mount {
    std::string source;
    std::string target; // inside the root
    const char* type = nullptr;
    unsigned long flags = 0;
    const char* options = nullptr;
};

struct Node {
    const char* name;
    unsigned major;
    unsigned minor;
};
// Those every program expects; the console is the pseudo terminal, never a device of the host.
constexpr Node kNodes[] = {{"null", 1, 3},    {"zero", 1, 5}, {"full", 1, 7},      {"random", 1, 8},
                           {"urandom", 1, 9}, {"tty", 5, 0},  {"net/tun", 10, 200}};

tl::unexpected<Error> initError(std::string id, std::string object, int code) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = std::move(id);
    error.object = std::move(object);
    error.attempted = "start the operating system of a namespace blade";
    error.cause = std::strerror(code);
    error.action = "run the chassis as root on a host with namespaces, or use QEMU blades";
    return fail(std::move(error));
}

// First failure of a row of steps; later ones are not tried.
class Steps {
public:
    explicit Steps(std::string root) : root_(std::move(root)) {}

    Steps& mountOn(const Mount& what, bool isFile = false) {
        const auto target = root_ + what.target;
        if (result_) {
            prepare(target, isFile);
        }
        if (result_ &&
            ::mount(what.source.c_str(), target.c_str(), what.type, what.flags, what.options) != 0) {
            result_ = initError("NAMESPACE-MOUNT", what.target, errno);
        }
        return *this;
    }
    // A bind mount takes its flags from a second call (mount(2)). What this kernel does not have needs no
    // cover.
    Steps& readOnly(const std::string& target) {
        std::error_code code;
        if (!std::filesystem::exists(root_ + target, code)) {
            return *this;
        }
        return mountOn({root_ + target, target, nullptr, MS_BIND | MS_REC, nullptr}, isFile(target))
            .mountOn({"none", target, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr}, isFile(target));
    }
    Steps& node(const Node& node) {
        const auto path = root_ + "/dev/" + node.name;
        std::error_code ignored;
        std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
        if (result_ && ::mknod(path.c_str(), S_IFCHR | 0666, ::makedev(node.major, node.minor)) != 0) {
            result_ = initError("NAMESPACE-MOUNT", path, errno);
        }
        return *this;
    }
    Steps& link(const char* target, const std::string& name) {
        std::error_code code;
        std::filesystem::create_symlink(target, root_ + name, code);
        return *this;
    }
    Result<> result() const { return result_; }

private:
    bool isFile(const std::string& target) const {
        std::error_code code;
        return !std::filesystem::is_directory(root_ + target, code);
    }
    void prepare(const std::string& target, bool isFile) {
        std::error_code code;
        if (!isFile) {
            std::filesystem::create_directories(target, code);
        } else if (!std::filesystem::exists(target, code)) {
            std::ofstream created(target);
        }
    }

    std::string root_;
    Result<> result_;
};

Result<> furnish(const NamespaceStart& start) {
    Steps steps(start.root);
    steps.mountOn({"proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr})
        .mountOn({start.commandLineFile, "/proc/cmdline", nullptr, MS_BIND, nullptr}, true)
        .readOnly("/proc/sys")
        .readOnly("/proc/sysrq-trigger")
        .mountOn({"sysfs", "/sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr})
        .mountOn({"tmpfs", "/dev", "tmpfs", MS_NOSUID, "mode=0755,size=1m"});
    for (const auto& node : kNodes) {
        steps.node(node);
    }
    return steps.mountOn({start.console, "/dev/console", nullptr, MS_BIND, nullptr}, true)
        .mountOn({start.disk, "/dev/vda", nullptr, MS_BIND, nullptr}, true)
        .mountOn(
            {"devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"})
        .link("pts/ptmx", "/dev/ptmx")
        .link("/proc/self/fd", "/dev/fd")
        .result();
}

// Network sysctls belong to the blade's own network namespace: those stay writable.
Result<> openNetworkSysctls(const std::string& root) {
    const auto net = root + "/proc/sys/net";
    if (::mount(net.c_str(), net.c_str(), nullptr, MS_BIND, nullptr) != 0 ||
        ::mount("none", net.c_str(), nullptr, MS_BIND | MS_REMOUNT, nullptr) != 0) {
        return initError("NAMESPACE-MOUNT", net, errno);
    }
    return {};
}

Result<> enterRoot(const std::string& root) {
    if (::chdir(root.c_str()) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0 ||
        ::umount2(".", MNT_DETACH) != 0 || ::chdir("/") != 0) {
        return initError("NAMESPACE-INIT", root, errno);
    }
    return {};
}

void giveUpHostPowers() {
    for (const int capability : {CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_TIME, CAP_MKNOD, CAP_SYSLOG,
                                 CAP_AUDIT_CONTROL, CAP_MAC_ADMIN, CAP_MAC_OVERRIDE, CAP_WAKE_ALARM}) {
        ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
}

Result<> mountRoot(const NamespaceStart& start) {
    if (start.partition) {
        return mountPartition(start.disk, *start.partition, start.root);
    }
    if (::mount(start.root.c_str(), start.root.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) {
        return initError("NAMESPACE-MOUNT", start.root, errno);
    }
    return {};
}

// A write at or beyond the limit fails for whoever tries it, as one to a bad sector does. No process inside can
// raise the limit again.
void limitDisk(std::uint64_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

Result<> execInit(const NamespaceStart& start) {
    ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    const auto serial = "SEEDBED_SERIAL=" + start.serial;
    const char* argv[] = {start.init.c_str(), nullptr};
    // "container" is how an init learns that devices and proc are there already (systemd's container
    // interface)
    const char* environment[] = {
        "HOME=/",       "TERM=linux", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "container=seedbed",
        serial.c_str(), nullptr};
    ::execve(start.init.c_str(), const_cast<char**>(argv), const_cast<char**>(environment));
    return initError("NAMESPACE-INIT", start.init, errno);
}

} // namespace

Result<> becomeInit(const std::string& startFile) {
    const auto text = readFile(startFile);
    const auto start = text ? readNamespaceStart(*text) : Result<NamespaceStart>(fail(text.error()));
    if (!start) {
        return fail(start.error());
    }
    auto result = mountRoot(*start);
    if (result) {
        result = furnish(*start);
    }
    if (result) {
        result = openNetworkSysctls(start->root);
    }
    if (result) {
        result = enterRoot(start->root);
    }
    if (!result) {
        return result;
    }
    const std::string_view unnamed = "(none)"; // what a kernel calls itself before anybody names it
    ::sethostname(unnamed.data(), unnamed.size());
    giveUpHostPowers();
    if (start->badByte) {
        limitDisk(*start->badByte);
    }
    return execInit(*start);
}

} // namespace seedbed::emulator
