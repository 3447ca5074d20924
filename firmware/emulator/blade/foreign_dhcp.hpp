// SPDX-License-Identifier: GPL-3.0-or-later
// The fault foreign-dhcp: a DHCP server that nobody asked for, where uplink X1 meets the customer's network. dnsmasq on
// an interface of its own, beside the fabric; comes and goes with the fault. Made by main after the fabric, stopped
// before it; I/O thread only. Problems are logged.
#pragma once

#include <memory>

#include "firmware/emulator/blade/fabric.hpp"

namespace seedbed::emulator {

class ForeignDhcp {
public:
    ForeignDhcp(Chassis& chassis, Fabric& fabric);
    ~ForeignDhcp();
    ForeignDhcp(const ForeignDhcp&) = delete;
    ForeignDhcp& operator=(const ForeignDhcp&) = delete;
    asio::awaitable<void> stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace seedbed::emulator
