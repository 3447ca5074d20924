// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/collectors.hpp"

#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "firmware/node-agent/signature.hpp"
#include "firmware/posix/http.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
constexpr int kMaxWalk = 8;

Error collectError(ErrorKind kind, std::string object, std::string cause) {
    return {.kind = kind,
            .id = kind == ErrorKind::notFound ? "COLLECT-NOT-CONFIGURED" : "COLLECT-ANSWER",
            .object = std::move(object),
            .attempted = "collect metadata",
            .cause = std::move(cause),
            .action = "it is tried again"};
}

Result<Json> jsonOf(const std::string& text, const std::string& what) {
    auto strict = parseJson(text, what); // limits the depth
    if (!strict) {
        return fail(strict.error());
    }
    return Json::parse(text); // keeps the order of keys
}

Result<std::string> fetch(const std::string& url) {
    posix::HttpMessage message;
    message.url = url;
    auto reply = posix::exchange(message, posix::Clock::now() + 10s);
    if (!reply) {
        return fail(reply.error());
    }
    if (reply->status != 200) {
        return fail(collectError(ErrorKind::unreachable, url.substr(0, url.find('?')), fmt::format("status {}", reply->status)));
    }
    return std::move(reply->body);
}

std::string unescape(std::string text) {
    static const std::pair<const char*, const char*> entities[] = {
        {"&quot;", "\""}, {"&apos;", "'"}, {"&#39;", "'"}, {"&#34;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&#10;", "\n"}, {"&amp;", "&"}};
    for (const auto& [entity, plain] : entities) {
        for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
            text.replace(at, std::string(entity).size(), plain);
        }
    }
    return text;
}

// "Res.Metadata.sub" -> the value below the resource's metadata.
const Json* below(const Json& metadata, const std::vector<std::string>& path) {
    const Json* value = &metadata;
    for (std::size_t i = 2; i < path.size(); ++i) {
        auto found = value->is_object() ? value->find(path[i]) : value->end();
        if (!value->is_object() || found == value->end()) {
            return nullptr;
        }
        value = &*found;
    }
    return value;
}

struct CfnAccess {
    std::string url, key, secret, stack;
};

Result<Json> describe(const CfnAccess& access, const std::string& resource) {
    auto url = posix::Url::parse(access.url);
    if (!url) {
        return fail(url.error());
    }
    const std::string query = signedQuery("GET", url->authority(), url->target,
                                          {{"Action", "DescribeStackResource"},
                                           {"StackName", access.stack},
                                           {"LogicalResourceId", resource},
                                           {"AWSAccessKeyId", access.key},
                                           {"Timestamp", isoTime(std::chrono::system_clock::now())}},
                                          access.secret);
    auto answer = fetch("http://" + url->authority() + url->target + "?" + query);
    if (!answer) {
        return fail(answer.error());
    }
    return metadataOf(*answer);
}

Result<Json> walk(const std::string& url, int depth) {
    auto listing = fetch(url);
    if (!listing) {
        return fail(listing.error());
    }
    Json result = Json::object();
    for (const std::string& raw : split(*listing, '\n')) {
        std::string name(trim(raw));
        auto equals = name.find('=');
        if (name.empty() || depth >= kMaxWalk) {
            continue;
        }
        bool folder = name.back() == '/' || equals != std::string::npos;
        if (equals != std::string::npos) {
            name = name.substr(0, equals) + "/";
        }
        if (folder) {
            auto inner = walk(url + name, depth + 1);
            if (!inner) {
                return inner;
            }
            result[name.substr(0, name.size() - 1)] = *inner;
            continue;
        }
        auto value = fetch(url + name);
        if (!value) {
            return fail(value.error());
        }
        result[name] = *value;
    }
    return result;
}

bool safeDirectory(const fs::path& directory) {
    struct stat status {};
    return ::stat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::getuid() &&
           (status.st_mode & S_IWOTH) == 0;
}

} // namespace

Result<Json> metadataOf(const std::string& xml) {
    auto begin = xml.find("<Metadata>");
    auto end = xml.find("</Metadata>");
    if (begin == std::string::npos || end == std::string::npos || end < begin) {
        bool empty = xml.find("<Metadata/>") != std::string::npos || xml.find("<Metadata />") != std::string::npos;
        return empty ? Result<Json>(Json::object())
                     : fail(collectError(ErrorKind::nonsense, "DescribeStackResource", "no Metadata in the answer"));
    }
    begin += std::string_view("<Metadata>").size();
    std::string text = unescape(xml.substr(begin, end - begin));
    if (trim(text).empty()) {
        return Json::object();
    }
    return jsonOf(text, "Metadata of the resource");
}

Documents explode(const std::string& key, const Json& document, const std::string& deploymentKey) {
    Documents documents{{key, document}};
    auto list = document.is_object() ? document.find(deploymentKey) : document.end();
    if (!document.is_object() || list == document.end() || !list->is_array()) {
        return documents;
    }
    for (const Json& deployment : *list) {
        if (!deployment.is_object() || !deployment.contains("name") || !deployment.contains("config")) {
            continue;
        }
        const Json group = deployment.value("group", Json());
        bool plain = group.is_null() || group == "os-apply-config" || group == "Heat::Ungrouped";
        if (plain && deployment["name"].is_string()) {
            documents.emplace_back(deployment["name"].get<std::string>(), deployment["config"]);
        }
    }
    return documents;
}

Result<Documents> collectHeatLocal(const CollectorSettings& settings) {
    Json merged = Json::object();
    bool any = false;
    const std::string paths =
        settings.config.get("heat_local", "path", "/var/lib/heat-cfntools/cfn-init-data");
    for (const std::string& path : split(paths, ',')) {
        auto text = readFile(settings.root.string() + std::string(trim(path)));
        auto document = text ? jsonOf(*text, path) : Result<Json>(fail(text.error()));
        if (document && document->is_object()) {
            merged.update(*document);
            any = true;
        }
    }
    if (!any) {
        return fail(collectError(ErrorKind::notFound, "heat_local", "no document at " + paths));
    }
    return explode("heat_local", merged, settings.deploymentKey);
}

Result<Documents> collectEc2(const CollectorSettings& settings) {
    auto url = settings.config.get("ec2", "metadata_url", "http://169.254.169.254/latest/meta-data/");
    auto tree = walk(url, 0);
    if (!tree) {
        return fail(tree.error());
    }
    return Documents{{"ec2", *tree}};
}

Result<Documents> collectCfn(const CollectorSettings& settings) {
    const IniFile& config = settings.config;
    CfnAccess access{config.get("cfn", "metadata_url"), config.get("cfn", "access_key_id"),
                     config.get("cfn", "secret_access_key"), config.get("cfn", "stack_name")};
    const std::string paths = config.get("cfn", "path");
    if (access.url.empty()) {
        auto server = readFile(settings.root.string() + "/var/lib/heat-cfntools/cfn-metadata-server", 4096);
        access.url = server ? std::string(trim(*server)) + "/v1/" : "";
    }
    if (access.url.empty() || access.key.empty() || access.secret.empty() || access.stack.empty() || paths.empty()) {
        return fail(collectError(ErrorKind::notFound, "cfn", "metadata_url, keys, stack_name or path is missing"));
    }
    Json merged = Json::object();
    for (const std::string& entry : split(paths, ',')) {
        auto path = split(trim(entry), '.');
        if (path.size() < 2 || path[1] != "Metadata") {
            return fail(collectError(ErrorKind::invalid, "cfn path " + entry, "it must read Resource.Metadata"));
        }
        auto metadata = describe(access, path[0]);
        if (!metadata) {
            return fail(metadata.error());
        }
        if (const Json* part = below(*metadata, path)) {
            mergeInto(merged, *part);
        }
    }
    return explode("cfn", merged, settings.deploymentKey);
}

Result<Documents> collectLocal(const CollectorSettings& settings) {
    const fs::path directory =
        settings.root.string() + settings.config.get("local", "path", "/var/lib/os-collect-config/local-data");
    if (!safeDirectory(directory)) {
        return fail(collectError(ErrorKind::notFound, directory.string(), "not a directory of ours that others cannot write"));
    }
    std::vector<fs::path> files;
    std::error_code ignored; // what cannot be listed has no documents
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    Documents documents;
    for (const fs::path& file : files) {
        auto text = readFile(file);
        auto document = text ? jsonOf(*text, file.string()) : Result<Json>(fail(text.error()));
        if (!document) {
            return fail(document.error());
        }
        auto parts = explode(file.filename().string(), *document, settings.deploymentKey);
        documents.insert(documents.end(), parts.begin(), parts.end());
    }
    return documents;
}

Result<Documents> collect(const std::string& name, const CollectorSettings& settings) {
    static const std::map<std::string, Result<Documents> (*)(const CollectorSettings&)> collectors{
        {"heat_local", collectHeatLocal}, {"ec2", collectEc2}, {"cfn", collectCfn}, {"local", collectLocal}};
    auto found = collectors.find(name);
    if (found == collectors.end()) {
        Error error = collectError(ErrorKind::invalid, "collector " + name, "there is no such collector");
        error.id = "COLLECT-UNKNOWN";
        return fail(error);
    }
    return found->second(settings);
}

} // namespace seedbed::node_agent
