// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-seed: the embedded engine. Reads its options, makes the services in order, listens, says "ready",
// and stops on SIGTERM or SIGINT. The only file that knows every service.
#include <csignal>
#include <iostream>

#include <CLI/CLI.hpp>

#include "firmware/seed-services/compute/metadata.hpp"
#include "firmware/seed-services/compute/neutron.hpp"
#include "firmware/seed-services/compute/nova.hpp"
#include "firmware/seed-services/compute/server_records.hpp"
#include "firmware/seed-services/conductor/conductor.hpp"
#include "firmware/seed-services/core/no_conductor.hpp"
#include "firmware/seed-services/glance/glance.hpp"
#include "firmware/seed-services/heat/heat.hpp"
#include "firmware/seed-services/ironic/ironic.hpp"
#include "firmware/seed-services/keystone/keystone.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/state_lock.hpp"

namespace seedbed::seed {
namespace {

constexpr unsigned sideThreads = 2;

struct Arguments {
    SeedOptions options;
    std::filesystem::path adminPasswordFile;
};

// Everything the services stand on.
struct Ground {
    StateLock lock;
    std::unique_ptr<Store> store;
    Vault vault;
};

Result<Ground> openGround(const SeedOptions& options) {
    std::error_code code;
    std::filesystem::create_directories(options.state, code);
    if (code) {
        Error error;
        error.id = "SEED-STATE";
        error.object = options.state.string();
        error.attempted = "make the state directory";
        error.cause = code.message();
        error.action = "choose a directory this user may write";
        return fail(std::move(error));
    }
    auto lock = StateLock::take(options.state);
    if (!lock) {
        return fail(lock.error());
    }
    auto vault = Vault::open(options.state / "seal.key");
    if (!vault) {
        return fail(vault.error());
    }
    auto store = Store::open(options.state / "seed.sqlite");
    if (!store) {
        return fail(store.error());
    }
    return Ground{std::move(*lock), std::move(*store), std::move(*vault)};
}

// --no-conductor: records only.
class EmptyHouse : public ConductorHouse {
public:
    ConductorVerbs& verbs() override { return verbs_; }
    Task<> start() override { co_return Result<>(); }
    asio::awaitable<void> stop() override { co_return; }

private:
    NoConductor verbs_;
};

class Services {
public:
    Services(asio::any_io_executor executor, Ground& ground, const SeedOptions& options)
        : executor_(executor), options_(options), blocking_(executor, sideThreads),
          keystone_(*ground.store, ground.vault, options),
          glance_(Glance::Parts{*ground.store, keystone_, blocking_, options}),
          nodes_(*ground.store, ground.vault), conductor_(makeConductor()),
          servers_(ServerRecords::Parts{*ground.store, nodes_, glance_, conductor_->verbs()}),
          ports_(*ground.store, nodes_, options_),
          ironic_(Ironic::Parts{nodes_, conductor_->verbs(), keystone_, options}),
          nova_(servers_, keystone_, options), neutron_(nodes_, ports_, keystone_, options),
          metadata_(servers_), heat_(heat::createHeat(executor, {options_, *ground.store, ground.vault,
                                                                 keystone_, servers_, nodes_, ports_})) {}

    Task<> start(Secret adminPassword) {
        auto prepared = keystone_.bootstrap(adminPassword);
        prepared = prepared ? glance_.start() : prepared;
        prepared = prepared ? servers_.start() : prepared;
        prepared = prepared ? listenAll() : prepared; // before the conductor, whose nodes call back
        if (!prepared) {
            co_return prepared;
        }
        auto started = co_await conductor_->start();
        if (started) {
            heat_->carryOn();
        }
        co_return started;
    }
    asio::awaitable<void> stop() {
        listeners_.clear();
        co_await heat_->stop();
        co_await conductor_->stop();
    }

private:
    std::unique_ptr<ConductorHouse> makeConductor() {
        return options_.conductor ? createConductor(executor_, options_, nodes_, glance_)
                                  : std::make_unique<EmptyHouse>();
    }
    Result<> listen(const std::string& address, int port, HttpHandler handler,
                    HttpServerOptions options = {}) {
        listeners_.push_back(std::make_unique<HttpServer>(executor_, std::move(handler), std::move(options)));
        return listeners_.back()->listenTcp(address, static_cast<std::uint16_t>(port));
    }
    Result<> listenAll() {
        auto good = listen(options_.listen, port::keystone, keystone_.handler());
        good =
            good ? listen(options_.listen, port::glance, glance_.handler(), glance_.serverOptions()) : good;
        good = good ? listen(options_.listen, port::nova, nova_.handler()) : good;
        good = good ? listen(options_.listen, port::neutron, neutron_.handler()) : good;
        good = good ? listen(options_.listen, port::ironic, ironic_.handler()) : good;
        if (good && !options_.metadataAddress.empty()) {
            good = listen(options_.metadataAddress, port::metadata, metadata_.handler());
        }
        return good ? heat_->listen() : good;
    }

    asio::any_io_executor executor_;
    SeedOptions options_;
    Blocking blocking_;
    Keystone keystone_;
    Glance glance_;
    NodeRecords nodes_;
    std::unique_ptr<ConductorHouse> conductor_;
    ServerRecords servers_;
    PortRecords ports_;
    Ironic ironic_;
    Nova nova_;
    Neutron neutron_;
    MetadataService metadata_;
    std::unique_ptr<heat::Heat> heat_;
    std::vector<std::unique_ptr<HttpServer>> listeners_;
};

asio::awaitable<void> untilSignalled() {
    asio::signal_set signals(co_await asio::this_coro::executor, SIGTERM, SIGINT);
    co_await signals.async_wait(asio::use_awaitable);
}

Task<> runServices(Services& services, Secret password) {
    auto started = co_await services.start(std::move(password));
    if (started) {
        std::cout << "ready" << std::endl;
        co_await untilSignalled();
        log::info("SEED-STOPPING", "stopping on a signal");
    }
    co_await services.stop();
    co_return started;
}

Result<> serve(const Arguments& arguments) {
    auto password = readSecretFile(arguments.adminPasswordFile);
    if (!password) {
        return fail(password.error());
    }
    auto ground = openGround(arguments.options);
    if (!ground) {
        return fail(ground.error());
    }
    asio::io_context io;
    Services services(io.get_executor(), *ground, arguments.options);
    std::optional<Result<>> outcome;
    auto ended = [&outcome](std::exception_ptr thrown, Result<> result) {
        if (thrown) {
            std::rethrow_exception(thrown); // out of run(), to main
        }
        outcome = std::move(result);
    };
    asio::co_spawn(io, runServices(services, std::move(*password)), ended);
    io.run();
    return outcome.value_or(Result<>());
}

void addOptions(CLI::App& app, Arguments& arguments) {
    auto& options = arguments.options;
    app.add_option("--listen", options.listen, "address of all services")->required();
    app.add_option("--state", options.state, "directory for the database and the images")->required();
    app.add_option("--admin-password-file", arguments.adminPasswordFile,
                   "file (0600) with the password of user admin")
        ->required();
    app.add_flag("!--no-conductor", options.conductor, "keep records only, act on no machine");
    app.add_option("--provisioning-network", options.provisioningNetwork,
                   "network of the nodes, as 192.0.2.0/24");
    app.add_option("--provisioning-range", options.provisioningRange,
                   "addresses for nodes, as 192.0.2.20-192.0.2.100");
    app.add_option("--provisioning-interface", options.provisioningInterface, "interface on that network");
    app.add_option("--metadata-address", options.metadataAddress,
                   "address of the metadata service, 169.254.169.254");
    app.add_option("--ipmi-interval", options.ipmiInterval,
                   "seconds between two IPMI sessions with one controller; below 5 some crash")
        ->check(CLI::Range(0, 60))
        ->capture_default_str();
}

} // namespace
} // namespace seedbed::seed

int main(int argc, char** argv) {
    CLI::App app(
        "Seedbed's embedded engine: Keystone, Glance, Nova, Neutron, Ironic and Heat in one process.");
    seedbed::seed::Arguments arguments;
    seedbed::seed::addOptions(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        int status = app.exit(error);
        return status == 0 ? 0 : 3;
    }
    try {
        auto served = seedbed::seed::serve(arguments);
        if (served) {
            return 0;
        }
        seedbed::log::error(served.error());
    } catch (const std::exception& exception) {
        std::cerr << "seedbed-seed: " << exception.what() << "\n";
    }
    return 1;
}
