// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/node_boot.hpp"

#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "firmware/deploy-agent/disk.hpp"

namespace seedbed::deploy_agent {
namespace {

constexpr const char* kNewRoot = "/newroot";

// Frees the memory of the ramdisk; stays on its own file system.
void removeTree(int parent, const char* name, dev_t device) {
    struct stat status {};
    if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_dev != device) {
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        int descriptor = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        std::unique_ptr<DIR, int (*)(DIR*)> directory(::fdopendir(descriptor), ::closedir);
        while (const auto* entry = directory ? ::readdir(directory.get()) : nullptr) { // NOLINT: one thread
            std::string_view child = entry->d_name;
            if (child != "." && child != "..") {
                removeTree(descriptor, entry->d_name, device);
            }
        }
    }
    ::unlinkat(parent, name, S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0);
}

// Only ever a ramdisk: anything else is left alone.
void emptyRamdisk() {
    constexpr long kRamfs = 0x858458f6;
    constexpr long kTmpfs = 0x01021994;
    struct statfs kind {};
    struct stat root {};
    if (::statfs("/", &kind) != 0 || ::stat("/", &root) != 0 || (kind.f_type != kRamfs && kind.f_type != kTmpfs)) {
        return;
    }
    removeTree(AT_FDCWD, "/", root.st_dev);
}

Error failed(std::string object, std::string attempted) {
    return posix::systemError("AGENT-MOUNT", std::move(object), std::move(attempted));
}

Error switchRoot() {
    for (const char* place : {"/dev", "/proc", "/sys"}) {
        if (::mount(place, (kNewRoot + std::string(place)).c_str(), nullptr, MS_MOVE, nullptr) != 0) {
            return failed(place, "move it to the node");
        }
    }
    if (::chdir(kNewRoot) != 0) {
        return failed(kNewRoot, "enter it");
    }
    emptyRamdisk();
    if (::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || ::chroot(".") != 0 || ::chdir("/") != 0) {
        return failed("/", "change the root");
    }
    ::execl("/sbin/init", "/sbin/init", nullptr);
    return failed("/sbin/init", "run it");
}

} // namespace

Error bootNode(const Console& console, const Words& words) {
    auto root = parseRootDevice(words);
    if (!root) {
        return root.error();
    }
    DeviceEvents events;
    auto device = findRoot(*root, events, posix::Clock::now() + std::chrono::seconds(20));
    if (!device) {
        return device.error();
    }
    console.say("root is " + *device);
    ::mkdir(kNewRoot, 0755);
    if (::mount(device->c_str(), kNewRoot, "ext4", MS_NOATIME, nullptr) != 0) {
        return failed(*device, "mount it");
    }
    console.say("starting the node");
    return switchRoot();
}

} // namespace seedbed::deploy_agent
