// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/apply.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <regex>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "firmware/node-agent/mustache.hpp"
#include "firmware/posix/child.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/base/yaml.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;

Error applyError(std::string id, const fs::path& file, std::string cause) {
    return {.kind = ErrorKind::invalid,
            .id = std::move(id),
            .object = file.string(),
            .attempted = "apply the configuration",
            .cause = std::move(cause),
            .action = "correct the file"};
}

// The control file beside a template: "mode" (octal digits as YAML wrote them) and "allow_empty".
Result<> readControl(const fs::path& file, RenderedFile& rendered) {
    auto text = readFile(file, 65536);
    if (!text) {
        return fail(text.error());
    }
    auto document = parseYaml(*text, file.string());
    if (!document) {
        return fail(document.error());
    }
    if (document->value.is_null()) {
        return {};
    }
    if (!document->value.is_object()) {
        return fail(applyError("APPLY-CONTROL", file, "it is no mapping"));
    }
    for (const auto& [key, value] : document->value.items()) {
        if (key == "allow_empty" && value.is_boolean()) {
            rendered.allowEmpty = value.get<bool>();
            continue;
        }
        unsigned mode = 01000;
        const std::string digits = value.is_string() ? value.get<std::string>() : "";
        auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), mode, 8);
        if (value.is_number_unsigned()) {
            mode = value.get<unsigned>();
        }
        if (key != "mode" || mode > 0777 || (value.is_string() && end != digits.data() + digits.size())) {
            return fail(applyError("APPLY-CONTROL", file, fmt::format("\"{}: {}\" is not understood", key, value.dump())));
        }
        rendered.mode = mode;
    }
    return {};
}

Result<std::string> renderFile(const fs::path& file, const Json& metadata) {
    if (::access(file.c_str(), X_OK) == 0) {
        posix::ChildSpec child({file.string()});
        child.input = pythonJson(metadata);
        child.capture = true;
        auto outcome = posix::runChild(child);
        if (!outcome) {
            return fail(outcome.error());
        }
        if (outcome->status != 0) {
            return fail(applyError("APPLY-PROGRAM", file, fmt::format("it ended with {}", outcome->status)));
        }
        return std::move(outcome->output);
    }
    auto text = readFile(file);
    if (!text) {
        return fail(text.error());
    }
    auto rendered = render(*text, metadata);
    if (!rendered) {
        return fail(rendered.error().withContext(file.string()));
    }
    return rendered;
}

Result<> installFile(const RenderedFile& file, const fs::path& path) {
    std::error_code ignored; // the write tells
    if (file.content.empty() && !file.allowEmpty) {
        fs::remove(path, ignored);
        return {};
    }
    fs::create_directories(path.parent_path(), ignored);
    struct stat before {};
    bool existed = ::stat(path.c_str(), &before) == 0;
    unsigned mode = file.mode.value_or(existed ? before.st_mode & 07777 : 0644);
    auto written = writeFile(path, file.content, mode);
    if (written && existed && ::chown(path.c_str(), before.st_uid, before.st_gid) != 0) {
        return fail(applyError("APPLY-OWNER", path, "its owner cannot be kept"));
    }
    return written;
}

} // namespace

Result<Json> mergeMetadata(const std::vector<fs::path>& files) {
    Json merged = Json::object();
    for (const fs::path& file : files) {
        auto text = readFile(file);
        if (!text && text.error().kind == ErrorKind::notFound) {
            continue;
        }
        if (!text) {
            return fail(text.error());
        }
        auto checked = parseJson(*text, file.string());
        if (!checked) {
            return fail(checked.error());
        }
        Json document = Json::parse(*text);
        if (document.is_object()) {
            mergeInto(merged, document);
        }
    }
    return merged;
}

Result<std::vector<RenderedFile>> renderTree(const fs::path& templates, const Json& metadata) {
    std::vector<RenderedFile> files;
    std::error_code problem;
    for (fs::recursive_directory_iterator item(templates, problem), end; !problem && item != end; item.increment(problem)) {
        const fs::path& file = item->path();
        if (!item->is_regular_file() || file.extension() == ".oac") {
            continue;
        }
        RenderedFile rendered;
        rendered.path = file.lexically_relative(templates);
        auto content = renderFile(file, metadata);
        if (!content) {
            return fail(content.error());
        }
        rendered.content = std::move(*content);
        const fs::path control = file.string() + ".oac";
        if (fs::exists(control)) {
            auto read = readControl(control, rendered);
            if (!read) {
                return fail(read.error());
            }
        }
        files.push_back(std::move(rendered));
    }
    if (problem) {
        return fail(applyError("APPLY-TEMPLATES", templates, problem.message()));
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

Result<> install(const std::vector<RenderedFile>& files, const fs::path& root) {
    for (const RenderedFile& file : files) {
        auto installed = installFile(file, root / file.path);
        if (!installed) {
            return installed;
        }
    }
    return {};
}

std::optional<Json> lookUp(const Json& metadata, const std::string& key) {
    const Json* value = &metadata;
    for (const std::string& part : split(key, '.')) {
        std::size_t index = 0;
        bool number = std::from_chars(part.data(), part.data() + part.size(), index).ec == std::errc{};
        if (value->is_object() && value->contains(part)) {
            value = &value->at(part);
        } else if (value->is_array() && number && index < value->size()) {
            value = &value->at(index);
        } else {
            return std::nullopt;
        }
    }
    return value->is_null() ? std::nullopt : std::optional(*value);
}

Result<bool> fitsType(const std::string& value, const std::string& type) {
    static const std::map<std::string, std::string> patterns{
        {"int", "[0-9]+"},
        {"default", "[A-Za-z0-9_]*"},
        {"netaddress", "[A-Za-z0-9/.:-]*"},
        {"netdevice", "[A-Za-z0-9/.:-]*"},
        {"dsn", "[a-zA-Z0-9.+-]+://[^/]*/.*"},
        {"swiftdevices", "(r[0-9]+z[0-9]+-[A-Za-z0-9._-]+:%PORT%/[^,]+,?)+"},
        {"username", "[A-Za-z0-9_-]+"},
        {"raw", "[^]*"}};
    auto found = patterns.find(type);
    if (found == patterns.end()) {
        return fail(applyError("APPLY-TYPE", type, "there is no such type"));
    }
    return std::regex_match(value, std::regex(found->second));
}

} // namespace seedbed::node_agent
