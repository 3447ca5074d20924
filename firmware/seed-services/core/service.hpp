// SPDX-License-Identifier: GPL-3.0-or-later
// What every seed service is made of: a table of routes over HTTP, the identity behind a token, and
// OpenStack's error bodies. A service registers its routes on a Router and listens on its own port; unknown
// routes answer 404 JSON, a missing or wrong token 401 JSON. I/O thread only.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/store.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::seed {

struct Identity {
    std::string userId;
    std::string userName;
    std::string projectId;
    std::string projectName;
    std::vector<std::string> roles;
    bool isAdmin() const;
    bool isStackUser() const; // a node of a stack: see TokenVerifier::StackUser
};

// Implemented by Keystone; used by all others.
class TokenVerifier {
public:
    virtual ~TokenVerifier() = default;
    virtual std::optional<Identity> verify(const std::string& token) = 0;
    // CFN requests: AWS signature version 2 of (verb, host, path, parameters); no value when it does not fit.
    virtual std::optional<Identity> verifyEc2(const std::string& verb, const std::string& host,
                                              const std::string& path,
                                              const std::map<std::string, std::string>& parameters) = 0;
    // A user that may do nothing but read its stack's metadata and signal, with an EC2 key pair; the secret
    // key is also its password.
    struct StackUser {
        std::string userId, accessKey, secretKey;
    };
    virtual Result<StackUser> createStackUser(const std::string& name, const std::string& projectId) = 0;
    virtual Result<> removeStackUser(const std::string& userId) = 0;
    virtual std::optional<StackUser> findStackUser(const std::string& accessKey) = 0;
};

struct Call {
    HttpRequest request;
    std::map<std::string, std::string> path; // values of the {names} of the pattern
    Identity who;                            // empty on public routes
};
using CallHandler = std::function<asio::awaitable<HttpResponse>(Call)>;
// A handler that needs not wait, as in atOnce(this, &Glance::showImage).
CallHandler atOnce(std::function<HttpResponse(const Call&)> answer);
template <class Service>
CallHandler atOnce(Service* service, HttpResponse (Service::*verb)(const Call&)) {
    return atOnce([service, verb](const Call& call) { return (service->*verb)(call); });
}

enum class ErrorStyle { keystone, glance, heat, ironic, nova, neutron }; // how the service words a refusal

class Router {
public:
    Router(std::string service, ErrorStyle style, TokenVerifier& tokens);
    // Pattern "/v2/images/{id}/file"; a name stands for one decoded path element, "{rest*}" for all that
    // follows.
    void add(std::string method, std::string pattern, CallHandler handler);
    void addPublic(std::string method, std::string pattern, CallHandler handler); // needs no token
    void addAdmin(std::string method, std::string pattern, CallHandler handler);  // role admin, else 403
    // Any token, those of stack users too; all other routes refuse these with 403.
    void addForStackUsers(std::string method, std::string pattern, CallHandler handler);
    // Several patterns may lead to one path; a path with another method answers 405 with Allow.
    asio::awaitable<HttpResponse> serve(HttpRequest request);
    HttpHandler handler(); // for HttpServer; the router must outlive it
    // For HttpServerOptions, where bodies are large: who may not come in need not send one.
    HttpGate gate() const;
    HttpResponse refuse(unsigned status, const std::string& message, const std::string& type = {}) const;
    HttpResponse
    refuse(const Error& error) const; // status by kind: notFound 404, conflict 409, invalid 400, ...

private:
    struct Route;
    struct Choice;
    enum class Access { everyone, anyToken, ordinary, admin };
    void insert(Route route);
    Choice choose(const std::string& method, const std::string& path) const;
    std::optional<HttpResponse> admit(const Route& route, const HttpRequest& request, Identity& who) const;
    HttpResponse refuseMethod(const HttpRequest& request, std::vector<std::string> allowed) const;

    std::string service_;
    ErrorStyle style_;
    TokenVerifier& tokens_;
    std::vector<std::shared_ptr<Route>> routes_;
};

HttpResponse json(unsigned status, const nlohmann::json& body);
// The query's "limit", at most `most`, which is also what none means. Error LIST-QUERY when it is no number
// or less than `least`.
Result<std::size_t> limitOf(const HttpRequest& request, std::size_t least, std::size_t most);
HttpResponse noContent(unsigned status = 204);
Result<nlohmann::json> bodyOf(const HttpRequest& request); // an object, else SEED-BODY
// Reading a document that a stranger wrote: never throws, whatever the types are.
std::string textOf(const nlohmann::json& object, std::string_view key, std::string fallback = {});
const nlohmann::json& partOf(const nlohmann::json& object,
                             std::string_view key); // an object, empty if absent

// Where the services listen.
namespace port {
inline constexpr int keystone = 5000, glance = 9292, nova = 8774, neutron = 9696, ironic = 6385, heat = 8004,
                     heatCfn = 8000, metadata = 80;
}

// Where the services are reachable, and what the conductor needs from the machine it runs on.
struct SeedOptions {
    std::string listen = "127.0.0.1";  // address of all services and of the provisioning network
    std::string provisioningNetwork;   // "192.0.2.0/24", empty: no boot service
    std::string provisioningRange;     // "192.0.2.20-192.0.2.100"
    std::string provisioningInterface; // "prov0": dnsmasq binds to it alone
    std::string metadataAddress;       // "169.254.169.254", empty: no metadata service on port 80
    std::filesystem::path state;
    bool conductor = true;
    int ipmiInterval = 5;            // seconds between two IPMI sessions with one controller
    std::string url(int port) const; // http://listen:port
};

} // namespace seedbed::seed
