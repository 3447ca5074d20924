// SPDX-License-Identifier: GPL-3.0-or-later
// The services around Heat for its tests: servers that become active when told, users with real signatures,
// and nodes that remember their history; and a bench that drives an engine without sockets and without
// sleeping.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/heat/cfn.hpp"
#include "firmware/seed-services/heat/engine.hpp"
#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/keystone/signature.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {

inline Error absent(const std::string& id) {
    Error error;
    error.kind = ErrorKind::notFound;
    error.id = "TEST-ABSENT";
    error.object = id;
    return error;
}

class FakeServers : public seed::ServerBook {
public:
    struct Server {
        seed::ServerStatus status;
        std::string name, userData, image;
    };
    std::map<std::string, Server> servers;
    int created = 0;
    int rebuilt = 0;
    bool refuseNext = false;
    bool linger = false; // deletion takes until finishDeletes

    Result<> create(const seed::ServerRequest& request) override {
        if (refuseNext) {
            return fail(absent("image " + request.image));
        }
        ++created;
        const auto number = std::to_string(servers.size());
        servers[request.id] = {{"BUILD", "", "node-" + number, "192.0.2.2" + number},
                               request.name,
                               request.userData,
                               request.image};
        return {};
    }
    Result<seed::ServerStatus> status(const std::string& id) override {
        auto found = servers.find(id);
        return found == servers.end() ? Result<seed::ServerStatus>(fail(absent(id))) : found->second.status;
    }
    Result<> change(const std::string& id, const seed::ServerChange& change) override {
        auto& server = servers.at(id);
        server.name = change.name.value_or(server.name);
        if (change.image && *change.image != server.image) {
            server.image = *change.image;
            server.status.status = "BUILD";
            ++rebuilt;
        }
        return {};
    }
    Result<> remove(const std::string& id) override {
        if (linger) {
            return {};
        }
        return servers.erase(id) > 0 ? Result<>() : fail(absent(id));
    }
    Result<Json> show(const std::string& id) override {
        return servers.contains(id) ? Result<Json>(Json{{"server", {{"id", id}, {"name", servers[id].name}}}})
                                    : fail(absent(id));
    }
    std::optional<std::string> serverAt(const std::string&) override { return {}; }
    std::optional<std::string> userData(const std::string& id) override { return servers[id].userData; }
    void setAll(const std::string& status, const std::string& fault = "") {
        for (auto& [id, server] : servers) {
            server.status.status = status;
            server.status.fault = fault;
        }
    }
};

class FakePorts : public seed::PortBook {
public:
    std::map<std::string, Json> ports;

    Result<Json> create(const seed::PortRequest& request) override {
        const auto number = std::to_string(ports.size());
        Json fixed = {{"subnet_id", "sub"}, {"ip_address", "192.0.2.9" + number}};
        ports.try_emplace(request.id, Json{{"id", request.id},
                                           {"name", request.name},
                                           {"network_id", request.network},
                                           {"fixed_ips", Json::array({fixed})}});
        return ports[request.id];
    }
    Result<Json> port(const std::string& id) override {
        return ports.contains(id) ? Result<Json>(ports[id]) : fail(absent(id));
    }
    Result<> rename(const std::string& id, const std::string& name) override {
        ports[id]["name"] = name;
        return {};
    }
    Result<> removePort(const std::string& id) override {
        ports.erase(id);
        return {};
    }
};

class FakeNodes : public seed::NodeBook {
public:
    std::vector<std::pair<std::string, std::string>> history; // node, type
    Result<Json> find(const std::string& id) override { return fail(absent(id)); }
    std::vector<Json> all() override { return {}; }
    std::vector<std::string> macs(const std::string&) override { return {}; }
    Result<> patch(const std::string&, const Json&) override { return {}; }
    void record(const std::string& node, const std::string& type, const std::string&) override {
        history.emplace_back(node, type);
    }
};

class FakeTokens : public seed::TokenVerifier {
public:
    std::map<std::string, StackUser> users; // by access key
    int made = 0;

    // "node:<id>" is the token of a stack user.
    std::optional<seed::Identity> verify(const std::string& token) override {
        if (startsWith(token, "node:")) {
            return seed::Identity{token.substr(5), "stack user", "proj", "admin", {"heat_stack_user"}};
        }
        if (token != "good" && token != "other") {
            return {};
        }
        return seed::Identity{"user", "admin", token == "good" ? "proj" : "foreign", "admin", {"member"}};
    }
    std::optional<seed::Identity> verifyEc2(const std::string& verb, const std::string& host,
                                            const std::string& path,
                                            const std::map<std::string, std::string>& parameters) override {
        auto key = parameters.find("AWSAccessKeyId");
        auto user = key == parameters.end() ? users.end() : users.find(key->second);
        const seed::SignedRequest request{verb, host, path, parameters};
        if (user == users.end() || !seed::signatureFits(request, user->second.secretKey)) {
            return {};
        }
        return seed::Identity{user->second.userId, "stack user", "proj", "admin", {}};
    }
    Result<StackUser> createStackUser(const std::string&, const std::string&) override {
        const auto number = std::to_string(++made);
        StackUser user{"user-" + number, "access-" + number, "secret-" + number};
        users[user.accessKey] = user;
        return user;
    }
    Result<> removeStackUser(const std::string& userId) override {
        std::erase_if(users, [&](const auto& pair) { return pair.second.userId == userId; });
        return {};
    }
    std::optional<StackUser> findStackUser(const std::string& accessKey) override {
        auto found = users.find(accessKey);
        return found == users.end() ? std::optional<StackUser>() : found->second;
    }
};

// A node's question for the metadata of a resource, signed.
inline std::string describeUrl(const seed::TokenVerifier::StackUser& user, const std::string& stack,
                               const std::string& resource) {
    seed::SignedRequest request{"GET", "192.0.2.1:8000", "/v1/", {}};
    request.parameters = {{"Action", "DescribeStackResource"}, {"StackName", stack},
                          {"LogicalResourceId", resource},     {"AWSAccessKeyId", user.accessKey},
                          {"SignatureVersion", "2"},           {"SignatureMethod", "HmacSHA256"}};
    request.parameters["Signature"] = seed::signatureV2(request, user.secretKey);
    std::string url = "http://192.0.2.1:8000/v1/?";
    for (const auto& [name, value] : request.parameters) {
        url += name + "=" + percentEncode(value) + "&";
    }
    url.pop_back();
    return url;
}

inline std::filesystem::path freshDirectory() {
    auto path = std::filesystem::temp_directory_path() / ("seedbed-heat-" + newUuid());
    std::filesystem::create_directories(path);
    return path;
}

// An engine over a store in a fresh directory. restart() is what a killed process leaves behind.
class Bench : public testing::Test {
protected:
    Bench() : directory(freshDirectory()) {
        settings.cfnUrl = "http://192.0.2.1:8000";
        settings.identityUrl = "http://192.0.2.1:5000";
        settings.interval = std::chrono::milliseconds(1);
        restart();
    }
    ~Bench() override {
        close();
        std::filesystem::remove_all(directory);
    }
    void close() {
        if (engine) {
            bool stopped = false;
            asio::co_spawn(io, engine->stop(), [&stopped](const std::exception_ptr&) { stopped = true; });
            until([&stopped] { return stopped; });
        }
        engine.reset();
        store.reset();
    }
    void restart() {
        close();
        store = std::move(*seed::Store::open(directory / "seed.sqlite"));
        sealed = std::make_unique<SealedStore>(*store, vault);
        engine = std::make_unique<Engine>(io.get_executor(), settings, *sealed,
                                          Peers{tokens, servers, nodes, ports});
        auto loaded = engine->load();
        ASSERT_TRUE(loaded.has_value()) << toSentence(loaded.error());
        engine->carryOnAll();
        rest = std::make_unique<seed::Router>("heat", seed::ErrorStyle::heat, tokens);
        cfnRouter = std::make_unique<seed::Router>("cfn", seed::ErrorStyle::heat, tokens);
        api = std::make_unique<Api>(Api{*engine, *rest, "http://192.0.2.1:8004"});
        cfn = std::make_unique<Cfn>(Cfn{*engine, tokens, *cfnRouter});
        addServiceRoutes(*api);
        addStackRoutes(*api);
        addChangeRoutes(*api);
        addResourceRoutes(*api);
        addEventRoutes(*api);
        addSoftwareRoutes(*api);
        addCfnRoutes(*cfn);
    }
    // Lets the coroutines go on until `reached`; a test that waits in vain fails.
    void until(const std::function<bool()>& reached) {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        io.restart();
        while (!reached() && std::chrono::steady_clock::now() < limit) {
            io.run_one_for(std::chrono::milliseconds(50));
            io.restart();
        }
        ASSERT_TRUE(reached());
    }
    void untilState(const std::string& state) {
        until([&] { return stack->record.action + "_" + stack->record.status == state; });
    }
    void create(const std::string& source, const Json& more = Json::object()) {
        Json body = {{"stack_name", "stk"}, {"template", source}};
        body.update(more);
        auto request = readStackRequest(body);
        ASSERT_TRUE(request.has_value()) << toSentence(request.error());
        auto made = engine->create(std::move(*request), who);
        ASSERT_TRUE(made.has_value()) << toSentence(made.error());
        stack = *made;
        stackId = stack->record.id;
    }
    void refind() { stack = *engine->byId(stackId); }
    HttpResponse ask(seed::Router& router, HttpRequest request) {
        auto future = asio::co_spawn(io, router.serve(std::move(request)), asio::use_future);
        while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
            io.restart();
            io.run_one_for(std::chrono::milliseconds(50));
        }
        return future.get();
    }
    HttpResponse call(const std::string& method, const std::string& target, const Json& body = nullptr) {
        HttpRequest request;
        request.method = method;
        request.target = target;
        request.headers.set("X-Auth-Token", token);
        request.headers.set("Host", "heat:8004");
        request.body = body.is_null() ? "" : body.dump();
        return ask(*rest, std::move(request));
    }
    // As a node asks: a URL of the CFN endpoint.
    HttpResponse asNode(const std::string& method, const std::string& url, const std::string& body = "") {
        HttpRequest request;
        request.method = method;
        request.target = url.substr(url.find('/', 8));
        request.headers.set("Host", "192.0.2.1:8000");
        request.body = body;
        return ask(*cfnRouter, std::move(request));
    }

    std::filesystem::path directory;
    asio::io_context io;
    EngineSettings settings;
    FakeTokens tokens;
    FakeServers servers;
    FakeNodes nodes;
    FakePorts ports;
    seed::Vault vault = *seed::Vault::open(directory / "seal.key");
    std::unique_ptr<seed::Store> store;
    std::unique_ptr<SealedStore> sealed;
    std::unique_ptr<Engine> engine;
    std::unique_ptr<seed::Router> rest, cfnRouter;
    std::unique_ptr<Api> api;
    std::unique_ptr<Cfn> cfn;
    seed::Identity who{"user", "admin", "proj", "admin", {"member"}};
    std::string token = "good";
    LiveStack* stack = nullptr;
    std::string stackId;
};

inline std::string golden(const std::string& name) {
    auto text = readFile(std::string(SEEDBED_TEST_DATA) + "/heat/" + name);
    return text ? *text : std::string();
}

} // namespace seedbed::heat
