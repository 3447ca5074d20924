// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the answer of an iLO to any RIBCL command.
#include "oa-bridge/wire/ribcl.hpp"
#include "oa-bridge/wire/ribcl_repair.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto reply = fuzz::textOf(data, size);
    const bool done = wire::readRibclDone(reply).has_value();
    const auto health = wire::readEmbeddedHealth(reply);
    const auto host = wire::readHostData(reply);
    fuzz::must(done || (!health && !host));
    fuzz::must(!health || health->memoryMb >= 0);
    (void)wire::readHostPower(reply);
    (void)wire::readAutoPower(reply);
    (void)wire::readIloFirmware(reply);
    (void)wire::readProductName(reply);
    (void)wire::readIloLog(reply);
    (void)wire::readIloUsers(reply);
    (void)wire::readOneTimeBoot(reply);
    (void)wire::readPersistentBoot(reply);
    (void)wire::readNetworkSettings(reply);
    (void)wire::readGlobalSettings(reply);
    (void)wire::readMediaStatus(reply);
    (void)wire::repairQuotes(reply);
    return 0;
}
