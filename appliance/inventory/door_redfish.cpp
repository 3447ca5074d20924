// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/doors.hpp"
#include "appliance/inventory/kit.hpp"
#include "oa-bridge/ilo/redfish.hpp"

namespace seedbed {

namespace {

// iLO 4 has Redfish from 2.30 on, as RIBCL told before which firmware it is.
bool isTooOld(const BladeRecord& record) {
    const auto firmware = record.iloFirmware.value();
    return firmware && compareVersions(*firmware, "2.30") < 0;
}

} // namespace

Task<> askRedfish(asio::any_io_executor executor, Blocking&, const InventoryAccess& access, const std::string& address,
                  BladeRecord& record) {
    IloAccess ilo;
    ilo.address = address;
    ilo.user = access.user;
    ilo.password = access.password;
    ilo.tls.pins = access.pins;
    ilo.deadline = access.doorLimit / 2;
    Redfish redfish(executor, std::move(ilo));
    auto root = co_await redfish.open();
    if (!root && root.error().kind == ErrorKind::unsupported && isTooOld(record)) {
        co_return Result<>(); // no witness, and no gap
    }
    if (!root) {
        co_return fail(root.error());
    }
    auto system = co_await redfish.system(); // all that is asked for, in one answer
    if (!system) {
        co_return fail(system.error());
    }
    record.power.add(system->power, Source::redfish, std::chrono::system_clock::now());
    HostIdentity identity;
    identity.product = system->product;
    identity.serialNumber = system->serialNumber;
    identity.uuid = system->uuid;
    addIdentity(record, identity, Source::redfish);
    co_return Result<>();
}

} // namespace seedbed
