// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/pack.hpp"

#include <fmt/format.h>

#include "appliance/site/connectivity.hpp"
#include "appliance/site/reader.hpp"

namespace seedbed {
namespace {

Error unknownPack(const std::filesystem::path& packs, const std::string& name) {
    std::vector<std::string> known;
    std::error_code ignored; // no folder: no packs
    for (const auto& entry : std::filesystem::directory_iterator(packs, ignored)) {
        if (std::filesystem::exists(entry.path() / "pack.yaml")) {
            known.push_back(entry.path().filename().string());
        }
    }
    return {.kind = ErrorKind::notFound,
            .id = "PACK-UNKNOWN",
            .object = fmt::format("pack \"{}\"", name),
            .attempted = "read the pack",
            .cause = "there is no such pack in " + packs.string(),
            .action = known.empty() ? "install the packs" : fmt::format("name one of: {}", fmt::join(known, ", "))};
}

} // namespace

Result<PackSpec> parsePack(std::string_view text, const std::string& name) {
    auto document = parseYaml(text, "pack.yaml");
    if (!document) {
        return fail(document.error());
    }
    FieldReader read(*document, name + "/pack.yaml");
    read.onlyKeys("", {"name", "description", "image", "flexnics", "unused-flexnics", "access-group", "role", "greeting",
                       "stack", "disk-gb"});
    PackSpec pack;
    pack.name = read.text("/name");
    pack.description = read.text("/description");
    pack.image = read.text("/image");
    pack.flexNics = readFlexNics(read, "/flexnics");
    const auto unused = read.optionalText("/unused-flexnics").value_or("any");
    if (unused != "any" && unused != "hidden") {
        read.refuse("SITE-VALUE", "/unused-flexnics", "they cannot be " + unused, "write hidden, or leave it out");
    }
    pack.unusedMustBeHidden = unused == "hidden";
    pack.accessGroup = read.optionalText("/access-group").value_or(pack.accessGroup);
    pack.role = read.text("/role");
    pack.greeting = read.text("/greeting");
    pack.diskGb = read.number("/disk-gb", 1, 100000);
    pack.stackFile = read.text("/stack");
    if (read.error()) {
        return fail(*read.error());
    }
    return pack;
}

Result<PackSpec> readPack(const std::filesystem::path& packs, const std::string& name) {
    const auto directory = packs / name;
    bool plainName = !name.empty() && name.find('/') == std::string::npos && name[0] != '.';
    if (!plainName || !std::filesystem::exists(directory / "pack.yaml")) {
        return fail(unknownPack(packs, name));
    }
    auto text = readFile(directory / "pack.yaml", 1u << 20);
    auto pack = text ? parsePack(*text, name) : fail(text.error());
    if (!pack) {
        return pack;
    }
    auto body = readFile(directory / pack->stackFile, 1u << 20);
    if (!body) {
        return fail(body.error().withContext("read the stack template of pack " + name));
    }
    pack->stackTemplate = std::move(*body);
    return pack;
}

} // namespace seedbed
