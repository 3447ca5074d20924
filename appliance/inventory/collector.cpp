// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/collector.hpp"

#include <fmt/format.h>

#include "appliance/inventory/doors.hpp"
#include "oa-bridge/oa/xmldata.hpp"

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

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point begun) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
}

// What the doors of its iLO told, behind what the OA tells.
void addDoors(BladeRecord& record, BladeRecord told) {
    record.add(told);
    static_cast<IloAccount&>(record) = std::move(told);
}

Error twoAddresses(const DeviceBay& bay, const std::string& other) {
    return {.kind = ErrorKind::nonsense,
            .id = "OA-TWO-ADDRESSES",
            .object = fmt::format("bay{}", bay.number),
            .attempted = "find its iLO",
            .cause = fmt::format("the OA tells {} over SOAP and {} in its xmldata page", bay.ilo.address, other),
            .action = "survey again; if it stays, restart the OA"};
}

// One collecting. An iLO is asked as soon as its address is known: the OA's page tells all of them in one answer,
// SOAP one after the other. Everything that runs is in the nursery, so joining it leaves nothing behind.
class Collection {
public:
    Collection(asio::any_io_executor executor, OnboardAdministrator& oa, Blocking& blocking, const InventoryAccess& access)
        : executor_(executor), oa_(oa), blocking_(blocking), access_(access), nursery_(executor) {}

    Task<Inventory> collect() {
        nursery_.spawn("inventory OA", readOa());
        if (!access_.oaAddress.empty()) {
            nursery_.spawn("inventory OA xmldata", readPage());
        }
        co_await nursery_.join();
        if (!read_) {
            co_return fail(read_.error());
        }
        for (const DeviceBay& bay : inventory_.enclosure.bays) {
            inventory_.blades.push_back(finished(bay));
        }
        inventory_.took = since(begun_);
        co_return std::move(inventory_);
    }

private:
    struct Asked {
        std::string address;
        BladeRecord told;
    };

    bool wanted(BayNumber bay) const { return access_.bays.empty() || access_.bays.count(bay) != 0; }

    void ask(const DeviceBay& bay) {
        const auto& address = bay.ilo.address;
        if (wanted(bay.number) && bay.present() && !address.empty() && asked_.count(bay.number) == 0) {
            Asked& asked = asked_[bay.number]; // a map: the reference holds
            asked.address = address;
            asked.told.bay = bay.number;
            nursery_.spawn(fmt::format("inventory bay{}", bay.number), askIlo(address, asked.told));
        }
    }

    asio::awaitable<void> readOa() {
        read_ = co_await askOa();
        inventory_.oaTook = since(begun_);
        if (!read_) {
            nursery_.cancel(); // without it nobody knows whose answers these are
        }
    }

    Task<> askOa() {
        auto enclosure = co_await oa_.surveyBlades();
        if (!enclosure) {
            co_return fail(enclosure.error());
        }
        inventory_.time = std::chrono::system_clock::now();
        inventory_.enclosure = std::move(*enclosure);
        for (const DeviceBay& bay : inventory_.enclosure.bays) {
            ask(bay);
        }
        auto rest = co_await oa_.surveyRest(inventory_.enclosure);
        co_return rest;
    }

    // It may be switched off: then SOAP tells.
    asio::awaitable<void> readPage() {
        ProbeAccess probe;
        probe.address = access_.oaAddress;
        probe.tls.pins = access_.pins;
        auto page = co_await probeDevice(std::move(probe));
        if (!page) {
            co_return;
        }
        for (const DeviceBay& bay : page->blades) {
            ask(bay);
        }
    }

    asio::awaitable<void> askIlo(std::string address, BladeRecord& told) {
        const auto begun = Clock::now();
        Nursery transports(executor_);
        transports.spawn("IPMI of " + address, askDoors(Transport::ipmi, address, told));
        transports.spawn("HTTPS of " + address, askDoors(Transport::https, address, told));
        co_await transports.join();
        told.took = since(begun);
    }

    asio::awaitable<void> askDoors(Transport transport, std::string address, BladeRecord& told) {
        InventoryAccess access = access_;
        for (const IloDoor& door : iloDoors()) {
            if (door.transport != transport) {
                continue;
            }
            const auto what = fmt::format("bay{} {} {}", told.bay, door.name, address);
            auto answer = co_await within(access.doorLimit, what, door.ask(executor_, blocking_, access, address, told));
            if (!answer) {
                const auto kind = answer.error().kind;
                const bool silent = kind == ErrorKind::unreachable || kind == ErrorKind::timeout;
                access.doorLimit = silent ? std::min(access.doorLimit, access.afterSilence) : access.doorLimit;
                told.gaps.push_back({door.name, answer.error().withContext(fmt::format("bay{} {}", told.bay, door.name))});
            }
        }
    }

    BladeRecord finished(const DeviceBay& bay) {
        BladeRecord record = recordOf(bay, inventory_.time);
        record.asked = wanted(bay.number);
        const auto asked = asked_.find(bay.number);
        if (asked == asked_.end() || !bay.present()) {
            return record;
        }
        addDoors(record, std::move(asked->second.told));
        if (asked->second.address != bay.ilo.address) {
            record.gaps.push_back({"OA", twoAddresses(bay, asked->second.address)});
        }
        return record;
    }

    asio::any_io_executor executor_;
    OnboardAdministrator& oa_;
    Blocking& blocking_;
    const InventoryAccess& access_;
    Clock::time_point begun_ = Clock::now();
    Inventory inventory_;
    Result<> read_ = fail(Error{.kind = ErrorKind::internal, .id = "INVENTORY-LOST", .object = "inventory",
                                .attempted = "ask the OA", .cause = "it ended without a result", .action = "report this as a defect"});
    std::map<BayNumber, Asked> asked_;
    Nursery nursery_;
};

} // namespace

Task<Inventory> collectInventory(OnboardAdministrator& oa, Blocking& blocking, const InventoryAccess& access) {
    auto executor = co_await asio::this_coro::executor;
    Collection collection(executor, oa, blocking, access);
    auto inventory = co_await collection.collect();
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
        {"IPMI", Transport::ipmi, askIpmi},
        {"RIBCL", Transport::https, askRibcl},
        {"Redfish", Transport::https, askRedfish},
        {"xmldata", Transport::https, askXmldata},
    };
    return doors;
}

} // namespace seedbed
