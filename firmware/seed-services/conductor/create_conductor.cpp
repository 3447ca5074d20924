// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the conductor together, from the bottom up.
#include "firmware/seed-services/conductor/conductor.hpp"
#include "firmware/seed-services/conductor/power_watch.hpp"

namespace seedbed::seed {

namespace {

constexpr unsigned ipmiThreads = 8; // one a blade: a dead controller must not delay the others
constexpr unsigned imageThreads = 1;

class House : public ConductorHouse {
public:
    House(asio::any_io_executor executor, const SeedOptions& options, NodeBook& nodes, ImageCatalog& images)
        : executor_(executor), options_(options), ipmi_(executor, ipmiThreads),
          files_(executor, imageThreads), cache_(executor, files_, options.state / "images-raw"),
          power_(executor, ipmi_, nodes, std::chrono::seconds(options.ipmiInterval)),
          disks_(executor, limits_.write),
          conductor_(executor, Conductor::Parts{nodes, images, cache_, power_, disks_, limits_}),
          watch_(executor, nodes, power_, {}), watching_(executor) {}

    ConductorVerbs& verbs() override { return conductor_; }

    Task<> start() override {
        if (!options_.provisioningNetwork.empty()) {
            auto network = bootNetworkOf(options_);
            if (!network) {
                co_return fail(network.error());
            }
            boot_ = std::make_unique<BootService>(executor_, *network, conductor_.bootSink());
            auto started = co_await boot_->start();
            if (!started) {
                co_return started;
            }
            conductor_.useBoot(*boot_);
        }
        co_await conductor_.start();
        watching_.spawn("power watch", watch_.run());
        co_return Result<>();
    }

    asio::awaitable<void> stop() override {
        watching_.cancel();
        co_await watching_.join();
        co_await conductor_.stop();
        if (boot_) {
            co_await boot_->stop();
        }
    }

private:
    asio::any_io_executor executor_;
    SeedOptions options_;
    DeployLimits limits_;
    Blocking ipmi_;
    Blocking files_;
    ImageCache cache_;
    BmcPower power_;
    IscsiDiskWriter disks_;
    std::unique_ptr<BootService> boot_;
    Conductor conductor_;
    PowerWatch watch_;
    Nursery watching_;
};

} // namespace

std::unique_ptr<ConductorHouse> createConductor(asio::any_io_executor executor, const SeedOptions& options,
                                                NodeBook& nodes, ImageCatalog& images) {
    return std::make_unique<House>(std::move(executor), options, nodes, images);
}

} // namespace seedbed::seed
