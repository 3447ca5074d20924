// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/cpio.hpp"

#include <array>

#include <fmt/format.h>

namespace seedbed::image {
namespace {

unsigned modeOf(const Entry& entry) {
    switch (entry.kind) {
    case Entry::Kind::directory: return 0040000 | entry.mode;
    case Entry::Kind::link: return 0120000 | entry.mode;
    case Entry::Kind::file: return 0100000 | entry.mode;
    }
    return 0;
}

void pad(std::string& archive) { archive.append((4 - archive.size() % 4) % 4, '\0'); }

void append(std::string& archive, std::size_t inode, const std::string& name, const Entry& entry) {
    unsigned links = entry.kind == Entry::Kind::directory ? 2 : 1;
    // inode, mode, uid, gid, links, time, size, device (4), name size, check
    std::array<std::size_t, 13> fields{inode, modeOf(entry), 0, 0, links, 0, entry.content.size(), 0, 0, 0, 0,
                                       name.size() + 1, 0};
    archive += "070701";
    for (auto field : fields) {
        archive += fmt::format("{:08x}", field);
    }
    archive += name;
    archive += '\0';
    pad(archive);
    archive += entry.content;
    pad(archive);
}

} // namespace

std::string packCpio(const FileTree& tree) {
    std::string archive;
    std::size_t inode = 1;
    for (const auto& [path, entry] : tree.entries()) {
        append(archive, inode++, path.substr(1), entry);
    }
    append(archive, 0, "TRAILER!!!", {Entry::Kind::file, 0, ""});
    archive.append((512 - archive.size() % 512) % 512, '\0');
    return archive;
}

} // namespace seedbed::image
