// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/stack_resource.hpp"

#include <pugixml.hpp>

#include "firmware/node-agent/sha256.hpp"
#include "firmware/posix/http_text.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

std::string queryText(const Query& query) {
    std::string text;
    for (const auto& [name, value] : query) {
        text += (text.empty() ? "" : "&") + posix::percentEncode(name) + "=" + posix::percentEncode(value);
    }
    return text;
}

Error replyError(std::string cause) {
    return {.kind = ErrorKind::nonsense,
            .id = "CFN-REPLY",
            .object = "metadata service",
            .attempted = "read DescribeStackResource",
            .cause = std::move(cause),
            .action = "check what serves the metadata URL"};
}

} // namespace

std::string signature(std::string_view verb, std::string_view host, std::string_view path, const Query& query,
                      const Secret& key) {
    std::string text = std::string(verb) + "\n" + lower(host) + "\n" + std::string(path) + "\n" + queryText(query);
    return toBase64(hmacSha256(key.reveal(), text));
}

Result<std::string> describeResourceUrl(const StackAccess& access, const std::string& resource) {
    auto url = posix::Url::parse(access.metadataUrl);
    if (!url) {
        return fail(url.error());
    }
    Query query{{"Action", "DescribeStackResource"},     {"StackName", access.stackName},
                {"LogicalResourceId", resource},         {"AWSAccessKeyId", access.accessKeyId},
                {"SignatureVersion", "2"},               {"SignatureMethod", "HmacSHA256"}};
    query["Signature"] = signature("GET", url->authority(), url->target, query, access.secretAccessKey);
    return "http://" + url->authority() + url->target + "?" + queryText(query);
}

Result<Json> parseResourceReply(std::string_view xml) {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size())) {
        return fail(replyError("it is not XML"));
    }
    auto isMetadata = [](const pugi::xml_node& node) { return std::string_view(node.name()) == "Metadata"; };
    auto metadata = document.find_node(isMetadata);
    if (!metadata) {
        return fail(replyError("it holds no Metadata"));
    }
    std::string_view text = trim(metadata.text().get());
    return text.empty() ? Json(Json::object()) : parseOrdered(text, "stack metadata");
}

Result<Json> subMetadata(const Json& metadata, std::string_view path) {
    auto parts = split(path, '.');
    const Json* value = &metadata;
    bool fits = parts.size() >= 2 && parts[1] == "Metadata";
    for (std::size_t i = 2; i < parts.size() && fits; ++i) {
        fits = value->is_object() && value->contains(parts[i]);
        value = fits ? &(*value)[parts[i]] : value;
    }
    if (!fits || !value->is_object()) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "CFN-PATH",
                     .object = std::string(path),
                     .attempted = "take it out of the stack metadata",
                     .cause = "there is no object of that path",
                     .action = "write <resource>.Metadata[.key...]"});
    }
    return *value;
}

} // namespace seedbed::node_agent
