// SPDX-License-Identifier: GPL-3.0-or-later
// Records the serial consoles of the planned blades from the beginning of a run, each into its file, by IPMI Serial
// over LAN. A console that cannot be had is logged, tried again, and holds nothing up. Lives as long as the run.
#pragma once

#include <filesystem>

#include "appliance/deploy/context.hpp"
#include "oa-bridge/ilo/serial_console.hpp"

namespace seedbed {

class ConsoleRecorder {
public:
    ConsoleRecorder(asio::any_io_executor executor, const DeployContext& context, std::filesystem::path directory);
    asio::awaitable<void> stop();

private:
    Nursery nursery_;
};

} // namespace seedbed
