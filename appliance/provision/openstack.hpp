// SPDX-License-Identifier: GPL-3.0-or-later
// REST client of the OpenStack engine that installs the nodes, whichever it is: it logs in at Keystone v3, takes
// the endpoints from the catalog, and speaks Glance v2, Ironic v1 and Heat v1. One object an engine, I/O thread
// only. A token that is refused is fetched again, once a call. Errors OPENSTACK-UNREACHABLE, OPENSTACK-REFUSED,
// OPENSTACK-ABSENT (404), OPENSTACK-CONFLICT (409), OPENSTACK-ANSWER (any other), OPENSTACK-NONSENSE, each naming service and path.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed {

struct EngineAccess {
    std::string identityUrl; // http://192.0.2.1:5000/v3
    std::string user = "admin";
    std::string project = "admin";
    Secret password;
};

// The text that the caller cannot do without; OPENSTACK-NONSENSE when it is none or empty. `what` was answered.
Result<std::string> needText(const nlohmann::json& answer, const char* key, const std::string& what);

class OpenStack {
public:
    explicit OpenStack(EngineAccess access) : access_(std::move(access)) {}

    Task<> logIn();
    Task<nlohmann::json> get(const std::string& service, const std::string& path);
    Task<nlohmann::json> send(const std::string& method, const std::string& service, const std::string& path,
                              const nlohmann::json& body);
    Task<> remove(const std::string& service, const std::string& path);
    Task<> upload(const std::string& service, const std::string& path, const std::filesystem::path& file);
    const std::string& projectId() const { return projectId_; }

private:
    Task<HttpResponse> call(HttpCall request, const std::string& service, const std::string& path);
    Task<HttpResponse> once(HttpCall request, const std::string& service, const std::string& path);

    EngineAccess access_;
    Secret token_;
    std::string projectId_;
    std::map<std::string, std::string> endpoints_; // service type -> public URL
};

} // namespace seedbed
