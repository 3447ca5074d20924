// SPDX-License-Identifier: GPL-3.0-or-later
// The CloudFormation call DescribeStackResource by which a node reads its metadata from Heat: signed query (AWS
// signature version 2, tripleo-deployment 7.6) and XML reply (8.2). Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "firmware/node-agent/json_text.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::node_agent {

using Query = std::map<std::string, std::string>;

// Base64 of the HMAC over verb, host (lower case), path and the sorted query. The query must already hold
// SignatureMethod.
std::string signature(std::string_view verb, std::string_view host, std::string_view path, const Query& query,
                      const Secret& key);

struct StackAccess {
    std::string metadataUrl; // http://address:8000/v1/
    std::string stackName;
    std::string accessKeyId;
    Secret secretAccessKey;
};

// The whole URL, signed. Error HTTP-URL.
Result<std::string> describeResourceUrl(const StackAccess& access, const std::string& resource);
// The metadata in the reply; empty metadata is an empty object. Errors CFN-REPLY, JSON-SYNTAX.
Result<Json> parseResourceReply(std::string_view xml);
// Metadata[.sub...] of a path "resource.Metadata.sub"; the caller splits off the resource. Error CFN-PATH.
Result<Json> subMetadata(const Json& metadata, std::string_view path);

} // namespace seedbed::node_agent
