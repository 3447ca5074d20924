// SPDX-License-Identifier: GPL-3.0-or-later
// What an iLO tells anybody: which blade it is, and in which bay.
#include "appliance/inventory/doors.hpp"
#include "oa-bridge/oa/xmldata.hpp"

namespace seedbed {

Task<> askXmldata(asio::any_io_executor, Blocking&, const InventoryAccess& access, const std::string& address,
                  BladeRecord& record) {
    ProbeAccess probe;
    probe.address = address;
    probe.tls.pins = access.pins;
    probe.deadline = access.doorLimit / 2;
    auto told = co_await probeDevice(std::move(probe));
    if (!told) {
        co_return fail(told.error());
    }
    HostIdentity identity;
    identity.product = told->product;
    identity.serialNumber = told->serialNumber;
    identity.uuid = told->uuid;
    addIdentity(record, identity, Source::iloXml);
    if (told->bay != 0 && told->bay != record.bay) {
        co_return fail(Error{.kind = ErrorKind::nonsense,
                             .id = "ILO-OTHER-BAY",
                             .object = "iLO " + address,
                             .attempted = "find the blade behind it",
                             .cause = fmt::format("it says that it sits in bay {}", told->bay),
                             .action = "two iLOs share an address: check EBIPA"});
    }
    co_return Result<>();
}

} // namespace seedbed
