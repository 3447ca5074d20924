// SPDX-License-Identifier: GPL-3.0-or-later
// The content of a ramdisk or of a root file system before it is packed: paths to files, directories and links, all
// owned by root. Sorted, so that packing it twice gives the same bytes. Pure.
#pragma once

#include <map>
#include <string>

namespace seedbed::image {

struct Entry {
    enum class Kind { directory, file, link };
    Kind kind = Kind::file;
    unsigned mode = 0644;
    std::string content; // of a file, or the target of a link
};

class FileTree {
public:
    // Paths are absolute; missing parents become directories of mode 0755.
    void addFile(const std::string& path, std::string content, unsigned mode = 0644);
    void addDirectory(const std::string& path, unsigned mode = 0755);
    void addLink(const std::string& path, const std::string& target);
    void setMode(const std::string& path, unsigned mode);
    bool contains(const std::string& path) const { return entries_.contains(path); }
    // A directory always comes before what is in it.
    const std::map<std::string, Entry>& entries() const { return entries_; }

private:
    void addParents(const std::string& path);
    std::map<std::string, Entry> entries_;
};

} // namespace seedbed::image
