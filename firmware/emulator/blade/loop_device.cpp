// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/loop_device.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/descriptor.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

struct Attached {
    std::string path;
    Descriptor device; // keeps the loop device from clearing itself until it is mounted
};

tl::unexpected<Error> loopError(std::string id, const std::string& object, int code) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = std::move(id);
    error.object = object;
    error.attempted = "mount the root partition";
    error.cause = std::strerror(code);
    error.action = "check that loop devices and ext4 are available on this host";
    return fail(std::move(error));
}

// Somebody else may take the free device between the two calls: then the next one.
Result<Attached> attach(const std::string& disk, const Partition& partition) {
    const Descriptor file(::open(disk.c_str(), O_RDWR | O_CLOEXEC));
    const Descriptor control(::open("/dev/loop-control", O_RDWR | O_CLOEXEC));
    if (!file || !control) {
        return loopError("LOOP-ATTACH", file ? "/dev/loop-control" : disk, errno);
    }
    loop_config wanted{};
    wanted.fd = static_cast<__u32>(file.number());
    wanted.info.lo_offset = partition.offset;
    wanted.info.lo_sizelimit = partition.bytes;
    wanted.info.lo_flags = LO_FLAGS_AUTOCLEAR;
    int code = EBUSY;
    for (int attempt = 0; attempt < 64 && code == EBUSY; ++attempt) {
        const int index = ::ioctl(control.number(), LOOP_CTL_GET_FREE);
        Attached result{fmt::format("/dev/loop{}", index), Descriptor()};
        result.device = Descriptor(index < 0 ? -1 : ::open(result.path.c_str(), O_RDWR | O_CLOEXEC));
        if (!result.device) {
            return loopError("LOOP-ATTACH", result.path, errno);
        }
        if (::ioctl(result.device.number(), LOOP_CONFIGURE, &wanted) == 0) {
            return result;
        }
        code = errno;
    }
    return loopError("LOOP-ATTACH", disk, code);
}

} // namespace

Result<> mountPartition(const std::string& disk, const Partition& partition, const std::string& where) {
    const auto attached = attach(disk, partition);
    if (!attached) {
        return fail(attached.error());
    }
    if (::mount(attached->path.c_str(), where.c_str(), "ext4", 0, nullptr) != 0) {
        return loopError("LOOP-MOUNT", disk, errno);
    }
    return {};
}

bool isLoopAttached(const std::string& disk) {
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator("/sys/block", code)) {
        const auto backing = entry.path() / "loop" / "backing_file";
        if (std::filesystem::exists(backing, code)) {
            const auto file = readFile(backing);
            if (file && trim(*file) == disk) {
                return true;
            }
        }
    }
    return false;
}

} // namespace seedbed::emulator
