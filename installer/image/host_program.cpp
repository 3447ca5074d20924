// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/host_program.hpp"

#include <algorithm>
#include <array>

#include "installer/image/elf.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::image {
namespace {

namespace fs = std::filesystem;

// The loader's built-in search path, the same inside the image, so that no ld.so.cache is needed
const std::array<std::string, 4> kLibraryFolders{"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64",
                                                 "/usr/lib"};

Result<> addLibrary(FileTree& tree, const std::string& name);

Result<> addNeeds(FileTree& tree, const std::string& file) {
    auto needs = readElfNeeds(file);
    if (!needs) {
        return fail(needs.error());
    }
    if (!needs->interpreter.empty() && !tree.contains(needs->interpreter)) {
        auto loader = readFile(needs->interpreter);
        if (!loader) {
            return fail(loader.error());
        }
        tree.addFile(needs->interpreter, std::move(*loader), 0755);
    }
    for (const auto& library : needs->libraries) {
        auto added = addLibrary(tree, library);
        if (!added) {
            return added;
        }
    }
    return {};
}

Result<> addLibrary(FileTree& tree, const std::string& name) {
    std::string path = kLibraryFolders[0] + "/" + name;
    bool loader = startsWith(name, "ld-linux"); // it is the interpreter
    if (loader || tree.contains(path)) {
        return {};
    }
    for (const auto& folder : kLibraryFolders) {
        auto content = readFile(fs::path(folder) / name);
        if (content) {
            tree.addFile(path, *content, 0755);
            return addNeeds(tree, *content);
        }
    }
    return fail({.kind = ErrorKind::notFound,
                 .id = "IMAGE-LIBRARY",
                 .object = name,
                 .attempted = "find the library",
                 .cause = "it is in none of the library folders",
                 .action = "reinstall the package of the program that needs it"});
}

} // namespace

Result<> addHostProgram(FileTree& tree, const std::vector<fs::path>& candidates, const std::string& path) {
    auto found = std::find_if(candidates.begin(), candidates.end(), [](const auto& file) { return fs::exists(file); });
    if (found == candidates.end()) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "IMAGE-PROGRAM",
                     .object = candidates.empty() ? path : candidates.front().string(),
                     .attempted = "copy it into the image",
                     .cause = "it is not installed",
                     .action = "install the packages of installer/dependencies"});
    }
    auto content = readFile(*found);
    if (!content) {
        return fail(content.error());
    }
    tree.addFile(path, *content, 0755);
    auto added = addNeeds(tree, *content);
    return added ? added : fail(added.error().withContext(found->string()));
}

} // namespace seedbed::image
