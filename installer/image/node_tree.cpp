// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/host_program.hpp"
#include "installer/image/node_image.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::image {
namespace {

namespace fs = std::filesystem;

// Every file of firmware/node-image at the same path; what is executable there is so in the image.
Result<> addSources(FileTree& tree, const fs::path& source) {
    std::error_code problem;
    for (auto item = fs::recursive_directory_iterator(source, problem); item != fs::end(item);
         item.increment(problem)) {
        std::string path = "/" + item->path().lexically_relative(source).string();
        if (item->is_directory()) {
            tree.addDirectory(path);
            continue;
        }
        auto content = readFile(item->path());
        if (!content) {
            return fail(content.error());
        }
        bool executable = (item->status().permissions() & fs::perms::owner_exec) != fs::perms::none;
        tree.addFile(path, std::move(*content), executable ? 0755 : 0644);
    }
    if (problem) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "FILE-READ",
                     .object = source.string(),
                     .attempted = "read the node's files",
                     .cause = problem.message(),
                     .action = "give --firmware"});
    }
    return {};
}

Result<> addPrograms(FileTree& tree, const fs::path& programs) {
    for (const std::string name : {"os-collect-config", "os-apply-config", "os-refresh-config", "seedbed-metadata", "seedbed-frames"}) {
        auto content = readFile(programs / name);
        if (!content) {
            return fail(content.error().withContext("a program of the node"));
        }
        tree.addFile("/usr/bin/" + name, std::move(*content), 0755);
    }
    auto added = addHostProgram(tree, {"/usr/bin/busybox"}, "/bin/busybox");
    if (added) {
        added = addHostProgram(tree, {"/usr/sbin/dropbear"}, "/usr/sbin/dropbear");
    }
    if (added) {
        added = addHostProgram(tree, {"/usr/bin/dropbearkey"}, "/usr/bin/dropbearkey");
    }
    return added;
}

void addApplets(FileTree& tree, std::string_view list) {
    for (const auto& line : split(list, '\n')) {
        std::string path = "/" + std::string(trim(line)); // "usr/bin/awk"
        if (path.size() > 1 && !tree.contains(path)) {
            tree.addLink(path, "/bin/busybox");
        }
    }
}

void addPlaces(FileTree& tree) {
    for (const char* folder : {"/dev", "/proc", "/sys", "/run", "/boot", "/mnt", "/etc/dropbear", "/srv/www",
                               "/var/lib/heat-cfntools", "/var/lib/os-collect-config", "/var/log"}) {
        tree.addDirectory(folder);
    }
    tree.addLink("/var/run", "/run");
    tree.addDirectory("/tmp", 01777);
    tree.addDirectory("/root", 0700);
    tree.addDirectory("/root/.ssh", 0700);
    tree.setMode("/etc/shadow", 0600);
    tree.setMode("/var/lib/heat-cfntools", 0700);
}

} // namespace

Task<FileTree> nodeTree(fs::path programs, fs::path firmware) {
    FileTree tree;
    addPlaces(tree);
    auto added = addSources(tree, firmware / "node-image");
    if (added) {
        added = addPrograms(tree, programs);
    }
    if (!added) {
        co_return fail(added.error());
    }
    tree.setMode("/etc/shadow", 0600);
    ProcessSpec list({"busybox", "--list-full"});
    auto applets = co_await runChecked(std::move(list));
    if (!applets) {
        co_return fail(applets.error());
    }
    addApplets(tree, *applets);
    co_return tree;
}

} // namespace seedbed::image
