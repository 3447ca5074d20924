// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/collector.hpp"

#include <fmt/format.h>

#include "appliance/inventory/doors.hpp"

namespace seedbed {
namespace {

std::string lower(std::string text) {
    for (char& character : text) {
        character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    }
    return text;
}

BladeRecord recordOf(const DeviceBay& bay, WallTime time) {
    BladeRecord record;
    record.bay = bay.number;
    record.present.add(bay.present(), Source::oa, time);
    if (!bay.present()) {
        return record;
    }
    if (bay.status.power != PowerReading::unknown) {
        record.power.add(bay.status.power, Source::oa, time);
    }
    record.serial.add(bay.serialNumber, Source::oa, time);
    record.uuid.add(lower(bay.uuid), Source::oa, time);
    record.product.add(bay.product, Source::oa, time);
    record.iloAddress.add(bay.ilo.address, Source::oa, time);
    record.iloFirmware.add(firstWord(bay.ilo.firmware), Source::oa, time);
    return record;
}

asio::awaitable<void> askIlo(asio::any_io_executor executor, Blocking& blocking, const InventoryAccess& access,
                             std::string address, BladeRecord& record) {
    for (const IloDoor& door : iloDoors()) {
        const auto what = fmt::format("bay{} {} {}", record.bay, door.name, address);
        auto told = co_await within(access.doorLimit, what, door.ask(executor, blocking, access, address, record));
        if (!told) {
            record.gaps.push_back(told.error().withContext(fmt::format("bay{} {}", record.bay, door.name)));
        }
    }
}

} // namespace

Task<Inventory> collectInventory(OnboardAdministrator& oa, Blocking& blocking, const InventoryAccess& access) {
    const auto begun = std::chrono::steady_clock::now();
    auto executor = co_await asio::this_coro::executor;
    auto enclosure = co_await oa.survey();
    if (!enclosure) {
        co_return fail(enclosure.error());
    }
    Inventory inventory;
    inventory.time = std::chrono::system_clock::now();
    inventory.enclosure = std::move(*enclosure);
    for (const DeviceBay& bay : inventory.enclosure.bays) {
        inventory.blades.push_back(recordOf(bay, inventory.time));
    }
    Nursery nursery(executor);
    for (BladeRecord& record : inventory.blades) { // none is added any more: the references hold
        const DeviceBay* bay = inventory.enclosure.bay(record.bay);
        record.asked = access.bays.empty() || access.bays.count(record.bay) != 0;
        if (record.asked && bay != nullptr && bay->present() && !bay->ilo.address.empty()) {
            nursery.spawn(fmt::format("inventory bay{}", record.bay),
                          askIlo(executor, blocking, access, bay->ilo.address, record));
        }
    }
    co_await nursery.join();
    inventory.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    co_return inventory;
}

void addIdentity(BladeRecord& record, const HostIdentity& identity, Source source) {
    const auto now = std::chrono::system_clock::now();
    if (!identity.serialNumber.empty()) {
        record.serial.add(identity.serialNumber, source, now);
    }
    if (!identity.product.empty()) {
        record.product.add(identity.product, source, now);
    }
    if (!identity.uuid.empty()) {
        const auto& known = record.uuid.accounts();
        record.uuid.add(inOrderOf(known.empty() ? std::string() : known.front().value, lower(identity.uuid)), source, now);
    }
}

std::string firstWord(const std::string& text) { return text.substr(0, text.find(' ')); }

const std::vector<IloDoor>& iloDoors() {
    static const std::vector<IloDoor> doors{
        {"IPMI", askIpmi},
        {"RIBCL", askRibcl},
        {"Redfish", askRedfish},
        {"xmldata", askXmldata},
    };
    return doors;
}

} // namespace seedbed
