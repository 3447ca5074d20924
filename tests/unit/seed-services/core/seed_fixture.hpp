// SPDX-License-Identifier: GPL-3.0-or-later
// A store, a vault and a Keystone over a temporary directory, and a conductor that only writes down what it
// was asked for.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/vault.hpp"
#include "firmware/seed-services/keystone/keystone.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed::seed {

class WrittenDownConductor : public ConductorVerbs {
public:
    Result<> setPower(const std::string& nodeId, const std::string& target) override {
        return note(nodeId, target);
    }
    Result<> setProvision(const std::string& nodeId, const std::string& target) override {
        return note(nodeId, target);
    }
    Result<> passDeployInfo(const std::string& nodeId, const nlohmann::json& info) override {
        return note(nodeId, info.value("address", ""));
    }
    Result<Secret> agentToken(const std::string& nodeId) override {
        auto noted = note(nodeId, "token");
        return noted ? Result<Secret>(token) : fail(noted.error());
    }
    Result<> heartbeat(const std::string& nodeId, const nlohmann::json& body) override {
        return note(nodeId, body.value("callback_url", ""));
    }
    Task<> setBootDevice(const std::string& nodeId, const std::string& device, bool persistent) override {
        held = {device, persistent};
        co_return note(nodeId, device);
    }
    Task<BootDeviceReading> bootDevice(const std::string&) override { co_return held; }
    BootDeviceReading held;
    Secret token{"one-use"};
    std::vector<std::string> notes;
    std::optional<Error> refusal;

private:
    Result<> note(const std::string& nodeId, const std::string& what) {
        notes.push_back(nodeId + " " + what);
        return refusal ? Result<>(fail(*refusal)) : Result<>();
    }
};

class SeedTest : public testing::Test {
protected:
    SeedTest() {
        std::filesystem::create_directories(directory_);
        store_ = std::move(*Store::open(directory_ / "seed.sqlite"));
        vault_.emplace(*Vault::open(directory_ / "seal.key"));
        options_.state = directory_;
        options_.listen = "192.0.2.1";
        keystone_ = std::make_unique<Keystone>(*store_, *vault_, options_, [this] { return now_; });
        EXPECT_TRUE(keystone_->bootstrap(Secret("open sesame")));
    }
    ~SeedTest() override { std::filesystem::remove_all(directory_); }

    HttpResponse ask(const HttpHandler& handler, HttpRequest request) {
        return test::runOn(io_, handler(std::move(request)));
    }
    HttpResponse ask(const HttpHandler& handler, const std::string& method, const std::string& target,
                     const nlohmann::json& body = nullptr) {
        HttpRequest request;
        request.method = method;
        request.target = target;
        request.body = body.is_null() ? "" : body.dump();
        if (!token_.empty()) {
            request.headers.set("X-Auth-Token", token_);
        }
        return ask(handler, std::move(request));
    }
    static nlohmann::json bodyIn(const HttpResponse& response) {
        return nlohmann::json::parse(response.body, nullptr, false);
    }
    static nlohmann::json loginBody(const std::string& password, const std::string& user = "admin") {
        nlohmann::json who = {{"name", user}, {"domain", {{"id", "default"}}}, {"password", password}};
        nlohmann::json project = {{"name", "admin"}, {"domain", {{"id", "default"}}}};
        return {{"auth",
                 {{"identity", {{"methods", {"password"}}, {"password", {{"user", who}}}}},
                  {"scope", {{"project", project}}}}}};
    }
    HttpResponse login(const std::string& password, const std::string& user = "admin") {
        return ask(keystone_->handler(), "POST", "/v3/auth/tokens", loginBody(password, user));
    }
    void beAdmin() { token_ = login("open sesame").headers.get("X-Subject-Token").value_or(""); }

    asio::io_context io_;
    std::filesystem::path directory_ = std::filesystem::temp_directory_path() / ("seed-" + newUuid());
    std::unique_ptr<Store> store_;
    std::optional<Vault> vault_;
    SeedOptions options_;
    std::chrono::system_clock::time_point now_ = std::chrono::system_clock::now();
    std::unique_ptr<Keystone> keystone_;
    std::string token_;
};

} // namespace seedbed::seed
