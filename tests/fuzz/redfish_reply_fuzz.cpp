// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the answer of an iLO to any Redfish request.
#include "oa-bridge/wire/device_clock.hpp"
#include "oa-bridge/wire/redfish.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto body = fuzz::textOf(data, size);
    const auto root = wire::readRedfishRoot(body);
    fuzz::must(!root || (!root->systems.empty() && !root->managers.empty()));
    if (const auto system = wire::readRedfishSystem(body)) {
        fuzz::must(system->memoryGib >= 0);
        (void)wire::resetTypeFor(PowerCommand::softOff, *system);
        (void)wire::bootOverrideBody(system->boot);
    }
    (void)wire::readMembers(body);
    (void)wire::readRedfishManager(body);
    (void)wire::readRedfishTask(body);
    (void)wire::readDateTime(body);
    (void)wire::readIsoTime(body);
    (void)wire::readHttpDate(body);
    (void)wire::asksForReset(body);
    fuzz::must(!wire::redfishError(400, body).id.empty());
    return 0;
}
