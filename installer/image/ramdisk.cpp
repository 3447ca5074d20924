// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/ramdisk.hpp"

#include "installer/image/cpio.hpp"
#include "installer/image/host_program.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::image {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBootCode = "/usr/lib/syslinux/mbr/mbr.bin"; // where the agent looks for it

Result<FileTree> withAgent(const Kernel& kernel, const fs::path& programs, const std::vector<std::string>& modules) {
    FileTree tree;
    for (const char* folder : {"/dev", "/proc", "/sys", "/run", "/tmp", "/newroot"}) {
        tree.addDirectory(folder);
    }
    auto agent = readFile(programs / "seedbed-agent");
    if (!agent) {
        return fail(agent.error().withContext("the ramdisk's init"));
    }
    tree.addFile("/init", std::move(*agent), 0755);
    auto added = addModules(tree, kernel.modules, modules);
    if (!added) {
        return fail(added.error());
    }
    return tree;
}

} // namespace

Result<FileTree> deployRamdisk(const Kernel& kernel, const fs::path& programs) {
    auto modules = bladeModules();
    modules.insert(modules.end(), targetModules().begin(), targetModules().end());
    auto tree = withAgent(kernel, programs, modules);
    if (!tree) {
        return tree;
    }
    tree->addDirectory("/var/run"); // tgtd fails without it and says nothing
    for (const auto& [name, from] :
         {std::pair("/usr/sbin/tgtd", "/usr/sbin/tgtd"), std::pair("/usr/sbin/tgtadm", "/usr/sbin/tgtadm"),
          std::pair("/sbin/mke2fs", "/usr/sbin/mke2fs"), std::pair("/bin/busybox", "/usr/bin/busybox")}) {
        auto added = addHostProgram(*tree, {from}, name);
        if (!added) {
            return fail(added.error());
        }
    }
    tree->addLink("/bin/sh", "busybox");
    auto bootCode = readFile(kBootCode);
    if (!bootCode) {
        return fail(bootCode.error().withContext("the boot code for partition images"));
    }
    tree->addFile(kBootCode, std::move(*bootCode), 0644);
    return tree;
}

Result<FileTree> nodeRamdisk(const Kernel& kernel, const fs::path& programs) {
    return withAgent(kernel, programs, bladeModules());
}

Task<std::string> packRamdisk(FileTree tree) {
    ProcessSpec spec({"gzip", "-9", "-n", "-c"});
    spec.input = packCpio(tree);
    spec.outputLimit = 256u << 20;
    spec.deadline = std::chrono::minutes(2);
    co_return co_await runChecked(std::move(spec));
}

} // namespace seedbed::image
