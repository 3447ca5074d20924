// SPDX-License-Identifier: GPL-3.0-or-later
// os-apply-config: see apply.hpp.
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include "firmware/node-agent/apply.hpp"
#include "firmware/node-agent/options.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;
namespace fs = std::filesystem;

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? "" : value;
}

// -m, else OS_CONFIG_FILES, else the list that os-collect-config keeps; the fallback documents come first always.
Result<std::vector<fs::path>> metadataFiles(const Options& options) {
    std::vector<fs::path> files{"/var/cache/heat-cfntools/last_metadata", "/var/lib/heat-cfntools/cfn-init-data",
                                "/var/lib/cloud/data/cfn-init-data"};
    for (const std::string& file : options.all("metadata")) {
        files.emplace_back(file);
    }
    if (options.has("metadata")) {
        return files;
    }
    if (const std::string list = environment("OS_CONFIG_FILES"); !list.empty()) {
        for (const std::string& file : split(list, ':')) {
            files.emplace_back(file);
        }
        return files;
    }
    std::string listFile = options.get("os-config-files", environment("OS_CONFIG_FILES_PATH"));
    if (listFile.empty()) {
        listFile = "/var/lib/os-collect-config/os_config_files.json";
    }
    auto text = readFile(listFile);
    if (!text) {
        return files;
    }
    auto list = parseJson(*text, listFile);
    if (!list) {
        return fail(list.error());
    }
    for (const auto& file : *list) {
        if (file.is_string()) {
            files.emplace_back(file.get<std::string>());
        }
    }
    return files;
}

int printKey(const Options& options, const Json& metadata) {
    const std::string key = options.get("key");
    auto value = lookUp(metadata, key);
    if (!value) {
        if (options.has("key-default")) {
            std::puts(options.get("key-default").c_str());
            return 0;
        }
        std::fprintf(stderr, "error: APPLY-KEY %s: it is not in the metadata\n", key.c_str());
        return 1;
    }
    std::string text = value->is_string() ? value->get<std::string>() : pythonJson(*value);
    auto fits = fitsType(text, options.get("type", "default"));
    bool checked = value->is_string() || value->is_number();
    if (!fits || (checked && !*fits)) {
        return fits ? (std::fprintf(stderr, "error: APPLY-KEY %s: its value does not fit the type\n", key.c_str()), 1)
                    : complain(fits.error());
    }
    std::puts(text.c_str());
    return 0;
}

int booleanKey(const Options& options, const Json& metadata) {
    auto value = lookUp(metadata, options.get("boolean-key"));
    if (!value || !value->is_boolean()) {
        return 255;
    }
    return value->get<bool>() ? 0 : 1;
}

std::string templatesDirectory(const Options& options) {
    std::string place = options.get("templates", environment("OS_CONFIG_APPLIER_TEMPLATES"));
    if (!place.empty()) {
        return place;
    }
    for (const char* candidate : {"/usr/libexec/os-apply-config/templates", "/opt/stack/os-apply-config/templates",
                                  "/opt/stack/os-config-applier/templates"}) {
        if (::access(candidate, F_OK) == 0) {
            return candidate;
        }
    }
    return "/usr/libexec/os-apply-config/templates";
}

int applyAll(const Options& options, const Json& metadata) {
    auto files = renderTree(templatesDirectory(options), metadata);
    if (!files) {
        return complain(files.error());
    }
    if (options.has("validate")) {
        return 0;
    }
    auto installed = install(*files, options.get("output", "/"));
    return installed ? 0 : complain(installed.error());
}

} // namespace

int main(int argc, char** argv) {
    auto options = Options::parse(
        argc, argv,
        {{"metadata", "templates", "output", "os-config-files", "key", "type", "key-default", "boolean-key", "subhash"},
         {"validate", "print-templates", "help"},
         {{'m', "metadata"}, {'t', "templates"}, {'o', "output"}, {'s', "subhash"}, {'h', "help"}}});
    if (!options) {
        return complain(options.error());
    }
    if (options->has("help")) {
        std::puts("usage: os-apply-config [-m FILE]... [-t DIR] [-o DIR] [-s KEY] [--validate]\n"
                  "                       [--key KEY [--type T] [--key-default D]] [--boolean-key KEY] [--print-templates]");
        return 0;
    }
    if (options->has("print-templates")) {
        std::puts(templatesDirectory(*options).c_str());
        return 0;
    }
    auto files = metadataFiles(*options);
    auto metadata = files ? mergeMetadata(*files) : Result<Json>(fail(files.error()));
    if (!metadata) {
        return complain(metadata.error());
    }
    if (options->has("subhash")) {
        auto part = lookUp(*metadata, options->get("subhash"));
        if (!part || !part->is_object()) {
            std::fprintf(stderr, "error: APPLY-SUBHASH %s: it is no mapping\n", options->get("subhash").c_str());
            return 1;
        }
        *metadata = *part;
    }
    if (options->has("key")) {
        return printKey(*options, *metadata);
    }
    return options->has("boolean-key") ? booleanKey(*options, *metadata) : applyAll(*options, *metadata);
}
