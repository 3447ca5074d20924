// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/heat.hpp"

#include "firmware/seed-services/heat/cfn.hpp"
#include "firmware/seed-services/heat/engine.hpp"
#include "firmware/seed-services/heat/routes.hpp"

namespace seedbed::heat {
namespace {

constexpr std::uint64_t restBodyLimit = 16u << 20; // templates with files
constexpr std::uint64_t cfnBodyLimit = 1u << 20;

EngineSettings settingsOf(const seed::SeedOptions& options) {
    EngineSettings settings;
    settings.cfnUrl = options.url(seed::port::heatCfn);
    settings.identityUrl = options.url(seed::port::keystone);
    return settings;
}

HttpServerOptions serverOptions(std::uint64_t bodyLimit) {
    HttpServerOptions options;
    options.bodyLimit = bodyLimit;
    options.serverName = "seedbed-heat";
    return options;
}

class Service : public Heat {
public:
    Service(asio::any_io_executor executor, const HeatParts& parts)
        : address_(parts.options.listen), restRouter_("heat", seed::ErrorStyle::heat, parts.tokens),
          cfnRouter_("heat-cfn", seed::ErrorStyle::heat, parts.tokens),
          engine_(executor, settingsOf(parts.options), SealedStore(parts.store, parts.vault),
                  Peers{parts.tokens, parts.servers, parts.nodes, parts.ports}),
          api_{engine_, restRouter_, parts.options.url(seed::port::heat)},
          cfn_{engine_, parts.tokens, cfnRouter_},
          rest_(executor, restRouter_.handler(), serverOptions(restBodyLimit)),
          nodes_(executor, cfnRouter_.handler(), serverOptions(cfnBodyLimit)) {
        addServiceRoutes(api_);
        addStackRoutes(api_);
        addChangeRoutes(api_);
        addResourceRoutes(api_);
        addEventRoutes(api_);
        addSoftwareRoutes(api_);
        addCfnRoutes(cfn_);
    }

    Result<> listen() override {
        auto loaded = engine_.load();
        loaded = loaded ? rest_.listenTcp(address_, seed::port::heat) : loaded;
        return loaded ? nodes_.listenTcp(address_, seed::port::heatCfn) : loaded;
    }
    void carryOn() override { engine_.carryOnAll(); }
    asio::awaitable<void> stop() override {
        rest_.stop();
        nodes_.stop();
        co_await engine_.stop();
    }

private:
    std::string address_;
    seed::Router restRouter_;
    seed::Router cfnRouter_;
    Engine engine_;
    Api api_;
    Cfn cfn_;
    HttpServer rest_;
    HttpServer nodes_;
};

} // namespace

std::unique_ptr<Heat> createHeat(asio::any_io_executor executor, HeatParts parts) {
    return std::make_unique<Service>(std::move(executor), parts);
}

} // namespace seedbed::heat
