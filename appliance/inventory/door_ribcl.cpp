// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/doors.hpp"
#include "oa-bridge/ilo/ribcl.hpp"

namespace seedbed {

Task<> askRibcl(asio::any_io_executor executor, Blocking&, const InventoryAccess& access, const std::string& address,
                BladeRecord& record) {
    IloAccess ilo;
    ilo.address = address;
    ilo.user = access.user;
    ilo.password = access.password;
    ilo.tls.pins = access.pins;
    ilo.deadline = access.doorLimit / 2;
    Ribcl ribcl(executor, std::move(ilo));
    auto power = co_await ribcl.powerStatus();
    if (!power) {
        co_return fail(power.error());
    }
    record.power.add(*power, Source::ribcl, std::chrono::system_clock::now());
    auto identity = co_await ribcl.hostIdentity();
    if (!identity) {
        co_return fail(identity.error());
    }
    addIdentity(record, *identity, Source::ribcl);
    auto firmware = co_await ribcl.firmware();
    if (!firmware) {
        co_return fail(firmware.error());
    }
    record.iloFirmware.add(firstWord(firmware->version), Source::ribcl, std::chrono::system_clock::now());
    auto health = co_await ribcl.health();
    if (!health) {
        co_return fail(health.error());
    }
    record.health = std::move(*health);
    auto startsByItself = co_await ribcl.startsByItself();
    if (startsByItself) { // the firmware may not know the question
        record.startsByItself = *startsByItself;
    }
    auto bootOrder = co_await ribcl.persistentBoot();
    if (bootOrder) {
        record.bootOrder = std::move(*bootOrder);
    }
    auto clock = co_await ribcl.clock();
    if (clock) { // the firmware may tell none
        record.clockAhead[Source::ribcl] = clock->skew();
    }
    co_return Result<>();
}

} // namespace seedbed
