// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/bootloader.hpp"

#include <fcntl.h>

#include "firmware/deploy-agent/image/disk_sink.hpp"
#include "firmware/deploy-agent/image/partition_table.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;

constexpr const char* kBootCode =
    "/usr/lib/syslinux/mbr/mbr.bin"; // of Debian's syslinux-common, in the ramdisk too
constexpr std::size_t kCodeBytes = 440;

tl::unexpected<Error> noBootloader(std::string id, std::string cause, std::string action) {
    return fail({.kind = ErrorKind::unsupported,
                 .id = std::move(id),
                 .object = "boot loader",
                 .attempted = "install it",
                 .cause = std::move(cause),
                 .action = std::move(action)});
}

Result<std::string> readSector(const posix::Descriptor& disk, const std::string& path, std::uint64_t offset) {
    std::string sector(kSector, '\0');
    if (::pread(disk.get(), sector.data(), sector.size(), static_cast<off_t>(offset)) != std::ssize(sector)) {
        return fail(
            posix::systemError("AGENT-BOOTLOADER", "disk " + path, "read at " + std::to_string(offset)));
    }
    return sector;
}

bool bootable(const std::string& sector) {
    return std::string_view(sector).substr(510) == "\x55\xaa";
}

// The active partition brings what the boot code starts.
Result<> checkActive(const posix::Descriptor& disk, const std::string& path, const std::string& first) {
    const auto table = readTable(first);
    if (!table || !table->active) {
        return noBootloader("AGENT-BOOTLOADER", "the disk has no active partition", "write an image first");
    }
    auto sector = readSector(disk, path, table->active->begin);
    if (!sector) {
        return fail(sector.error());
    }
    return bootable(*sector) ? Result<>()
                             : noBootloader("AGENT-BOOTLOADER", "the image has no boot sector of its own",
                                            "install EXTLINUX in the image, or use a whole-disk image");
}

} // namespace

Result<std::string> withBootCode(std::string sector, const std::string& code) {
    const auto table = readTable(sector);
    if (!table || code.empty() || code.size() > kCodeBytes) {
        return noBootloader("AGENT-BOOTLOADER",
                            table ? "the boot code has a wrong size" : "the disk has no partition table",
                            "write an image first");
    }
    sector.replace(0, kCodeBytes, code + std::string(kCodeBytes - code.size(), '\0'));
    return sector;
}

Result<Json> installBootloader(Scene& scene, const Json& params, const Job::Tell&) {
    const auto mode = params.find("target_boot_mode");
    if (mode != params.end() && *mode == "uefi") {
        return noBootloader("AGENT-BOOT-MODE", "the node says boot mode uefi, the blade starts by BIOS",
                            "set capabilities boot_mode:bios in the node's properties");
    }
    auto found = findRootDisk(scene.search, scene.node);
    auto code = readFile(kBootCode, kSector);
    if (!found || !code) {
        return fail(found ? code.error() : found.error());
    }
    const posix::Descriptor disk(::open(found->path.c_str(), O_RDWR | O_CLOEXEC));
    auto first = readSector(disk, found->path, 0);
    auto done = first ? checkActive(disk, found->path, *first) : fail(first.error());
    auto sector = done ? withBootCode(*first, *code) : fail(done.error());
    if (!sector) {
        return fail(sector.error());
    }
    done = writeAt(disk, found->path, 0, *sector);
    ::fsync(disk.get());
    return done ? Result<Json>(Json{{"device", found->path}}) : fail(done.error());
}

} // namespace seedbed::deploy_agent
