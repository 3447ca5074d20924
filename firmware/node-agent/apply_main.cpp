// SPDX-License-Identifier: GPL-3.0-or-later
// os-apply-config: writes configuration files from templates and metadata, or prints one value of the
// metadata. Options and exit codes of the original (tripleo-deployment 11.2).
#include <algorithm>
#include <cstdlib>

#include <unistd.h>

#include "firmware/node-agent/apply.hpp"
#include "firmware/node-agent/metadata_files.hpp"
#include "firmware/posix/options.hpp"
#include "firmware/node-agent/value_types.hpp"
#include "firmware/posix/descriptor.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;
using posix::helped, posix::Options, posix::OptionSpec;

namespace {

using Takes = OptionSpec::Takes;
constexpr const char* kFileList = "/var/lib/os-collect-config/os_config_files.json";
constexpr const char* kOldFileList = "/var/run/os-collect-config/os_config_files.json";

constexpr auto kUsage = R"(usage: os-apply-config [OPTION...]
Writes the configuration files of the template tree from the collected metadata.

  -t, --templates DIR        tree of the templates
  -o, --output DIR           where the files go (default: /)
  -m, --metadata FILE...     the metadata, each file over those before it
  --fallback-metadata FILE...  when there is none of these
  --os-config-files FILE     the file that lists the metadata files
  -s, --subhash KEY          use the metadata below this key only
  -v, --validate             only check that the templates can be filled
  --print-templates          print the tree's path
  --key KEY [--type TYPE] [--key-default VALUE]  print one value
  --boolean-key KEY          exit with 0 when that value is true, else with 1
)";

const std::vector<OptionSpec> kOptions{{"templates", 't'},
                                       {"output", 'o'},
                                       {"metadata", 'm', Takes::values},
                                       {"fallback-metadata", 0, Takes::values},
                                       {"validate", 'v', Takes::nothing},
                                       {"print-templates", 0, Takes::nothing},
                                       {"subhash", 's'},
                                       {"key"},
                                       {"type"},
                                       {"key-default"},
                                       {"boolean-key"},
                                       {"os-config-files"}};

std::string environmentOr(const char* name, std::string fallback) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? std::move(fallback) : value;
}

std::string defaultTemplates() {
    std::string standard = "/usr/libexec/os-apply-config/templates";
    for (const char* old :
         {"/opt/stack/os-apply-config/templates", "/opt/stack/os-config-applier/templates"}) {
        if (::access(standard.c_str(), F_OK) != 0 && ::access(old, F_OK) == 0) {
            return old;
        }
    }
    return standard;
}

Result<std::vector<std::string>> readFileList(const std::string& file) {
    std::vector<std::string> files;
    if (::access(file.c_str(), F_OK) != 0) {
        return files;
    }
    auto text = readFile(file);
    auto list = text ? parseOrdered(*text, file) : fail(text.error());
    if (!list) {
        return fail(list.error());
    }
    for (const auto& item : *list) {
        if (!list->is_array() || !item.is_string()) {
            return fail({.kind = ErrorKind::invalid,
                         .id = "APPLY-FILES",
                         .object = file,
                         .attempted = "read the list",
                         .cause = "it is not a list of paths",
                         .action = "run os-collect-config"});
        }
        files.push_back(item.get<std::string>());
    }
    return files;
}

// The files in order of precedence: options, environment, the list of os-collect-config.
Result<std::vector<std::string>> metadataFiles(const Options& options) {
    auto files = options.all("metadata");
    if (!files.empty()) {
        return files;
    }
    auto colonList = environmentOr("OS_CONFIG_FILES", "");
    if (!colonList.empty()) {
        return split(colonList, ':');
    }
    auto standard = environmentOr("OS_CONFIG_FILES_PATH", kFileList);
    auto path = options.lastOr("os-config-files", standard);
    auto list = readFileList(path);
    return list && list->empty() && path == standard ? readFileList(kOldFileList) : list;
}

Result<Json> metadataOf(const Options& options) {
    std::vector<std::string> files{"/var/cache/heat-cfntools/last_metadata",
                                   "/var/lib/heat-cfntools/cfn-init-data",
                                   "/var/lib/cloud/data/cfn-init-data"};
    if (options.has("fallback-metadata")) {
        files = options.all("fallback-metadata");
    }
    auto more = metadataFiles(options);
    if (!more) {
        return fail(more.error());
    }
    files.insert(files.end(), more->begin(), more->end());
    return readMetadata(files);
}

Result<> print(const std::string& text) {
    return posix::writeAll(posix::Descriptor(::dup(STDOUT_FILENO)), text + "\n",
                           posix::Clock::now() + std::chrono::minutes(1));
}

// str() of the value, which --type looks at.
std::string plainText(const Json& value) {
    if (value.is_boolean()) {
        return value.get<bool>() ? "True" : "False";
    }
    return value.is_string() ? value.get<std::string>() : pythonJson(value);
}

Result<> printKey(const Options& options, const Json& metadata) {
    auto key = *options.last("key");
    const Json* value = findKey(metadata, key);
    if (value == nullptr) {
        auto fallback = options.last("key-default");
        return fallback ? print(*fallback)
                        : fail({.kind = ErrorKind::notFound,
                                .id = "APPLY-KEY",
                                .object = "key " + key,
                                .attempted = "print it",
                                .cause = "it is not in the metadata",
                                .action = "give --key-default or correct the metadata"});
    }
    auto fits = ensureType(plainText(*value), options.lastOr("type", "default"));
    return fits ? print(value->is_boolean() ? pythonJson(*value) : plainText(*value)) : fits;
}

int booleanKey(const std::string& key, const Json& metadata) {
    const Json* value = findKey(metadata, key);
    if (value == nullptr || !value->is_boolean()) {
        return 255;
    }
    return value->get<bool>() ? 0 : 1;
}

Result<Json> subHash(Json metadata, const std::string& path) {
    for (const auto& name : split(path, '.')) {
        if (!path.empty() && (!metadata.contains(name) || !metadata[name].is_object())) {
            return fail({.kind = ErrorKind::notFound,
                         .id = "APPLY-SUBHASH",
                         .object = path,
                         .attempted = "take it out of the metadata",
                         .cause = "it is not an object there",
                         .action = "correct --subhash"});
        }
        if (!path.empty()) {
            metadata = Json(metadata[name]);
        }
    }
    return metadata;
}

Result<> install(const Options& options, const Json& metadata, const std::string& templates) {
    auto part = subHash(metadata, options.lastOr("subhash", ""));
    if (!part) {
        return fail(part.error());
    }
    auto files = renderTree(templates, *part);
    if (!files || options.has("validate")) {
        return files ? Result<>() : fail(files.error());
    }
    return writeTree(*files, options.lastOr("output", "/"));
}

int finish(const Result<>& outcome) {
    if (!outcome) {
        log::error(outcome.error());
    }
    return outcome ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (helped(words, kUsage)) {
        return 0;
    }
    auto options = Options::parse(words, kOptions);
    if (!options) {
        log::error(options.error());
        return 2;
    }
    auto templates =
        options->lastOr("templates", environmentOr("OS_CONFIG_APPLIER_TEMPLATES", defaultTemplates()));
    if (options->has("print-templates")) {
        return finish(print(templates));
    }
    auto metadata = metadataOf(*options);
    if (!metadata) {
        return finish(fail(metadata.error()));
    }
    if (options->has("key")) {
        return finish(printKey(*options, *metadata));
    }
    if (options->has("boolean-key")) {
        return booleanKey(options->lastOr("boolean-key", ""), *metadata);
    }
    return finish(install(*options, *metadata, templates));
}
