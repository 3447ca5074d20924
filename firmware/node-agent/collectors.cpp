// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/collectors.hpp"

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include "firmware/posix/http.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using Outcome = Result<std::vector<Collected>>;

tl::unexpected<Error> skipped(ErrorKind kind, std::string id, std::string object, std::string cause) {
    return fail({.kind = kind,
                 .id = std::move(id),
                 .object = std::move(object),
                 .attempted = "collect metadata",
                 .cause = std::move(cause),
                 .action = "none if this source is not meant to be there"});
}

tl::unexpected<Error> unavailable(std::string object, std::string cause) {
    return skipped(ErrorKind::unreachable, "COLLECT-UNAVAILABLE", std::move(object), std::move(cause));
}

Outcome collectHeatLocal(const CollectConfig& config) {
    Json merged = Json::object();
    for (const auto& path : config.heatLocalPaths) {
        auto text = readFile(path);
        auto value = text ? parseOrdered(*text, path) : fail(text.error());
        if (!value || !value->is_object()) {
            continue;
        }
        for (const auto& [key, item] : value->items()) {
            merged[key] = item;
        }
    }
    if (merged.empty()) {
        return unavailable("heat_local", "no metadata in " + config.heatLocalPaths.front());
    }
    return std::vector<Collected>{{"heat_local", std::move(merged)}};
}

Result<std::string> get(const std::string& url) {
    posix::HttpMessage message;
    message.url = url;
    auto reply = posix::exchange(message, posix::Clock::now() + 10s);
    if (!reply) {
        return fail(reply.error());
    }
    if (reply->status != 200) {
        return unavailable(url, "status " + std::to_string(reply->status));
    }
    return std::move(reply->body);
}

// Names ending in "/" are folders; "0=default" stands for folder 0.
Result<Json> walkEc2(const std::string& url, int depth) {
    auto names = get(url);
    if (!names) {
        return fail(names.error());
    }
    Json values = Json::object();
    for (const auto& line : split(*names, '\n')) {
        std::string name(trim(line));
        auto equals = name.find('=');
        if (equals != std::string::npos) {
            name = name.substr(0, equals) + "/";
        }
        if (name.empty() || depth > 8) {
            continue;
        }
        bool folder = name.back() == '/';
        auto value = folder ? walkEc2(url + name, depth + 1) : Result<Json>(get(url + name));
        if (!value) {
            return value;
        }
        values[folder ? name.substr(0, name.size() - 1) : name] = std::move(*value);
    }
    return values;
}

// Once read, the cached answer is used for ever.
Outcome collectEc2(const CollectConfig& config) {
    auto cached = readFile(config.cacheFolder + "/ec2.json");
    if (cached) {
        auto known = parseOrdered(*cached, "ec2.json");
        if (known) {
            return std::vector<Collected>{{"ec2", std::move(*known)}};
        }
    }
    auto url = config.ec2Url.ends_with('/') ? config.ec2Url : config.ec2Url + "/";
    auto values = walkEc2(url, 0);
    if (!values) {
        return fail(values.error());
    }
    return std::vector<Collected>{{"ec2", std::move(*values)}};
}

// The URL of the configuration, else of the hint file that the instance's boot left.
std::string metadataUrl(const CollectConfig& config) {
    if (!config.stack.metadataUrl.empty()) {
        return config.stack.metadataUrl;
    }
    auto hint = readFile(config.metadataServerHint);
    std::string url(hint ? trim(*hint) : std::string_view());
    return url.empty() || url.find("/v1") != std::string::npos ? url : url + "/v1/";
}

Outcome collectStack(const CollectConfig& config) {
    StackAccess access = config.stack;
    access.metadataUrl = metadataUrl(config);
    for (auto [name, missing] : {std::pair("metadata_url", access.metadataUrl.empty()),
                                 std::pair("stack_name", access.stackName.empty()),
                                 std::pair("access_key_id", access.accessKeyId.empty()),
                                 std::pair("secret_access_key", access.secretAccessKey.empty()),
                                 std::pair("path", config.stackPaths.empty())}) {
        if (missing) {
            return skipped(ErrorKind::notFound, "COLLECT-UNCONFIGURED", "cfn", std::string(name) + " is not set");
        }
    }
    Json merged = Json::object();
    for (const auto& path : config.stackPaths) {
        auto url = describeResourceUrl(access, path.substr(0, path.find('.')));
        auto reply = url ? get(*url) : fail(url.error());
        auto metadata = reply ? parseResourceReply(*reply) : fail(reply.error());
        auto part = metadata ? subMetadata(*metadata, path) : metadata;
        if (!part) {
            // the URL holds a signature: name the path instead
            Error error = part.error();
            error.object = "cfn " + path;
            return fail(std::move(error));
        }
        merged.update(*part);
    }
    return withDeployments("cfn", std::move(merged), config.deploymentKeys);
}

// Metadata decides what runs as root: only root's (or our own) folders, not writable for all.
bool trustworthy(const std::string& folder) {
    struct stat status {};
    return ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
           (status.st_uid == 0 || status.st_uid == ::geteuid()) && (status.st_mode & S_IWOTH) == 0;
}

Outcome collectLocal(const CollectConfig& config) {
    std::vector<Collected> all;
    for (const auto& folder : config.localPaths) {
        if (!trustworthy(folder)) {
            return unavailable("local " + folder, "not a folder of root that only its owner may write");
        }
        std::vector<fs::path> files;
        std::error_code problem;
        for (auto item = fs::directory_iterator(folder, problem); item != fs::end(item); item.increment(problem)) {
            files.push_back(item->path());
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            auto text = readFile(file);
            auto content = text ? parseOrdered(*text, file.string()) : fail(text.error());
            if (!content) {
                return fail(content.error());
            }
            all.push_back({file.filename().string(), std::move(*content)});
        }
    }
    return all;
}

bool isConfiguration(const Json& deployment) {
    if (!deployment.is_object() || !deployment.contains("name") || !deployment["name"].is_string()) {
        return false;
    }
    auto group = deployment.value("group", Json());
    return group.is_null() || group == "os-apply-config" || group == "Heat::Ungrouped";
}

// A file name of its own, whatever the stack is called.
std::string safeName(std::string name) {
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

} // namespace

std::vector<Collected> withDeployments(const std::string& key, Json content,
                                       const std::vector<std::string>& deploymentKeys) {
    std::vector<Collected> all{{key, content}};
    for (const auto& name : deploymentKeys) {
        auto list = content.is_object() && content.contains(name) ? content[name] : Json();
        for (const auto& deployment : list.is_array() ? list : Json(Json::array())) {
            if (isConfiguration(deployment)) {
                all.push_back({safeName(deployment["name"].get<std::string>()),
                               deployment.value("config", Json(Json::object()))});
            }
        }
    }
    return all;
}

Result<std::vector<Collected>> collect(const std::string& collector, const CollectConfig& config) {
    if (collector == "heat_local") {
        return collectHeatLocal(config);
    }
    if (collector == "ec2") {
        return collectEc2(config);
    }
    return collector == "cfn" ? collectStack(config) : collectLocal(config);
}

} // namespace seedbed::node_agent
