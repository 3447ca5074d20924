// SPDX-License-Identifier: GPL-3.0-or-later
// The EC2-style metadata service on 169.254.169.254:80. Who asks is told by its address on the provisioning
// network; there is no token. Made once by main, when there is a metadata address. Paths as EC2 has them,
// under /latest and /2009-04-04: directories list their entries, one a line, subdirectories with a slash.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/compute/server_records.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::seed {

// Objects are directories, texts are files. Keys are ordered as they are to be listed.
nlohmann::ordered_json metadataTree(const nlohmann::json& server, const nlohmann::json& record);
// The text at a path below the version ("meta-data/public-keys/0/openssh-key"); no value if there is none.
std::optional<std::string> readMetadata(const nlohmann::ordered_json& tree, const std::string& path);

class MetadataService {
public:
    explicit MetadataService(ServerRecords& servers) : servers_(servers) {}
    HttpHandler handler();

private:
    asio::awaitable<HttpResponse> serve(HttpRequest request);
    HttpResponse answer(const HttpRequest& request);

    ServerRecords& servers_;
};

} // namespace seedbed::seed
