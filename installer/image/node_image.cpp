// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/node_image.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "installer/image/disk_layout.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::image {
namespace {

namespace fs = std::filesystem;

// Every time stamp in the image
constexpr std::string_view kTime = "1403740800";

Error writeError(const fs::path& file, std::string cause) {
    return {.kind = ErrorKind::internal,
            .id = "IMAGE-WRITE",
            .object = file.string(),
            .attempted = "write the image",
            .cause = std::move(cause),
            .action = "check the free space"};
}

// A folder for the children's input files, gone afterwards.
class Scratch {
public:
    explicit Scratch(fs::path place) : place_(std::move(place)) {
        std::error_code ignored;
        fs::remove_all(place_, ignored);
        fs::create_directories(place_, ignored);
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(place_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    fs::path operator/(const std::string& name) const { return place_ / name; }

private:
    fs::path place_;
};

Task<std::string> tool(std::vector<std::string> argv, std::string input = "") {
    ProcessSpec spec(std::move(argv));
    spec.environment = {{"E2FSPROGS_FAKE_TIME", std::string(kTime)},
                        {"SOURCE_DATE_EPOCH", std::string(kTime)},
                        {"MTOOLS_SKIP_CHECK", "1"},
                        {"TZ", "UTC"},
                        {"LC_ALL", "C"},
                        {"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
    spec.input = std::move(input);
    co_return co_await runChecked(std::move(spec));
}

Result<> writeAt(const fs::path& file, std::string_view bytes) {
    int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    bool done = descriptor >= 0 &&
                ::pwrite(descriptor, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
    ::close(descriptor);
    return done ? Result<>() : fail(writeError(file, "the master boot record was not written"));
}

std::string bootMenu(const std::string& rootUuid) {
    return "SERIAL 0 115200\nPROMPT 0\nTIMEOUT 1\nDEFAULT node\nLABEL node\nKERNEL /vmlinuz\nINITRD /initrd\n"
           "APPEND root=UUID=" +
           rootUuid + " rw console=ttyS0,115200 net.ifnames=0 cryptomgr.notests quiet\n";
}

Task<> makeBoot(const fs::path& image, const Partition& boot, const NodeDisk& disk, const std::string& uuid) {
    Scratch scratch(image.string() + ".boot");
    for (const auto& [name, content] : {std::pair("vmlinuz", disk.kernel), std::pair("initrd", disk.ramdisk),
                                        std::pair("syslinux.cfg", bootMenu(uuid))}) {
        auto written = writeFile(scratch / name, content);
        if (!written) {
            co_return fail(written.error());
        }
    }
    std::vector<std::vector<std::string>> steps{
        {"mkfs.vfat", "-F", "16", "--invariant", "-i", uuid.substr(0, 8), "-n", "SEEDBED", "--offset",
         fmt::format("{}", boot.offset / kSector), image.string(), fmt::format("{}", boot.size / 1024)},
        {"syslinux", "--install", "--offset", fmt::format("{}", boot.offset), image.string()},
        {"mcopy", "-m", "-i", fmt::format("{}@@{}", image.string(), boot.offset), (scratch / "syslinux.cfg").string(),
         (scratch / "initrd").string(), (scratch / "vmlinuz").string(), "::"}};
    for (auto& step : steps) {
        auto done = co_await tool(std::move(step));
        if (!done) {
            co_return fail(done.error());
        }
    }
    co_return Result<>();
}

// The commands by which debugfs fills an empty file system: no root needed, owners, times and order as we say.
Result<std::string> fillScript(const FileTree& tree, const Scratch& scratch) {
    std::string script;
    std::size_t count = 0;
    for (const auto& [path, entry] : tree.entries()) {
        auto slash = path.rfind('/');
        auto parent = slash == 0 ? "/" : path.substr(0, slash);
        auto name = path.substr(slash + 1);
        unsigned type = 0100000;
        if (entry.kind == Entry::Kind::directory) {
            script += fmt::format("cd {}\nmkdir {}\n", parent, name); // "mkdir /x" would go to the current folder
            type = 0040000;
        } else if (entry.kind == Entry::Kind::link) {
            script += fmt::format("cd {}\nsymlink {} {}\n", parent, name, entry.content);
            continue;
        } else {
            auto source = scratch / fmt::format("f{}", count++);
            auto written = writeFile(source, entry.content);
            if (!written) {
                return fail(written.error());
            }
            script += fmt::format("cd {}\nwrite {} {}\n", parent, source.string(), name);
        }
        script += fmt::format("sif {0} mode {1:#o}\nsif {0} uid 0\nsif {0} gid 0\n", path, type | entry.mode);
    }
    return script;
}

Task<> makeRoot(const fs::path& image, const Partition& root, const FileTree& tree, const std::string& uuid) {
    Scratch scratch(image.string() + ".root");
    auto script = fillScript(tree, scratch);
    if (!script) {
        co_return fail(script.error());
    }
    std::vector<std::string> make{"mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", "-I", "256", "-U", uuid, "-L",
                                  "seedbed-root", "-m", "0", "-O", "^orphan_file,^metadata_csum_seed,^resize_inode",
                                  "-E", fmt::format("offset={},hash_seed={},root_owner=0:0,nodiscard", root.offset, uuid),
                                  image.string(), fmt::format("{}k", root.size / 1024)};
    auto made = co_await tool(std::move(make));
    if (!made) {
        co_return fail(made.error());
    }
    std::vector<std::string> fill{"debugfs", "-w", "-f", "-", fmt::format("{}?offset={}", image.string(), root.offset)};
    auto filled = co_await tool(std::move(fill), std::move(*script));
    if (!filled) {
        co_return fail(filled.error());
    }
    co_return Result<>();
}

std::uint64_t contentSize(const FileTree& tree) {
    std::uint64_t size = 0;
    for (const auto& [path, entry] : tree.entries()) {
        size += entry.content.size() + 1024;
    }
    return size;
}

std::string identity(const NodeDisk& disk) {
    std::string all = sha256Hex(disk.kernel) + sha256Hex(disk.ramdisk) + std::to_string(disk.size);
    for (const auto& [path, entry] : disk.root.entries()) {
        all += fmt::format("{} {:o} {}\n", path, entry.mode, sha256Hex(entry.content));
    }
    return uuidOf(all);
}

} // namespace

Task<> writeNodeImage(NodeDisk disk, fs::path file) {
    auto bootCode = readFile("/usr/lib/syslinux/mbr/mbr.bin");
    if (!bootCode) {
        co_return fail(bootCode.error());
    }
    auto layout = planDisk(disk.size, disk.kernel.size() + disk.ramdisk.size(), contentSize(disk.root));
    if (!layout) {
        co_return fail(layout.error());
    }
    auto uuid = identity(disk);
    std::error_code problem;
    fs::remove(file, problem);
    auto created = writeFile(file, "");
    if (!created) {
        co_return fail(created.error());
    }
    fs::resize_file(file, layout->size, problem);
    if (problem) {
        co_return fail(writeError(file, problem.message()));
    }
    auto signature = static_cast<std::uint32_t>(std::stoul(uuid.substr(0, 8), nullptr, 16));
    auto marked = writeAt(file, masterBootRecord(*layout, *bootCode, signature));
    if (!marked) {
        co_return fail(marked.error());
    }
    auto boot = co_await makeBoot(file, layout->boot, disk, uuid);
    if (!boot) {
        co_return fail(boot.error());
    }
    co_return co_await makeRoot(file, layout->root, disk.root, uuid);
}

} // namespace seedbed::image
