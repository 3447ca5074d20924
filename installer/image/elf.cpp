// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/elf.hpp"

#include <cstring>
#include <optional>

#include <elf.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::image {
namespace {

Error broken(std::string cause) {
    return {.kind = ErrorKind::nonsense,
            .id = "IMAGE-ELF",
            .attempted = "read an ELF file",
            .cause = std::move(cause),
            .action = "reinstall the package that holds the file"};
}

template <class Record> std::optional<Record> recordAt(std::string_view file, std::size_t at) {
    Record record;
    if (at > file.size() || file.size() - at < sizeof record) {
        return std::nullopt;
    }
    std::memcpy(&record, file.data() + at, sizeof record);
    return record;
}

std::string_view range(std::string_view file, std::size_t at, std::size_t size) {
    return at <= file.size() ? file.substr(at, size) : std::string_view();
}

std::string stringAt(std::string_view table, std::size_t at) {
    auto rest = range(table, at, table.size());
    return std::string(rest.substr(0, rest.find('\0')));
}

std::optional<Elf64_Ehdr> elfHeader(std::string_view file) {
    auto header = recordAt<Elf64_Ehdr>(file, 0);
    bool ours = header && std::memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
                header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB;
    return ours ? header : std::nullopt;
}

std::vector<Elf64_Shdr> sections(std::string_view file, const Elf64_Ehdr& header) {
    std::vector<Elf64_Shdr> list;
    for (std::size_t i = 0; i < header.e_shnum; ++i) {
        auto section = recordAt<Elf64_Shdr>(file, header.e_shoff + i * sizeof(Elf64_Shdr));
        if (section) {
            list.push_back(*section);
        }
    }
    return list;
}

std::string_view contentOf(std::string_view file, const Elf64_Shdr& section) {
    return section.sh_type == SHT_NOBITS ? std::string_view() : range(file, section.sh_offset, section.sh_size);
}

std::vector<std::string> neededOf(std::string_view dynamic, std::string_view strings) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < dynamic.size(); at += sizeof(Elf64_Dyn)) {
        auto item = recordAt<Elf64_Dyn>(dynamic, at);
        if (item && item->d_tag == DT_NEEDED) {
            names.push_back(stringAt(strings, item->d_un.d_val));
        }
    }
    return names;
}

std::string_view sectionNamed(std::string_view file, const Elf64_Ehdr& header, std::string_view name) {
    auto list = sections(file, header);
    if (header.e_shstrndx >= list.size()) {
        return {};
    }
    auto names = contentOf(file, list[header.e_shstrndx]);
    for (const auto& section : list) {
        if (stringAt(names, section.sh_name) == name) {
            return contentOf(file, section);
        }
    }
    return {};
}

} // namespace

Result<ElfNeeds> readElfNeeds(std::string_view file) {
    auto header = elfHeader(file);
    if (!header) {
        return fail(broken("it is not a 64-bit little-endian ELF file"));
    }
    ElfNeeds needs;
    needs.interpreter = stringAt(sectionNamed(file, *header, ".interp"), 0);
    auto list = sections(file, *header);
    for (const auto& section : list) {
        if (section.sh_type != SHT_DYNAMIC) {
            continue;
        }
        if (section.sh_link >= list.size()) {
            return fail(broken("its dynamic section has no string table"));
        }
        needs.libraries = neededOf(contentOf(file, section), contentOf(file, list[section.sh_link]));
    }
    return needs;
}

Result<std::vector<std::string>> readModuleDepends(std::string_view file) {
    auto header = elfHeader(file);
    if (!header) {
        return fail(broken("it is not a kernel module"));
    }
    std::vector<std::string> depends;
    for (const auto& line : split(sectionNamed(file, *header, ".modinfo"), '\0')) {
        if (!startsWith(line, "depends=")) {
            continue;
        }
        for (auto& name : split(line.substr(8), ',')) {
            if (!name.empty()) {
                depends.push_back(std::move(name));
            }
        }
    }
    return depends;
}

} // namespace seedbed::image
