// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/doors.hpp"

namespace seedbed {
namespace {

std::string withoutDashes(const std::string& uuid) {
    std::string hex;
    std::copy_if(uuid.begin(), uuid.end(), std::back_inserter(hex), [](char c) { return c != '-'; });
    return hex;
}

std::string reversedOctets(const std::string& hex, std::size_t from, std::size_t count) {
    std::string turned = hex;
    for (std::size_t i = 0; i < count; ++i) {
        turned.replace(from + 2 * i, 2, hex, from + 2 * (count - 1 - i), 2);
    }
    return turned;
}

} // namespace

std::string inOrderOf(const std::string& other, const std::string& uuid) {
    constexpr std::size_t digits = 32;
    const auto wanted = withoutDashes(other);
    const auto given = withoutDashes(uuid);
    if (given.size() != digits) {
        return uuid;
    }
    const auto fields = reversedOctets(reversedOctets(reversedOctets(given, 0, 4), 8, 2), 12, 2);
    const bool same = given == wanted || fields == wanted || reversedOctets(given, 0, 16) == wanted;
    return same ? other : uuid;
}

Task<> askIpmi(asio::any_io_executor executor, Blocking& blocking, const InventoryAccess& access,
               const std::string& address, BladeRecord& record) {
    BmcAccess bmcAccess;
    bmcAccess.address = address;
    bmcAccess.user = access.user;
    bmcAccess.password = access.password;
    bmcAccess.deadline = access.doorLimit * 3 / 4;
    bmcAccess.sessionTimeout = std::chrono::milliseconds(4000);
    Bmc bmc(executor, blocking, std::move(bmcAccess));
    auto told = co_await bmc.account();
    if (!told) {
        co_return fail(told.error());
    }
    const auto now = std::chrono::system_clock::now();
    record.power.add(told->power, Source::ipmi, now);
    const auto known = record.uuid.accounts().empty() ? std::string() : record.uuid.accounts().front().value;
    record.uuid.add(inOrderOf(known, told->guid), Source::ipmi, now);
    if (told->fru && !told->fru->serial.empty()) {
        record.serial.add(told->fru->serial, Source::ipmi, now);
    }
    if (told->fru && !told->fru->product.empty()) {
        record.product.add(told->fru->product, Source::ipmi, now);
    }
    if (told->clock) {
        record.clockAhead[Source::ipmi] =
            std::chrono::duration_cast<std::chrono::milliseconds>(*told->clock - told->asked);
    }
    co_return Result<>();
}

} // namespace seedbed
