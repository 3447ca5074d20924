// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/disk.hpp"

#include <cstdlib>
#include <memory>
#include <optional>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "firmware/deploy-agent/ext4_label.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using posix::Descriptor;

std::optional<Disk> diskAt(const std::string& path) {
    struct stat status {};
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || ::fstat(file.get(), &status) != 0 || !(S_ISBLK(status.st_mode) || S_ISREG(status.st_mode))) {
        return std::nullopt;
    }
    auto end = ::lseek(file.get(), 0, SEEK_END);
    if (end <= 0) {
        return std::nullopt;
    }
    return Disk{path, static_cast<std::uint64_t>(end)};
}

std::vector<std::string> blockDevices() {
    std::vector<std::string> names;
    std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/sys/class/block"), ::closedir);
    while (const auto* entry = directory ? ::readdir(directory.get()) : nullptr) { // NOLINT: one thread
        if (entry->d_name[0] != '.') {
            names.emplace_back(entry->d_name);
        }
    }
    return names;
}

bool holds(const std::string& path, const RootDevice& root) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string block(kSuperblockSize, '\0');
    if (!file || ::pread(file.get(), block.data(), block.size(), kSuperblockOffset) !=
                     static_cast<ssize_t>(block.size())) {
        return false;
    }
    auto identity = readSuperblock(block);
    return identity && (root.by == RootDevice::By::uuid ? identity->uuid : identity->label) == root.value;
}

std::optional<std::string> rootNow(const RootDevice& root) {
    if (root.by == RootDevice::By::path) {
        return diskAt(root.value) ? std::optional(root.value) : std::nullopt;
    }
    for (const auto& name : blockDevices()) {
        auto path = "/dev/" + name;
        if (holds(path, root)) {
            return path;
        }
    }
    return std::nullopt;
}

} // namespace

Result<Disk> findDisk(const std::vector<std::string>& names, const DeviceEvents& events,
                      posix::Clock::time_point deadline) {
    do {
        for (const auto& name : names) {
            auto disk = diskAt("/dev/" + name);
            if (disk) {
                return *disk;
            }
        }
    } while (events.wait(deadline));
    std::string wanted;
    for (const auto& name : names) {
        wanted += (wanted.empty() ? "" : ",") + name;
    }
    return fail({.kind = ErrorKind::notFound,
                 .id = "AGENT-DISK",
                 .object = "disk " + wanted,
                 .attempted = "find the disk to export",
                 .cause = "none of them appeared",
                 .action = "check the blade's disk and the disk= list"});
}

std::uint64_t bytesWritten(const Disk& disk) {
    struct stat status {};
    if (::stat(disk.path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
        return static_cast<std::uint64_t>(status.st_blocks) * 512;
    }
    // /sys/class/block/<name>/stat: the seventh number counts written sectors
    auto name = disk.path.substr(disk.path.rfind('/') + 1);
    auto text = readFile("/sys/class/block/" + name + "/stat");
    std::uint64_t sectors = 0;
    const char* at = text ? text->c_str() : "";
    for (int i = 0; i < 7; ++i) {
        char* end = nullptr;
        sectors = std::strtoull(at, &end, 10);
        at = end;
    }
    return sectors * 512;
}

Result<std::string> findRoot(const RootDevice& root, const DeviceEvents& events, posix::Clock::time_point deadline) {
    do {
        auto path = rootNow(root);
        if (path) {
            return *path;
        }
    } while (events.wait(deadline));
    return fail({.kind = ErrorKind::notFound,
                 .id = "AGENT-ROOT",
                 .object = "root file system " + root.value,
                 .attempted = "find it",
                 .cause = "no disk or partition holds it",
                 .action = "deploy the blade again, or correct root="});
}

} // namespace seedbed::deploy_agent
