// SPDX-License-Identifier: GPL-3.0-or-later
// Heat of the seed: REST on port 8004, CloudFormation for nodes on port 8000, and the engine behind both.
// Made and kept by main, after the services it uses and destroyed before them. Errors are those of listening
// and of the store. I/O thread only.
#pragma once

#include <memory>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/core/store.hpp"
#include "firmware/seed-services/core/vault.hpp"

namespace seedbed::heat {

class Heat {
public:
    virtual ~Heat() = default;
    virtual Result<> listen() = 0; // reads the stacks of the store, then listens
    virtual void
    carryOn() = 0; // what was in progress when the process last ended; the servers can be asked now
    virtual asio::awaitable<void> stop() = 0; // closes the listeners and lets the stacks rest
};

struct HeatParts {
    const seed::SeedOptions& options;
    seed::Store& store;
    const seed::Vault& vault;
    seed::TokenVerifier& tokens;
    seed::ServerBook& servers;
    seed::NodeBook& nodes;
    seed::PortBook& ports;
};
std::unique_ptr<Heat> createHeat(asio::any_io_executor executor, HeatParts parts);

} // namespace seedbed::heat
