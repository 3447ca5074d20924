// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/file_tree.hpp"

namespace seedbed::image {

void FileTree::addParents(const std::string& path) {
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        entries_.try_emplace(path.substr(0, slash), Entry{Entry::Kind::directory, 0755, ""});
    }
}

void FileTree::addFile(const std::string& path, std::string content, unsigned mode) {
    addParents(path);
    entries_[path] = Entry{Entry::Kind::file, mode, std::move(content)};
}

void FileTree::addDirectory(const std::string& path, unsigned mode) {
    addParents(path);
    entries_[path] = Entry{Entry::Kind::directory, mode, ""};
}

void FileTree::addLink(const std::string& path, const std::string& target) {
    addParents(path);
    entries_[path] = Entry{Entry::Kind::link, 0777, target};
}

void FileTree::setMode(const std::string& path, unsigned mode) {
    auto entry = entries_.find(path);
    if (entry != entries_.end()) {
        entry->second.mode = mode;
    }
}

} // namespace seedbed::image
