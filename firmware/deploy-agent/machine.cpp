// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/machine.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using posix::Descriptor;

bool isMounted(const char* path) {
    struct stat here {};
    struct stat above {};
    return ::stat(path, &here) == 0 && ::stat("/", &above) == 0 && here.st_dev != above.st_dev;
}

Result<> mountOn(const char* type, const char* path) {
    ::mkdir(path, 0755);
    if (::mount(type, path, type, 0, nullptr) != 0) {
        return fail(posix::systemError("AGENT-MOUNT", path, std::string("mount ") + type));
    }
    return {};
}

bool loadModule(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return ::syscall(SYS_finit_module, file.get(), "", 0) == 0 || errno == EEXIST;
}

[[noreturn]] void leave(const Console& console, int how, const char* what) {
    ::sync();
    ::reboot(how);
    console.complain(posix::systemError("AGENT-RESTART", "kernel", what));
    ::_exit(1); // on a kernel of our own this is a panic, which the console shows
}

} // namespace

Ground whereAreWe() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    bool told = std::getenv("SEEDBED_BLADE") != nullptr || std::getenv("container") != nullptr;
    return told || ::access("/proc/cmdline", F_OK) == 0 ? Ground::namespaced : Ground::machine;
}

Result<> mountSystem(Ground ground) {
    for (auto [type, path] : {std::pair("proc", "/proc"), std::pair("sysfs", "/sys"), std::pair("devtmpfs", "/dev")}) {
        bool hostDevices = std::string_view(type) == "devtmpfs" && ground == Ground::namespaced;
        if (hostDevices || isMounted(path)) {
            continue;
        }
        auto mounted = mountOn(type, path);
        if (!mounted) {
            return mounted;
        }
    }
    ::mkdir("/run", 0755);
    ::mkdir("/tmp", 01777);
    return {};
}

Result<> mountConfigfs() {
    constexpr const char* place = "/sys/kernel/config";
    struct stat here {};
    struct stat above {};
    if (::stat(place, &here) == 0 && ::stat("/sys/kernel", &above) == 0 && here.st_dev != above.st_dev) {
        return {};
    }
    return mountOn("configfs", place);
}

void loadModules(const Console& console) {
    auto list = readFile("/modules.order");
    if (!list) {
        console.say("no /modules.order: everything must be built in");
        return;
    }
    int loaded = 0;
    for (const auto& line : split(*list, '\n')) {
        if (line.empty()) {
            continue;
        }
        if (loadModule(line)) {
            ++loaded;
        } else {
            console.complain(posix::systemError("AGENT-MODULE", line, "load it"));
        }
    }
    console.say("loaded " + std::to_string(loaded) + " kernel modules");
}

DeviceEvents::DeviceEvents()
    : socket_(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT)) {
    sockaddr_nl group{};
    group.nl_family = AF_NETLINK;
    group.nl_groups = 1;
    if (::bind(socket_.get(), reinterpret_cast<sockaddr*>(&group), sizeof group) != 0) {
        socket_.reset(); // wait() then looks again every `atMost`
    }
}

bool DeviceEvents::wait(posix::Clock::time_point deadline, std::chrono::milliseconds atMost) const {
    if (posix::Clock::now() >= deadline) {
        return false;
    }
    auto until = std::min(deadline, posix::Clock::now() + atMost);
    if (posix::waitFor(socket_.get(), POLLIN, until)) {
        std::array<char, 8192> events{};
        while (::recv(socket_.get(), events.data(), events.size(), 0) > 0) {
        }
    }
    return true;
}

void restart(const Console& console) {
    console.say("restarting");
    leave(console, RB_AUTOBOOT, "restart");
}

void powerOff(const Console& console) {
    console.say("powering off");
    leave(console, RB_POWER_OFF, "power off");
}

} // namespace seedbed::deploy_agent
